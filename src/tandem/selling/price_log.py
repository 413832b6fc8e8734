"""The price log: every deal below the list price, who approved it, whether marketing knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.basics.text import Text
from tandem.measures.asked import Asked
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.models import PriceException
from tandem.selling.price_rules import discount
from tandem.selling.pricing import notes_prices

#: The newest so many are on the page; a file holds all.
MOST = 50


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One exception, with what the reader may do about it."""

    exception: PriceException
    discount: Decimal
    state: Text
    #: Empty for those who may not read what sellers write of clients.
    reason: str
    answers: bool
    notes: bool


def price_lines(person: Person, *, lead_id: int | None = None, limit: int | None = None) -> list[PriceLine]:
    """The exceptions a person may see, the newest first."""
    role = Role(person.role)
    rows = PriceException.objects.select_related("asked_by", "approver")
    if not role.sees_all_leads:
        rows = rows.filter(lead__assignment__seller=person)
    if lead_id is not None:
        rows = rows.filter(lead=lead_id)
    noting = notes_prices(role)
    return [_line(each, person, role, noting=noting) for each in rows[:limit]]


def unanswered_by(person: Person) -> int:
    """How many prices wait for a person's answer."""
    return PriceException.objects.filter(approver=person, answered_at__isnull=True).count()


def unnoted(role: Role) -> int:
    """How many approved prices a reader of a role has not taken note of for marketing."""
    if not notes_prices(role):
        return 0
    return PriceException.objects.filter(approved=True, noted_at__isnull=True).count()


def file_rows(lines: Sequence[PriceLine], page: Asked) -> list[list[str | Decimal]]:
    """The log as the rows of a file."""
    zone = ZoneInfo(settings.TIME_ZONE)
    head = [_("Lead"), _("Asked for"), _("Asked by"), _("List or promo price"), _("Price of the deal"), _("Currency"),
            _("Discount"), _("Reason"), _("Approver"), _("State")]  # fmt: skip
    rows: list[list[str | Decimal]] = [list(head)]
    for line in lines:
        each = line.exception
        rows.append([
            str(each.lead_id), f"{each.asked_at.astimezone(zone):%Y-%m-%d %H:%M}", str(each.asked_by), each.list_price,
            each.deal_price, each.currency, round(line.discount, 4), line.reason, str(each.approver),
            line.state.in_language(page.language),
        ])  # fmt: skip
    return rows


def _line(each: PriceException, person: Person, role: Role, *, noting: bool) -> PriceLine:
    return PriceLine(
        exception=each,
        discount=discount(each.list_price, each.deal_price),
        state=_STATES[(each.approved, each.noted_at is not None)],
        reason=each.reason if role.sees_contacts else "",
        answers=each.answered_at is None and each.approver_id == person.pk,
        notes=bool(each.approved) and each.noted_at is None and noting,
    )


_STATES = {
    (None, False): Text(ru="ждёт решения", en="awaits the answer"),
    (False, False): Text(ru="не согласована", en="not approved"),
    (True, False): Text(ru="согласована, маркетинг ещё не видел", en="approved, not seen by marketing yet"),
    (True, True): Text(ru="согласована, маркетинг знает", en="approved, marketing knows"),
}
