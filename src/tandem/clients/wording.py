"""What a comparison of two clients says, in the words of people."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.text import Text

#: What clients are compared by, as pages call it.
TRAITS: Mapping[str, Text] = {
    "name": Text(ru="Имя", en="Name"),
    "patronymic": Text(ru="Отчество", en="Patronymic"),
    "phone": Text(ru="Телефон", en="Phone"),
    "email": Text(ru="Почта", en="E-mail"),
    "city": Text(ru="Город", en="City"),
    "inn": Text(ru="ИНН", en="Tax id (INN)"),
}

_SAME = Text(ru="совпадает", en="the same")
_DIFFERS = Text(ru="разные", en="different")

_OUTCOMES: Mapping[tuple[str, str], Text] = {
    ("name", "typo"): Text(ru="похоже, отличается буквами", en="alike but for some letters"),
    ("name", "initial"): Text(
        ru="фамилия та же, имени нет или одна буква", en="the same surname, no or one letter of the name"
    ),
    ("name", "family"): Text(
        ru="фамилия та же, имя другое: возможно, родственники", en="the same surname, another name: relatives, perhaps"
    ),
    ("name", "given"): Text(ru="имя то же, фамилия другая", en="the same given name, another surname"),
    ("name", "part"): Text(ru="одно название входит в другое", en="one name is part of the other"),
    ("name", "word"): Text(ru="общее редкое слово", en="a rare word in common"),
    ("patronymic", "typo"): Text(ru="похоже, отличается буквами", en="alike but for some letters"),
    ("phone", "typo"): Text(ru="отличается одной цифрой", en="one digit apart"),
    ("phone", "office"): Text(ru="общий телефон многих клиентов", en="a phone that many clients share"),
    ("phone", "same"): Text(
        ru="общий номер, больше почти ни у кого", en="share a number that hardly anybody else has"
    ),
    ("email", "same"): Text(ru="общий адрес", en="share an address"),
    ("email", "local"): Text(ru="одинаково до @", en="the same before the @"),
    ("email", "typo"): Text(ru="похоже, отличается буквами", en="alike but for some letters"),
    ("email", "office"): Text(ru="общий адрес многих клиентов", en="an address that many clients share"),
    ("city", "typo"): Text(ru="похоже, отличается буквами", en="alike but for some letters"),
    ("inn", "differs"): Text(ru="разные: это разные фирмы", en="different: two firms"),
}  # fmt: skip


def outcome_words(trait: str, level: str) -> Text:
    """What came out for one trait."""
    fallback = {"same": _SAME, "differs": _DIFFERS}
    return _OUTCOMES.get((trait, level)) or fallback.get(level) or Text(ru=level, en=level)


def odds_words(bits: float) -> Text:
    """A weight as odds that anybody reads: ``за 16 : 1``."""
    odds = 2 ** abs(bits)
    if odds < 1.15:
        return Text(ru="ничего не говорит", en="says nothing")
    if odds >= 1_000_000:
        said = "1\u202f000\u202f000+"
    elif odds >= 10:
        # Two digits are as many as such a number knows.
        said = f"{int(float(f'{odds:.1e}')):,}".replace(",", "\u202f")
    else:
        said = f"{odds:.1f}"
    if bits > 0:
        return Text(ru=f"за {said.replace('.', ',')} : 1", en=f"for {said} : 1")
    return Text(ru=f"против {said.replace('.', ',')} : 1", en=f"against {said} : 1")


def likelihood_words(probability: float) -> Text:
    """How likely both are one; never called certain."""
    if probability >= 0.999:
        return Text(ru="больше 99,9\u202f%", en="over 99.9%")
    share = f"{probability * 100:.0f}" if probability < 0.99 else f"{probability * 100:.1f}"
    return Text(ru=f"{share.replace('.', ',')}\u202f%", en=f"{share}%")
