"""What the page of a closed month shows: who is paid what, how it was counted, and what a recount would change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.agreement import payouts, queries, titles
from tandem.agreement.bonus import Step
from tandem.agreement.models import Payout
from tandem.agreement.payout_receipts import unpacked
from tandem.agreement.rules import HEADS
from tandem.basics.numbers import format_money, format_number
from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue
from tandem.measures.export_files import Content
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role

_NOT_COMPUTABLE = Text(ru="не посчитать", en="not computable")


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One payout; ``correction`` is what a recount from today's data would add, None where it adds nothing.

    ``became`` says what a recount cannot put in figures: computable then and not now, or the other way round.
    """

    person: str
    role: Text
    version: int
    amount: Decimal | None
    reason: Text | None
    steps: Sequence[Step]
    counted_at: datetime
    correction: Decimal | None = None
    became: Text | None = None

    def money(self, language: str) -> str:
        """The amount as people read it."""
        if self.amount is None:
            return _NOT_COMPUTABLE.in_language(language)
        return format_money(self.amount, settings.CURRENCY, language, 2)

    def told(self, language: str) -> list[tuple[str, str, str]]:
        """The receipt: what was counted, how, and what came out."""
        return [
            (step.name.in_language(language), _how(step.how, language), _shown(step, language)) for step in self.steps
        ]

    def corrected(self, language: str) -> str:
        """The correction as people read it; empty where there is none."""
        if self.became is not None:
            return self.became.in_language(language)
        if self.correction is None:
            return ""
        return format_money(self.correction, settings.CURRENCY, language, 2, signed=True)


def visible(person: Person) -> QuerySet[Payout]:
    """The payouts a person may see: the owner all, a head those of their department, everybody their own."""
    role = Role(person.role)
    if role is Role.OWNER:
        return Payout.objects.all()
    own = Payout.objects.filter(person=person)
    if role in HEADS.values():
        of_department = [each.value for each in Role if each.department is role.department]
        return own | Payout.objects.filter(role__in=of_department)
    return own


def payout_lines(month: date, person: Person, reading: Reading) -> list[PayoutLine]:
    """What a person may see of the payouts of a month, with what came later apart."""
    kept = list(visible(person).filter(month=month).select_related("person").order_by("role", "person__name", "pk"))
    if not kept:
        return []
    again = _counted_again(month, kept[0].version, reading)
    return [_line(each, again) for each in kept]


def rows_of(lines: Sequence[PayoutLine], language: str) -> list[list[Content]]:
    """The payouts as the rows of a file; the receipt in one cell, a step a line."""
    head: list[Content] = [_("Person"), _("Role"), _("Version"), _("Bonus"), _("Correction"), _("Why")]
    rows = [head]
    for line in lines:
        steps = [f"{name}: {how} = {value}" for name, how, value in line.told(language)]
        if line.reason is not None:
            steps.append(line.reason.in_language(language))
        if line.became is not None:
            steps.append(line.became.in_language(language))
        rows.append(
            [
                line.person, line.role.in_language(language), line.version, line.amount, line.correction,
                "\n".join(steps),
            ]
        )  # fmt: skip
    return rows


def _counted_again(
    month: date, version: int, reading: Reading
) -> Mapping[tuple[str, int | None], tuple[Decimal | None]]:
    """The amounts of the same people from today's data, by the same formula."""
    document = queries.version(version).document
    return {(role, person): (paid.amount,) for role, person, paid in payouts.paid_lines(document, month, reading)}


def _line(each: Payout, again: Mapping[tuple[str, int | None], tuple[Decimal | None]]) -> PayoutLine:
    counted = unpacked(each.amount, each.receipt)
    correction, became = None, None
    # Whoever is not counted today any more holds another role by now: no data has changed by that.
    for (today,) in filter(None, [again.get((each.role, each.person_id))]):
        if (today is None) != (each.amount is None):
            became = _NOW_KNOWN if today is not None else _NOW_UNKNOWN
        elif today is not None and each.amount is not None and today != each.amount:
            correction = today - each.amount
    return PayoutLine(
        person=str(each.person) if each.person is not None else "",
        role=titles.role(each.role),
        version=each.version,
        amount=each.amount,
        reason=counted.reason,
        steps=counted.steps,
        counted_at=each.counted_at,
        correction=correction,
        became=became,
    )


_NOW_KNOWN = Text(ru="по сегодняшним данным посчитать можно", en="computable from today's data")
_NOW_UNKNOWN = Text(ru="по сегодняшним данным не посчитать", en="not computable from today's data")


def _how(how: str, language: str) -> str:
    """With the names of measures and roles instead of their keys."""
    key, colon, rest = how.partition(": ")
    if colon and key in catalogue():
        return f"{catalogue()[key].name.in_language(language)}: {_numbers(rest, language)}"
    return titles.role(how).in_language(language) if how in _ROLES else _numbers(how, language)


def _numbers(text: str, language: str) -> str:
    """Every number of a text as people write it, to four places: the receipt keeps them as they were counted."""
    return _NUMBER.sub(lambda found: _plain(round(Decimal(found[0]), 4), language), text)


_ROLES = frozenset(role.value for role in Role)


def _shown(step: Step, language: str) -> str:
    if step.value is None:
        return "?"
    if "≥" in step.how or "≤" in step.how:
        return (_MET if step.value else _NOT_MET).in_language(language)
    return _plain(step.value, language)


_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MET, _NOT_MET = Text(ru="выполнено", en="met"), Text(ru="не выполнено", en="not met")


def _plain(value: Decimal, language: str) -> str:
    return format_number(value, language, max(0, -int(value.normalize().as_tuple().exponent)))
