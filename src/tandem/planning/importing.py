"""Takes plans in from an import."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from typing import Any

from tandem.basics.text import Text
from tandem.imports.shapes import Problem
from tandem.imports.superseding import supersede
from tandem.imports.writing import Chunk, Incoming, Writer
from tandem.journal.rows import insert_rows, next_ids
from tandem.measures.catalogue import catalogue
from tandem.people.actions import sellers_named
from tandem.people.models import Person
from tandem.planning.facts import PlanSet
from tandem.planning.models import Plan

#: What makes a plan the same plan: another value for it is a correction.
type Identity = tuple[str, date, date, int | None, str]


class PlanWriter(Writer):
    """A plan by measure, period, seller and department: a later value replaces the earlier one.

    Seller and department may be absent, so that the engine knows a row by its content only; the plan it
    speaks of is found here.
    """

    kind = "plan"
    key_fields = ("measure", "start", "end", "seller", "department")

    def write(self, chunk: Chunk) -> None:
        """Add plans nobody made yet, and give the others their new value."""
        _warn_of_strangers(chunk)
        sellers = sellers_named(
            {name for each in (*chunk.new, *chunk.changed) if (name := each.text("seller"))},
            batch_id=chunk.batch_id,
        )
        chunk.new[:] = self._acceptable(chunk.new, sellers, chunk)
        chunk.changed[:] = self._acceptable(chunk.changed, sellers, chunk)
        known = self._known([*chunk.new, *chunk.changed])
        fresh: dict[Identity, Incoming] = {}
        for each in (*chunk.new, *chunk.changed):
            identity = _identity(each, sellers)
            plan = known.get(identity)
            if plan is None:
                fresh[identity] = each
                continue
            each.subject_id = plan.pk
            if plan.value != _value(each):
                Plan.objects.filter(pk=plan.pk).update(value=_value(each))
                _tell(each, identity, chunk)
        self._add(fresh, chunk)
        supersede(chunk, [each.subject_id for each in (*chunk.new, *chunk.changed)])

    def _add(self, fresh: dict[Identity, Incoming], chunk: Chunk) -> None:
        rows = []
        ids = next_ids(Plan, len(fresh)) if fresh else range(0)
        for plan_id, (identity, each) in zip(ids, fresh.items(), strict=True):
            each.subject_id = plan_id
            rows.append((plan_id, *identity, _value(each), chunk.batch_id))
            _tell(each, identity, chunk)
        insert_rows(Plan, ("id", "measure", "starts_on", "ends_on", "seller", "department", "value", "batch_id"), rows)

    def _known(self, incoming: list[Incoming]) -> dict[Identity, Plan]:
        plans = Plan.objects.filter(
            measure__in={_measure(each.text("measure")) for each in incoming},
            starts_on__in={each.values["start"] for each in incoming},
        )
        return {(plan.measure, plan.starts_on, plan.ends_on, plan.seller_id, plan.department): plan for plan in plans}

    def _acceptable(self, incoming: list[Incoming], sellers: dict[str, int], chunk: Chunk) -> list[Incoming]:
        """The rows without those that end before they start, and without a second value for one plan."""
        kept: dict[Identity, Incoming] = {}
        for each in incoming:
            identity = _identity(each, sellers)
            if identity[0] not in catalogue():
                chunk.problems.append(_problem(each, "measure", "unknown_measure", _unknown(identity[0])))
            elif each.values["end"] < each.values["start"]:
                chunk.problems.append(_problem(each, "end", "ends_before_start", ENDS_BEFORE_START))
            elif (first := kept.get(identity)) is not None:
                if _value(first) != _value(each):
                    text = PLANNED_TWICE.format(line=first.line)
                    chunk.problems.append(_problem(each, "value", "planned_twice", text))
            else:
                kept[identity] = each
        return list(kept.values())


ENDS_BEFORE_START = Text(
    ru="Период плана кончается раньше, чем начинается. Поправьте даты и загрузите строку ещё раз.",
    en="The period of the plan ends before it starts. Correct the days and feed the row again.",
)
PLANNED_TWICE = Text(
    ru="На этот показатель, период и менеджера уже есть другой план (строка {line}). "
    "Оставьте одну из строк и загрузите её ещё раз.",
    en="There is another plan for this measure, period and seller (line {line}). "
    "Keep one of the rows and feed it again.",
)


SELLER_IS_NEW = Text(
    ru="Менеджера «{name}» ещё не было: заведён новый. Если это опечатка, отмените импорт, поправьте имя и загрузите "
    "снова.",
    en="There was no seller “{name}” yet: a new one was made. If that is a slip, undo the import, mend the name and "
    "feed it again.",
)
UNKNOWN_MEASURE = Text(
    ru="Показателя «{written}» нет. Есть, например: {alike_ru}; все — на странице показателей.",
    en="There is no measure “{written}”. There is for example {alike_en}; all of them are on the page of measures.",
)
_ALIKE = 3


def _measure(written: str) -> str:
    """The key of a measure named by its key, or by its name in either language; else what was written."""
    return written if written in catalogue() else _by_name().get(written.casefold(), written)


@functools.cache
def _by_name() -> Mapping[str, str]:
    names = {name.casefold(): each.key for each in catalogue().values() for name in (each.name.ru, each.name.en)}
    # What people call it where they do not ask which of several revenues is meant.
    return names | {"выручка": "revenue_paid", "revenue": "revenue_paid"}


def _unknown(written: str) -> Text:
    close = get_close_matches(written.casefold(), _by_name(), n=_ALIKE, cutoff=0.5)
    alike = [catalogue()[_by_name()[name]].name for name in close] or [
        catalogue()[key].name for key in ("leads", "deals_won", "revenue_paid")
    ]
    said = {"alike_ru": ", ".join(f"«{each.ru}»" for each in alike), "alike_en": ", ".join(each.en for each in alike)}
    return UNKNOWN_MEASURE.format(written=written, **said)


def _warn_of_strangers(chunk: Chunk) -> None:
    """A misspelt name would be a seller more, with a plan that nobody fulfils."""
    rows = [each for each in (*chunk.new, *chunk.changed) if each.text("seller")]
    known = set(Person.objects.filter(name__in={each.text("seller") for each in rows}).values_list("name", flat=True))
    for each in rows:
        if each.text("seller") not in known:
            chunk.warn(each, "seller_is_new", SELLER_IS_NEW.format(name=each.text("seller")), field="seller")


def _identity(each: Incoming, sellers: dict[str, int]) -> Identity:
    return (
        _measure(each.text("measure")), each.values["start"], each.values["end"],
        sellers.get(each.text("seller")), each.text("department"),
    )  # fmt: skip


def _value(each: Incoming) -> Decimal:
    value: Decimal = each.values["value"]
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _tell(each: Incoming, identity: Identity, chunk: Chunk) -> None:
    measure, starts_on, ends_on, seller_id, department = identity
    said: dict[str, Any] = {"measure": measure, "starts_on": starts_on, "ends_on": ends_on, "seller_id": seller_id}
    fact = PlanSet(**said, department=department or None, value=_value(each))
    chunk.tell(fact, each.subject_id, chunk.midday(starts_on))


def _problem(each: Incoming, field: str, code: str, message: Text) -> Problem:
    return Problem(each.line, None, field, code, message, str(each.values[field])[:100], "rejected")
