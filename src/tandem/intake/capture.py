"""What a company may want to know of every lead: each field announced by the room that keeps it.

A room lists its fields as ``CaptureField`` in ``<room>/capture_fields.py`` and their measures with ``lacking``. Which
of them a company really needs, the clauses of its agreement say: those that read any column of ``reads``.
"""

from __future__ import annotations

import functools
from collections.abc import Container, Mapping
from dataclasses import dataclass

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Rate, Total, Unit
from tandem.people.rules import Department


@dataclass(frozen=True, slots=True)
class CaptureField:
    """``lacks`` is a condition on the store's leads; ``without`` names a lead without it: "Без бюджета"."""

    key: str
    title: Text
    without: Text
    #: The fields of clauses that make it needed.
    reads: frozenset[str]
    lacks: str
    owner: Department

    @property
    def count_key(self) -> str:
        """The measure of leads without it."""
        return f"without_{self.key}"

    @property
    def share_key(self) -> str:
        """The measure of their share."""
        return f"without_{self.key}_share"


def lacking(field: CaptureField) -> tuple[Measure, Measure]:
    """How many leads lack a field, and which share of all."""
    name, title = field.without, field.title
    return (
        Measure(
            key=field.count_key,
            name=name,
            question=Text(
                ru=f"По скольким заявкам не записано: {title.ru.lower()}?",
                en=f"Of how many leads is it not recorded: {title.en.lower()}?",
            ),
            definition=Text(
                ru=f"Лиды, принятые в периоде, у которых до сих пор не заполнено: {title.ru.lower()}.",
                en=f"Leads captured in the period of which it is still not recorded: {title.en.lower()}.",
            ),
            unit=Unit.COUNT,
            value=Total("leads", day="captured_on", where=field.lacks),
            better=Better.DOWN,
            owner=field.owner,
        ),
        Measure(
            key=field.share_key,
            name=Text(ru=f"{name.ru}, доля", en=f"{name.en}, share"),
            question=Text(
                ru=f"Какая часть заявок без ответа: {title.ru.lower()}?",
                en=f"Of which part of the leads is it unknown: {title.en.lower()}?",
            ),
            definition=Text(
                ru=f"«{name.ru}», делённые на все лиды периода.", en=f"“{name.en}” divided by all leads of the period."
            ),
            unit=Unit.SHARE,
            value=Rate(field.count_key, "leads"),
            better=Better.DOWN,
            owner=field.owner,
        ),
    )


@functools.cache
def capture_fields() -> Mapping[str, CaptureField]:
    """Every announced field by its key, in the order of rooms."""
    return {
        value.key: value
        for module in modules_named("capture_fields")
        for listed in vars(module).values()
        for value in (listed if isinstance(listed, tuple) else (listed,))
        if isinstance(value, CaptureField)
    }


def needed(reads: Container[str]) -> list[CaptureField]:
    """The fields that an agreement reading these columns needs; all of them when it reads none."""
    found = [field for field in capture_fields().values() if any(name in reads for name in field.reads)]
    return found or list(capture_fields().values())
