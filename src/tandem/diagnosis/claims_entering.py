"""Entering a claim, asking the data about it, and taking it back; each one transaction with its fact."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches

import msgspec
from django.db import transaction

from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.diagnosis.claims_facts import ClaimAnswered, ClaimEntered, ClaimWithdrawn
from tandem.diagnosis.claims_models import Claim, ClaimAnswer
from tandem.diagnosis.claims_reading import Asked, Figures, answered
from tandem.diagnosis.rules.claims import Kind
from tandem.diagnosis.watching import recorded
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role

#: Who says something of the other side, and who reads what was said.
SIDES = frozenset({Role.MARKETING_HEAD, Role.MARKETER, Role.SALES_HEAD, Role.SELLER})
#: Names like the one that is unknown that are told at most.
_ALIKE = 3
READERS = SIDES | {Role.OWNER, Role.ANALYST}


class NotASide(Refusal):
    """Claims are made by the two departments."""


class NoSuchClaim(Refusal):
    """It is none of the four, or its days, campaign or seller are unknown."""


class NoSuchCampaign(NoSuchClaim):
    """No lead that the person sees bears the name."""


class NotBesideItsNumbers(Refusal):
    """More leads are asked for without having looked at what becomes of those there are."""


class IsWithdrawn(Refusal):
    """The claim was taken back."""


class NotOnesOwn(Refusal):
    """Somebody else's claim."""


def enter(
    *, kind: str, first: date, last: date, campaign: str, seller_id: int | None, words: str, looked: bool, by: Person,
    now: datetime, reading: Reading,
) -> Claim:  # fmt: skip
    """Enter a claim; a seller's is about their own leads. ``looked``: the numbers beside it have been shown.

    Refuses by ``NotASide``, ``NoSuchClaim`` and ``NotBesideItsNumbers``.
    """
    role = Role(by.role)
    side = role.department
    if role not in SIDES or side is None:
        raise NotASide(
            Text(
                ru="Утверждения записывают отделы: маркетинг о продажах, продажи о маркетинге.",
                en="Claims are made by the departments: by marketing of sales, by sales of marketing.",
            )
        )
    if not role.sees_all_leads:
        seller_id = by.pk
    if kind not in set(Kind):
        raise NoSuchClaim(Text(ru="Выберите, что именно утверждаете.", en="Choose what you claim."))
    if first > last or first > horizon(reading).until:
        raise no_days()
    if seller_id is not None and not _may_name(seller_id, by):
        raise NoSuchClaim(Text(ru="Такого менеджера нет.", en="There is no such seller."))
    if campaign and campaign not in (known := campaigns_of(reading, None if role.sees_all_leads else by.pk)):
        raise _no_such_campaign(campaign, known)
    if kind == Kind.MORE and not looked:
        raise NotBesideItsNumbers(
            Text(
                ru="Сначала посмотрите, что становится с теми лидами, которые уже приходят, и сколько лидов успеем "
                "обработать.",
                en="First look at what becomes of the leads that come already, and how many can be handled.",
            )
        )
    with transaction.atomic():
        claim = Claim.objects.create(
            kind=kind, side=side, first=first, last=last, campaign=campaign, seller_id=seller_id,
            words=words.strip(), entered_at=now, entered_by=by,
        )  # fmt: skip
        fact = ClaimEntered(
            claim_kind=kind, side=side, first=first, last=last, campaign=campaign, seller_id=seller_id, person_id=by.pk
        )
        recorded(fact, claim.pk, now, by=by)
    return claim


def ask(*, claim_id: int, by: Person, now: datetime, reading: Reading) -> ClaimAnswer:
    """Let the data answer a claim, the first time or again; earlier answers stay. Refuses by ``IsWithdrawn``."""
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
        if claim.withdrawn_at is not None:
            raise IsWithdrawn(Text(ru="Утверждение снято.", en="The claim was withdrawn."))
        number = claim.answers.count() + 1
        figures = answered(asked_of(claim), reading, number=number)
        answer = ClaimAnswer.objects.create(
            claim=claim, number=number, answered_at=now, asked_by=by, verdict=figures.verdict,
            data_until=horizon(reading).until, data_position=reading.freshness.position,
            figures=msgspec.json.encode(figures).decode(),
        )  # fmt: skip
        fact = ClaimAnswered(
            claim_id=claim.pk, number=number, person_id=by.pk, verdict=answer.verdict, data_until=answer.data_until,
            data_position=answer.data_position, figures=answer.figures,
        )  # fmt: skip
        recorded(fact, answer.pk, now, by=by)
    return answer


def withdraw(*, claim_id: int, by: Person, now: datetime) -> None:
    """Take a claim back. Refuses by ``NotOnesOwn`` and ``IsWithdrawn``."""
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
        if claim.entered_by_id != by.pk:
            raise NotOnesOwn(Text(ru="Снимает утверждение тот, кто его записал.", en="Who made it takes it back."))
        if claim.withdrawn_at is not None:
            raise IsWithdrawn(Text(ru="Утверждение уже снято.", en="The claim was withdrawn already."))
        claim.withdrawn_at = now
        claim.save(update_fields=["withdrawn_at"])
        recorded(ClaimWithdrawn(person_id=by.pk), claim.pk, now, by=by)


def no_days() -> NoSuchClaim:
    """Days that cannot be asked about."""
    return NoSuchClaim(
        Text(
            ru="Данных за эти дни ещё нет, или дни стоят не в том порядке.",
            en="There is no data of these days yet, or they are in the wrong order.",
        )
    )


def asked_of(claim: Claim) -> Asked:
    """What a claim speaks of."""
    return Asked(Kind(claim.kind), Period(claim.first, claim.last), claim.campaign, claim.seller_id)


def figures_of(answer: ClaimAnswer) -> Figures:
    """The numbers an answer was kept with."""
    return msgspec.json.decode(answer.figures, type=Figures)


def _may_name(seller_id: int, by: Person) -> bool:
    if seller_id == by.pk:
        return True
    return Role(by.role).sees_operating_report and Person.objects.filter(pk=seller_id, role=Role.SELLER).exists()


def campaigns_of(reading: Reading, seller_id: int | None) -> list[str]:
    """Names that leads bear, of one seller or of all, the lately used first."""
    mine = "" if seller_id is None else f"AND seller_id = {seller_id:d} "
    rows = reading.rows(
        f"SELECT campaign FROM leads WHERE campaign <> '' {mine}GROUP BY 1 ORDER BY max(captured_on) DESC, 1"
    )
    return [row[0] for row in rows]


def _no_such_campaign(typed: str, known: list[str]) -> NoSuchCampaign:
    """Says which names are like the typed one: a part of a name, or a slip of the pen."""
    part = typed.casefold()
    alike = [name for name in known if part in name.casefold()] or get_close_matches(typed, known, n=_ALIKE)
    name, offered = typed[:100], ", ".join(f"«{each}»" for each in alike[:_ALIKE])
    if not offered:
        return NoSuchCampaign(
            Text(
                ru="Кампании «{name}» нет ни у одного лида: выберите название из списка или оставьте поле пустым.",
                en="No lead is of a campaign “{name}”: choose a name from the list, or leave the field empty.",
            ).format(name=name)
        )
    return NoSuchCampaign(
        Text(
            ru="Кампании «{name}» нет ни у одного лида. Похожие: {alike}.",
            en="No lead is of a campaign “{name}”. There is {alike}.",
        ).format(name=name, alike=offered)
    )
