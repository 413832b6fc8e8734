"""Who takes part in the distribution: taken in, changed, and given up when they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Q, QuerySet

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.dealing import BULK, BY_HAND, Dealt, deal_in_bulk, hand_to
from tandem.handover.dealing_rules import Why
from tandem.handover.facts import RosterChanged
from tandem.handover.models import Assignment, Held, RosterEntry, Specialty
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.people.rules import Role

#: Who decides about the roster and gives leads by hand.
DEALERS = (Role.SALES_HEAD, Role.OWNER, Role.ADMIN)


class NotADealer(Refusal):
    """Leads are given out by the head of sales."""


class NotASeller(Refusal):
    """Leads are dealt to sellers only."""


class OddShare(Refusal):
    """A part of a full load is above nothing and not above the whole."""


class NoSpecialty(Refusal):
    """The agreement does not say that sellers specialise in this."""


class SameSeller(Refusal):
    """The lead is with this seller already."""


def set_roster(
    *,
    seller_id: int,
    since: date | None,
    share: Decimal,
    until: date | None,
    specialties: Mapping[str, Sequence[str]],
    by: Person,
    now: datetime,
) -> None:
    """Let a seller take part, as large a load as ``share`` and only for what is named; ``until`` ends it.

    Refuses by ``NotADealer``, ``NotASeller``, ``OddShare`` and ``NoSpecialty``.
    """
    require_dealer(by)
    known = in_force().document.distribution.specialties
    if odd := sorted(set(specialties) - set(known)):
        raise NoSpecialty(
            Text(
                ru=f"По полю «{odd[0]}» в регламенте не специализируются.",
                en=f"By the agreement nobody specialises in “{odd[0]}”.",
            )
        )
    if not 0 < share <= 1:
        raise OddShare(
            Text(ru="Доля нагрузки — больше 0 и не больше 1.", en="A share of a load is above 0 and at most 1.")
        )
    cleaned = {name: sorted({each.strip() for each in values if each.strip()}) for name, values in specialties.items()}
    cleaned = {name: values for name, values in cleaned.items() if values}
    with transaction.atomic():
        if not Person.objects.filter(pk=seller_id, role=Role.SELLER).exists():
            raise NotASeller(
                Text(ru="Лиды распределяются между менеджерами по продажам.", en="Leads are dealt to sellers only.")
            )
        RosterEntry.objects.update_or_create(pk=seller_id, defaults={"since": since, "share": share, "until": until})
        Specialty.objects.filter(seller=seller_id).delete()
        Specialty.objects.bulk_create(
            Specialty(seller_id=seller_id, field=name, value=value[:200])
            for name, values in cleaned.items()
            for value in values
        )
        fact = RosterChanged(since=since, share=float(share), until=until, specialties=_said(cleaned))
        record([Happening(fact, seller_id, now)], recording=Recording(at=now, source="pages", actor_id=by.pk))


def assign(*, lead_id: int, seller_id: int, by: Person, now: datetime) -> None:
    """Give a lead to a seller by hand, whoever had it. Refuses by ``NotADealer``, ``NotASeller`` and ``SameSeller``."""
    require_dealer(by)
    with transaction.atomic():
        one_at_a_time()
        Lead.objects.select_for_update().get(pk=lead_id)
        if not _sellers().filter(pk=seller_id).exists():
            raise NotASeller(
                Text(
                    ru="Лид можно отдать только менеджеру по продажам, который здесь работает.",
                    en="A lead is given to a seller only, and to one who is still here.",
                )
            )
        if Assignment.objects.filter(pk=lead_id, seller=seller_id).exists():
            raise SameSeller(Text(ru="Лид уже у этого менеджера.", en="The lead is with this seller already."))
        hand_to(
            lead_id, seller_id=seller_id, why=Why.BY_HAND, occasion=BY_HAND,
            recording=Recording(at=now, source="pages", actor_id=by.pk),
        )  # fmt: skip


def whom_to_give(by: Person) -> list[tuple[int, str]]:
    """The sellers to whom this person may give a lead by hand, number and name; nobody if it is not theirs to decide.

    Those of the roster; while nobody takes part in it, every seller.
    """
    if Role(by.role) not in DEALERS:
        return []
    sellers = _sellers().order_by("name", "pk")
    within = list(sellers.filter(roster_entry__isnull=False))
    return [(each.pk, str(each)) for each in within or sellers]


def _sellers() -> QuerySet[Person]:
    """Sellers who are not shut out; whom an import knows by name only never had an account to shut."""
    here = Q(is_active=True) | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return Person.objects.filter(here, role=Role.SELLER)


def distribute(*, lead_ids: Sequence[int], by: Person, now: datetime) -> Dealt:
    """Give leads that nobody has to the sellers at once. Those that have a seller by now keep them."""
    require_dealer(by)
    with transaction.atomic():
        one_at_a_time()
        taken = set(Assignment.objects.filter(pk__in=list(lead_ids)).values_list("pk", flat=True))
        free = [each for each in lead_ids if each not in taken]
        return deal_in_bulk(free, occasion=BULK, recording=Recording(at=now, source="pages", actor_id=by.pk))


def held_leads() -> list[tuple[int, datetime, str]]:
    """Leads that Tandem could give to nobody: id, since when, why; those that fit nobody first."""
    return list(Held.objects.order_by("why", "held_at").values_list("pk", "held_at", "why"))


def _said(specialties: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name}: {', '.join(values)}" for name, values in sorted(specialties.items()))


def require_dealer(by: Person) -> None:
    """Refuse by ``NotADealer`` whoever does not give leads out."""
    if Role(by.role) not in DEALERS:
        raise NotADealer(
            Text(
                ru="Лиды распределяет РОП, собственник или администратор.",
                en="Leads are given out by the head of sales, the owner or the administrator.",
            )
        )
