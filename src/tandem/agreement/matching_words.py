"""The section on how spend meets leads in sentences: by which names, and what becomes of calls of unknown origin."""

from __future__ import annotations

from tandem.agreement.document import Matching
from tandem.basics import numbers
from tandem.basics.text import Text

#: A rule of the section, and the names that it makes one.
_RULES = {
    "spelling": Text(
        ru="имена, которые различаются только регистром, пробелами, дефисами и кодировкой адреса",
        en="names that differ in case, spaces, dashes and the encoding of an address alone",
    ),
    "card_names": Text(ru="прежние имена переименованной кампании", en="the earlier names of a renamed campaign"),
    "by_hand": Text(
        ru="имена, которые человек свёл на странице имён", en="names that a person matched on the page of names"
    ),
}


def names_matched(agreed: Matching) -> Text:
    """By which names spend and leads are brought together."""
    on = [words for name, words in _RULES.items() if getattr(agreed, name)]
    off = [words for name, words in _RULES.items() if not getattr(agreed, name)]
    parts = [
        Text(
            ru="Расход относят к заявкам с тем же именем кампании, источника, канала, группы или креатива: его "
            "сообщают "
            "метки utm, идентификатор клика или тот, кто прислал заявку.",
            en="Spend is brought to leads that bear the same name of campaign, source, channel, ad group or creative: "
            "utm parameters, a click id or the sender tell it.",
        ),
        *([Text(ru=f"Одним именем считают и {_ru(on)}.", en=f"One name are also {_en(on)}.")] if on else []),
        *([Text(ru=f"Разными считают {_ru(off)}.", en=f"Different are {_en(off)}.")] if off else []),
        Text(
            ru="По посадочной странице и номеру кампании расход с заявками не сводят.",
            en="Neither a landing page nor the number of a campaign brings them together.",
        ),
    ]
    return Text(ru=" ".join(each.ru for each in parts), en=" ".join(each.en for each in parts))


def calls_credited(agreed: Matching) -> Text:
    """What is done with calls that say of no campaign."""
    minutes = agreed.call_minutes
    ru = f"Звонок на общий номер сопоставляют с визитами за {minutes} мин до него и с кликами того дня."
    en = f"A call on a common number is compared with visits in the {minutes} minutes before it and the day's clicks."
    if not agreed.call_confidence:
        return Text(
            ru=f"{ru} Продажи по таким звонкам кампаниям не зачитывают: они остаются в строке «неизвестно откуда».",
            en=f"{en} Sales by such calls are credited to no campaign: they stay in the line “unknown”.",
        )
    from_ru, from_en = (numbers.format_percent(agreed.call_confidence, language, 0) for language in ("ru", "en"))
    return Text(
        ru=f"{ru} Если вероятность, что позвонили из-за кампании, не меньше {from_ru}, ей зачитывают эту долю продажи; "
        "остальное остаётся в строке «неизвестно откуда».",
        en=f"{en} Where the chance that a campaign made the client call is {from_en} or more, it is credited with that "
        "part of the sale; the rest stays in the line “unknown”.",
    )


def _ru(names: list[Text]) -> str:
    return "; ".join(each.ru for each in names)


def _en(names: list[Text]) -> str:
    return "; ".join(each.en for each in names)
