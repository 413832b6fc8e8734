"""Before a world can be lived in a house: its people, an agreement, the roster with everybody's hours, a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.conf import settings

from tandem.agreement import actions
from tandem.agreement.queries import in_force, versions
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.pool import zone
from tandem.handover.roster import set_roster
from tandem.intake.doors import OpenSource
from tandem.intake.models import Source
from tandem.intake.source_actions import open_source
from tandem.intake.sources_open import opened
from tandem.people.actions import Description, register
from tandem.people.models import Person
from tandem.people.presence_rules import AbsenceKind
from tandem.people.rules import Role
from tandem.shifts.actions import set_absence, set_week
from tandem.simulation.scenario.rehearsing import absences_of, document_of, week_of
from tandem.simulation.scenario.world import ScenarioWorld

_HEADS = {
    Role.OWNER: Text(ru="Собственник", en="Owner"),
    Role.SALES_HEAD: Text(ru="РОП", en="Head of sales"),
    Role.MARKETING_HEAD: Text(ru="Руководитель маркетинга", en="Head of marketing"),
}
_SOURCE = Text(ru="Симуляция", en="Simulation")


class AgreementInTheWay(Refusal):
    """The house lives under an agreement that does not deal leads on the world's first day."""


class LivedAlready(Refusal):
    """This world was lived in this house before."""


@dataclass(frozen=True, slots=True)
class Settled:
    """``sellers`` are people's ids by place in the cast."""

    source: OpenSource
    sellers: tuple[int, ...]


def settle_in(world: ScenarioWorld) -> Settled:
    """Make a house ready for a world. Refuses by `AgreementInTheWay` and `LivedAlready`."""
    now = datetime.combine(world.start - timedelta(days=7), time(12), tzinfo=zone())
    key = f"simulated-{world.name}-{world.seed}"[:60].lower()
    if Source.objects.filter(key=key).exists():
        raise LivedAlready(
            Text(
                ru=f"Мир {world.name} с зерном {world.seed} в этой базе уже прожит: возьмите другое зерно.",
                en=f"The world {world.name} of seed {world.seed} was lived in this house already: take another seed.",
            )
        )
    head = _head(Role.SALES_HEAD)
    _agree(world, now)
    sellers = register([Description(each.name) for each in world.cast.sellers])
    for seller, pk in zip(world.cast.sellers, sellers, strict=True):
        only = {"product": seller.products} if seller.products else {}
        set_roster(seller_id=pk, since=None, share=Decimal(1), until=None, specialties=only, by=head, now=now)
        set_week(person_id=pk, week=week_of(seller), since=world.start - timedelta(days=1), by=head, now=now)
        for away in absences_of(world, seller):
            set_absence(
                person_id=pk, since=away.since, until=away.until, kind=AbsenceKind.VACATION, by=head, now=now
            )  # fmt: skip
    row, _ = open_source(
        by=None, door="api", key=key, name=f"{_SOURCE.in_language(settings.LANGUAGE_CODE)} {world.name}", now=now
    )
    return Settled(opened(row), tuple(sellers))


def _agree(world: ScenarioWorld, now: datetime) -> None:
    """The house's own agreement, or where it has none the scenario's, signed a week before the world begins."""
    if in_force(world.start).document.distribution.calendar:
        return
    # Version 0, the time before any agreement, is always there.
    if any(each.number for each in versions()):
        raise AgreementInTheWay(
            Text(
                ru=f"По регламенту этой базы на {world.start:%d.%m.%Y} лиды не распределяются. Возьмите пустую базу "
                "или поставьте в сценарии start, когда действует регламент с распределением.",
                en=f"By the agreement of this house no leads are dealt out on {world.start}. Take an empty house, or "
                "let the scenario start when an agreement that deals them holds.",
            )
        )
    marketing, sales = _head(Role.MARKETING_HEAD), _head(Role.SALES_HEAD)
    _head(Role.OWNER)
    actions.open_draft(by=marketing, now=now, document=document_of(world))
    actions.propose(by=marketing, now=now, since=world.start - timedelta(days=1), reason="")
    actions.sign(by=marketing, now=now, side="marketing")
    actions.sign(by=sales, now=now, side="sales")


def _head(role: Role) -> Person:
    found = Person.objects.filter(role=role).order_by("-is_active", "pk").first()
    if found is not None:
        return found
    (pk,) = register([Description(_HEADS[role].in_language(settings.LANGUAGE_CODE), role)])
    return Person.objects.get(pk=pk)
