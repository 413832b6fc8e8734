"""Who writes down whose hours. Pure."""

from __future__ import annotations

from datetime import date

from tandem.people.rules import Role


def keeps_hours_of(role: Role, other: Role) -> bool:
    """Whether the role writes down the hours of the other: a head their department's, owner and admin everybody's."""
    if other.department is None:
        return False
    if role in {Role.OWNER, Role.ADMIN}:
        return True
    return role in {Role.SALES_HEAD, Role.MARKETING_HEAD} and role.department is other.department


def may_be_away(role: Role, other: Role, *, own: bool, since: date, today: date) -> bool:
    """Whether the role writes down an absence of the other's that begins on a day.

    Whoever falls ill says so in the morning, before the head has time to: everybody of a department announces their
    own absence, from today on, so that no lead comes to an empty chair. The past is the head's to write.
    """
    return keeps_hours_of(role, other) or (own and other.department is not None and since >= today)


def opens_shifts(role: Role) -> bool:
    """Who has any use for the page: those of a department, and those who keep everybody's hours."""
    return role.department is not None or role in {Role.OWNER, Role.ADMIN}
