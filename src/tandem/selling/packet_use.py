"""Whether sellers open what marketing hands over with a lead before they first speak with the client, and what follows.

The packet stands on the card of the lead: what was promised, the pages and ads seen, the answers given. That the card
was open before the first contact is known from the notes of looks; which of the three was read nobody can know, only
which of them stood there. What goes along with it is no experiment: whoever prepares may be the better seller, so
leads are set beside leads of the same seller (direct standardisation), and leads that looked promising may be prepared
more.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Min

from tandem.access.models import Look
from tandem.basics.intervals import Estimate, wilson
from tandem.basics.periods import Period
from tandem.basics.shrinkage import beta_binomial_shrinkage
from tandem.intake.models import Lead
from tandem.measures.store import Reading
from tandem.voice.rules import Compared, compared

#: A lead moves on within so many days after the first contact, or it does not.
DAYS = 14
FIELDS = ("promised", "pages", "answers")
_PART = 900


@dataclass(frozen=True, slots=True)
class Contact:
    """The first contact of a lead. ``opened``: its seller had the card open before; ``held`` are the fields it held.

    ``moved`` is None while it is too recent to know.
    """

    seller_id: int
    opened: bool
    held: frozenset[str]
    moved: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """A seller, or all (None). ``share`` of contacts had the card opened before, corrected for few contacts.

    ``held``: on how many of the opened cards each field stood.
    """

    seller_id: int | None
    contacts: int
    opened: int
    share: Estimate
    held: dict[str, int]


@dataclass(frozen=True, slots=True)
class PacketUse:
    """``since``: looks are kept from then on.

    ``found.before`` are contacts without the card, ``found.after`` those with it; ``young`` are too recent.
    """

    lines: tuple[Line, ...]
    whole: Line | None
    rankable: bool
    found: Compared
    young: int
    since: dt.date | None


def packet_use(period: Period, reading: Reading, *, seller_id: int | None = None) -> PacketUse:
    """First contacts of a period, of all sellers or of one."""
    first_look = Look.objects.filter(page="lead").aggregate(at=Min("at"))["at"]
    contacts = _contacts(period, reading, first_look, seller_id) if first_look else []
    by_seller: dict[int, list[Contact]] = defaultdict(list)
    for each in contacts:
        by_seller[each.seller_id].append(each)
    opened = [sum(each.opened for each in theirs) for theirs in by_seller.values()]
    group = beta_binomial_shrinkage(opened, [len(theirs) for theirs in by_seller.values()])
    lines = tuple(
        _line(seller, theirs, share) for (seller, theirs), share in zip(by_seller.items(), group.units, strict=True)
    )
    whole = _line(None, contacts, wilson(sum(opened), len(contacts))) if contacts else None
    ripe = [each for each in contacts if each.moved is not None]
    since = first_look.date() if first_look else None
    return PacketUse(lines, whole, group.rankable, beside(ripe), len(contacts) - len(ripe), since)


def beside(contacts: Sequence[Contact]) -> Compared:
    """Contacts with the card opened beside those without, as if both had the same sellers in the same parts.

    Sellers who never did one of both are compared with nobody and left out.
    """
    groups: dict[tuple[int, bool], list[bool]] = defaultdict(list)
    for each in contacts:
        groups[each.seller_id, each.opened].append(bool(each.moved))
    both = [seller for seller, opened in groups if opened and (seller, False) in groups]
    prepared = [moved for seller in both for moved in groups[seller, True]]
    others = sum(len(groups[seller, False]) for seller in both)
    if not prepared or not others:
        return compared(wilson(0, 0), wilson(sum(prepared), len(prepared)))
    expected = sum(
        len(groups[seller, True]) * sum(groups[seller, False]) / len(groups[seller, False]) for seller in both
    ) / len(prepared)
    # The weighted share is as sure as so many plain cases, roughly: weights within a department are alike.
    return compared(wilson(round(expected * others), others), wilson(sum(prepared), len(prepared)))


def _line(seller_id: int | None, contacts: Sequence[Contact], share: Estimate) -> Line:
    opened = [each for each in contacts if each.opened]
    held = {field: sum(field in each.held for each in opened) for field in FIELDS}
    return Line(seller_id, len(contacts), len(opened), share, held)


def _contacts(period: Period, reading: Reading, since: dt.datetime, seller_id: int | None) -> list[Contact]:
    rows = reading.rows(
        _SQL.format(who="AND t.seller_id = $seller" if seller_id is not None else ""),
        {"start": period.start, "finish": period.end, "since": since.astimezone(dt.UTC).replace(tzinfo=None),
         "days": DAYS} | ({"seller": seller_id} if seller_id is not None else {}),
    )  # fmt: skip
    ids = [lead_id for lead_id, *_ in rows]
    looks, answered = _first_looks(ids), _answered(ids)
    found = []
    for lead_id, seller, at, promised, pages, moved in rows:
        looked = looks.get((lead_id, seller))
        opened = looked is not None and looked <= at.replace(tzinfo=dt.UTC)
        told = {"promised": promised, "pages": pages, "answers": lead_id in answered}
        found.append(Contact(seller, opened, frozenset(name for name, there in told.items() if there), moved))
    return found


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + _PART] for at in range(0, len(ids), _PART))


def _first_looks(ids: Sequence[int]) -> dict[tuple[int, int], dt.datetime]:
    found: dict[tuple[int, int], dt.datetime] = {}
    for part in _parts(ids):
        rows = Look.objects.filter(page="lead", lead_id__in=part).order_by()
        for lead_id, person_id, at in rows.values_list("lead_id", "person_id").annotate(at=Min("at")):
            found[lead_id, person_id] = at
    return found


def _answered(ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(ids):
        found |= set(Lead.objects.filter(pk__in=part).exclude(answers={}).values_list("pk", flat=True))
    return found


_SQL = """
WITH now AS (SELECT greatest(max(captured_at), max(stage_at), max(first_contact_at)) AS at FROM leads)
SELECT t.lead_id, t.seller_id, t.first_contact_at, coalesce(t.offer, '') <> '' AS promised,
    coalesce(t.landing_page, '') <> '' OR EXISTS (SELECT 1 FROM touches u WHERE u.lead_id = t.lead_id) AS pages,
    CASE WHEN t.first_contact_at + to_days($days) <= now.at THEN coalesce(list_bool_or(list_transform(
        map_entries(t.reached), lambda e: e.key <> 'lost' AND e.value > t.first_contact_at
        AND e.value <= t.first_contact_at + to_days($days))), false) END AS moved
FROM leads t, now
WHERE t.first_contact_at::DATE BETWEEN $start AND $finish AND t.first_contact_at >= $since AND t.seller_id IS NOT NULL
{who} ORDER BY t.lead_id
"""
