"""The rows of an answer as lines of a sheet, each member by the name people know."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tandem.measures.dimensions import Dimension
from tandem.measures.questions import Answer, Member, Row
from tandem.measures.sheets import Line
from tandem.people.models import Person


def member_lines(answered: Answer, by: Dimension, language: str) -> tuple[Line, ...]:
    """A line for each member, the one without a value last, then the total."""
    names = seller_names(row.members[0] for row in answered.over_members) if by.key == "seller" else {}
    lines = [
        Line(
            (member_name(row.members[0], by, language, names),),
            row.values,
            members=row.members,
            last=row.members[0] is None,
        )
        for row in answered.over_members
    ]
    return (*lines, total_line(answered.total)) if lines else ()


def total_line(row: Row) -> Line:
    """The line of the whole, computed from rows and not by adding up."""
    return Line((_("Total"),), row.values, total=True)


def member_name(member: Member, by: Dimension, language: str, sellers: dict[int, str]) -> str:
    """What people call a member of a dimension."""
    if member is None:
        return by.unknown.in_language(language)
    if by.key == "seller":
        return sellers.get(int(member), f"№ {member}")
    return str(member)


def seller_names(members: Iterable[Member]) -> dict[int, str]:
    """Names of sellers by id, in one query."""
    wanted = [int(member) for member in members if member is not None]
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))


def sellers_of(answered: Answer) -> dict[int, str]:
    """Names of the sellers that an answer's lines speak of; none when it is not split by seller."""
    by = answered.question.by
    if "seller" not in by:
        return {}
    place = by.index("seller")
    return seller_names(row.members[place] for row in answered.over_members)
