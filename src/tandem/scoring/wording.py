"""What a card, its evidence and its warnings say, in words."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.agreement.document import ScoreTerm
from tandem.agreement.score_words import bin_words, field_words, signed
from tandem.basics.text import Text
from tandem.scoring.cards import Reason
from tandem.scoring.leakage import Evidence, Mark
from tandem.scoring.proposal import Drifted, Used
from tandem.scoring.sufficiency import Shortage, Silent


def reason_words(reason: Reason, term: ScoreTerm) -> Text:
    """A reason as people say it: ``+14: Срочно — да``."""
    name, value = field_words(reason.field), bin_words(reason.bin, term)
    sign = signed(reason.points)
    return Text(ru=f"{sign}: {name.ru} — {value.ru}", en=f"{sign}: {name.en} — {value.en}")


def shortage_words(missing: Shortage) -> Text:
    """How much more is needed."""
    ru, en = [], []
    if missing.leads:
        ru.append(f"зрелых лидов — ещё {missing.leads}")
        en.append(f"{missing.leads} more mature leads")
    if missing.buyers:
        ru.append(f"купивших — ещё {missing.buyers}")
        en.append(f"{missing.buyers} more buyers")
    if missing.others:
        ru.append(f"отказавшихся — ещё {missing.others}")
        en.append(f"{missing.others} more who did not buy")
    return Text(
        ru=f"Данных пока мало для скоринга. Нужно: {', '.join(ru)}.",
        en=f"There is not enough data for a scorecard yet. Needed: {', '.join(en)}.",
    )


def used_words(used: Used) -> list[Text]:
    """Which leads a training used, and which it did not and why."""
    said = []
    if used.trained and used.since and used.until:
        said.append(
            Text(
                ru=f"Лидов с известной судьбой: {_n(used.trained)}, из них купили {_n(used.buyers)}; пришли с "
                f"{used.since:%d.%m.%Y} по {used.until:%d.%m.%Y}.",
                en=f"Leads of known fate: {_e(used.trained)}, of whom {_e(used.buyers)} bought; they came from "
                f"{used.since:%Y-%m-%d} to {used.until:%Y-%m-%d}.",
            )
        )
    if used.young:
        said.append(
            Text(
                ru=f"Не вошли {_n(used.young)} молодых: им меньше {used.mature_at} дн., а за это время покупают "
                "19 из 20 купивших.",
                en=f"Not counted: {_e(used.young)} young ones, under {used.mature_at} days, by which 19 of 20 buyers "
                "have bought.",
            )
        )
    if used.unhandled:
        said.append(
            Text(
                ru=f"Не вошли {_n(used.unhandled)}, которых никто не обработал: это не отказы.",
                en=f"Not counted: {_e(used.unhandled)} that nobody has worked on; these are no refusals.",
            )
        )
    if used.old:
        said.append(
            Text(
                ru=f"Не вошли {_n(used.old)} старых: карту они уже не меняют.",
                en=f"Not counted: {_e(used.old)} old ones, which would not change the card.",
            )
        )
    if used.mature_at is None:
        said.append(
            Text(
                ru="За сколько дней покупают, пока неизвестно: купивших слишком мало, поэтому молодых не отделяли.",
                en="How long buying takes is not known yet: too few have bought, so no lead was called young.",
            )
        )
    return said


def _n(count: int) -> str:
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")


def _e(count: int) -> str:
    return f"{count:,}"


def alarm_words(moved: Drifted) -> Text:
    """What is said where a card in force is relied on though leads have moved away from it."""
    name, index = field_words(moved.name), f"{moved.index:.2f}"
    return Text(
        ru=f"Лиды последних 30 дней не те, на которых обучена карта: сильнее всего изменилось «{name.ru}» "
        f"(PSI {index.replace('.', ',')}). Пока не опирайтесь на шансы: выясните, что изменилось, и обучите заново.",
        en=f"Leads of the last 30 days are not those the card was trained on: “{name.en}” moved most "
        f"(PSI {index}). Do not rely on the chances: find out what changed, and train anew.",
    )


SILENT: Mapping[Silent, Text] = {
    Silent.UNKNOWN: Text(ru="не известно ни у одного лида", en="known of no lead"),
    Silent.CONSTANT: Text(ru="у всех лидов одно и то же", en="the same for all leads"),
    Silent.IDENTIFIER: Text(ru="у каждого лида своё: имя или номер", en="every lead has its own: a name or number"),
    Silent.CHANGED: Text(
        ru="посреди периода сменило смысл: что раньше говорило за покупку, потом говорило против",
        en="changed its meaning in the middle: what spoke for buying came to speak against it",
    ),
    Silent.WEAK: Text(ru="почти не меняет шанс", en="hardly moves the chance"),
}


def evidence_words(evidence: Evidence) -> Text:
    """A piece of evidence against a column, with its figure."""
    others = ", ".join(f"«{field_words(each).ru}»" for each in evidence.others)
    others_en = ", ".join(f"“{field_words(each).en}”" for each in evidence.others)
    percent = f"{evidence.figure:.0%}"
    percent_ru = percent.replace("%", "\N{NO-BREAK SPACE}%")
    return {
        Mark.LATE: Text(
            ru=f"{percent_ru} значений записано после первого касания",
            en=f"{percent} of its values were written down after the first contact",
        ),
        Mark.BY_SELLERS: Text(
            ru=f"{percent_ru} значений внесли менеджеры", en=f"{percent} of its values come from sellers' accounts"
        ),
        Mark.POWER: Text(
            ru=f"одна предсказывает покупку слишком хорошо: AUC {evidence.figure:.2f}".replace(".", ","),
            en=f"alone predicts buying too well: AUC {evidence.figure:.2f}",
        ),
        Mark.SURE: Text(
            ru=f"заполнена почти только у купивших: не меньше {percent_ru}",
            en=f"filled in almost only for buyers: at least {percent} of them",
        ),
        Mark.MISSING_TOGETHER: Text(
            ru=f"пустует у тех же лидов, что и {others}", en=f"empty for the same leads as {others_en}"
        ),
        Mark.SAME_WORDS: Text(
            ru=f"теми же словами, что и подозрительная {others}", en=f"in the same words as the suspect {others_en}"
        ),
    }[evidence.mark]
