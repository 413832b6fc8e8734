"""Values of the agreement in words: sides, roles, choices, measures."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue
from tandem.people.rules import Role

SIDES: Mapping[str, Text] = {
    "marketing": Text(ru="маркетинг", en="marketing"),
    "sales": Text(ru="продажи", en="sales"),
}
WEEKDAYS: Mapping[str, Text] = {
    "monday": Text(ru="пн", en="Mon"),
    "tuesday": Text(ru="вт", en="Tue"),
    "wednesday": Text(ru="ср", en="Wed"),
    "thursday": Text(ru="чт", en="Thu"),
    "friday": Text(ru="пт", en="Fri"),
    "saturday": Text(ru="сб", en="Sat"),
    "sunday": Text(ru="вс", en="Sun"),
}

#: Values of choices, by the value; the same value means the same wherever it stands.
CHOICES: Mapping[str, Text] = {
    "True": Text(ru="да", en="yes"),
    "False": Text(ru="нет", en="no"),
    "unknown": Text(ru="неизвестно", en="unknown"),
    "any": Text(ru="любой ответ", en="any answer"),
    "ask": Text(ru="сначала спросить", en="ask first"),
    "acquire": Text(ru="привлечь", en="acquire"),
    "work": Text(ru="вести", en="work"),
    "develop": Text(ru="развивать", en="develop"),
    "regain": Text(ru="вернуть", en="win back"),
    "at least": Text(ru="не меньше", en="at least"),
    "at most": Text(ru="не больше", en="at most"),
    "within": Text(ru="не позже чем через", en="within"),
    "day": Text(ru="день", en="day"),
    "week": Text(ru="неделя", en="week"),
    "month": Text(ru="месяц", en="month"),
    "quarter": Text(ru="квартал", en="quarter"),
    "event": Text(ru="по событию", en="when it happens"),
    "own": Text(ru="делает", en="owns"),
    "recommend": Text(ru="советует", en="recommends"),
    "none": Text(ru="не участвует", en="takes no part"),
    "product": Text(ru="продукт", en="product"),
    "actions": Text(ru="действия", en="actions"),
    "process": Text(ru="процесс", en="process"),
    "idle": Text(ru="тот, у кого своих не осталось", en="whoever has none of their own left"),
    "first": Text(
        ru="любой, кто освободился: следующим идёт первый из всех", en="whoever is free: the first of all is next"
    ),
    "ru": Text(ru="русский", en="Russian"),
    "en": Text(ru="английский", en="English"),
    "price": Text(ru="цена", en="prices"),
    "seller": Text(ru="часы менеджера, у которого лид", en="hours of the seller who has the lead"),
    "return": Text(ru="спорные возвраты", en="disputed returns"),
    "yes-no": Text(ru="да или нет", en="yes or no"),
    "choice": Text(ru="один из вариантов", en="one of the options"),
    "number": Text(ru="число", en="a number"),
    "money": Text(ru="сумма", en="money"),
    "days": Text(ru="число дней", en="a number of days"),
    "rises": Text(ru="растёт", en="rises"),
    "falls": Text(ru="падает", en="falls"),
    "leads": Text(ru="лиды", en="leads"),
    "returns": Text(ru="возвраты", en="returns"),
    "launches": Text(ru="запуски кампаний", en="campaign launches"),
}
#: What a lead is called that no grade is known of yet.
NOT_GRADED = Text(ru="ещё не оценён", en="not graded yet")
PER: Mapping[str, Text] = {
    "day": Text(ru="в день", en="a day"),
    "week": Text(ru="в неделю", en="a week"),
    "month": Text(ru="в месяц", en="a month"),
    "quarter": Text(ru="в квартал", en="a quarter"),
}
EVERY: Mapping[str, Text] = {
    "day": Text(ru="каждый день", en="every day"),
    "week": Text(ru="каждую неделю", en="every week"),
    "month": Text(ru="каждый месяц", en="every month"),
    "quarter": Text(ru="каждый квартал", en="every quarter"),
    "event": Text(ru="по событию", en="when it happens"),
}


def choice(value: object) -> Text:
    """A value of a choice as people say it."""
    return CHOICES.get(str(value), Text(ru=str(value), en=str(value)))


def side(key: str) -> Text:
    """A department; a dash for none."""
    return SIDES.get(key, Text(ru=key or "—", en=key or "—"))


def role(key: str) -> Text:
    """A role; its key where nobody knows it."""
    known = {each.value: each for each in Role}
    return known[key].words if key in known else Text(ru=key or "—", en=key or "—")


def roles(keys: tuple[str, ...]) -> Text:
    """Several roles in a row; a dash for none."""
    if not keys:
        return Text(ru="—", en="—")
    return Text(ru=", ".join(role(key).ru for key in keys), en=", ".join(role(key).en for key in keys))


def measure(key: str) -> Text:
    """A measure by its name; its key where the catalogue does not know it."""
    known = catalogue().get(key)
    return known.name if known else Text(ru=key or "—", en=key or "—")
