"""Moving a lead along the stages of its version, to won or lost with what the buyer said."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tandem.agreement import queries, titles
from tandem.agreement.rules import LOST, NEW, WON, Agreement, Stage
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.qualification.judging import Due, judge
from tandem.selling import pricing
from tandem.selling.clearance_rules import moved_on
from tandem.selling.clearances import matters_of
from tandem.selling.deal_content import as_rule, lines_of
from tandem.selling.deal_rules import sums
from tandem.selling.handoffs import open_handoffs
from tandem.selling.models import Deal
from tandem.selling.moved import moved
from tandem.selling.moving_rules import next_stages
from tandem.selling.steps_dropped import drop_steps
from tandem.selling.whose_lead import require_own
from tandem.voice.actions import keep_loss, keep_win
from tandem.voice.answers import LossAnswers, NoPrice, WinAnswers

_MOST = Decimal(10) ** 13


class NoSuchMove(Refusal):
    """The agreement does not let a lead go there from where it stands."""


class MovedMeanwhile(Refusal):
    """Somebody else moved it after the page was read."""


class NotClearedYet(Refusal):
    """A decision rule of the agreement wants somebody's word first."""


class PriceNotApproved(Refusal):
    """The deal is below marketing's prices, and nobody has approved that."""


class ReviewMissing(Refusal):
    """A lead is won or lost with a word on why."""


def move(
    *,
    lead_id: int,
    stage: str,
    by: Person,
    now: datetime,
    seen: str | None = None,
    amount: Decimal | None = None,
    said: WinAnswers | LossAnswers | None = None,
) -> Deal:
    """Move a lead to a stage. ``seen`` is the stage its mover read; ``amount`` the sum of the deal, None as it was.

    Refuses by ``NotTheirLead``, ``MovedMeanwhile``, ``NoSuchMove``, ``NotClearedYet`` and ``ReviewMissing``, and by
    what the review refuses; then nothing is changed.
    """
    with transaction.atomic():
        # Imports write deals too, and whoever comes second must see what the first did.
        one_at_a_time()
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        require_own(lead, by)
        agreement = queries.version(lead.version)
        deal = Deal.objects.filter(pk=lead_id).first() or Deal(lead_id=lead_id, stage=NEW, stage_at=lead.captured_at)
        if seen is not None and seen != deal.stage:
            raise MovedMeanwhile(_moved_meanwhile(agreement, deal.stage))
        goal = _goal(agreement, deal.stage, stage)
        if amount is not None:
            # First of all: a rule may be about deals of such an amount.
            deal.amount = _amount(amount)
            deal.save()
        _require_cleared(lead, deal, goal.key)
        if goal.key == WON:
            _require_approved(lead)
        reason = _listen(lead, goal.key, said, by=by, now=now)
        left = deal.stage
        deal.stage, deal.stage_at, deal.dated, deal.lost_reason = goal.key, now, True, reason
        deal.save()
        tell_deal(lead, deal, by=by, at=now, now=now, left=left)
        recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
        open_handoffs(lead, goal.key, at=now, recording=recording)
        if goal.closed:
            drop_steps({lead.pk: None}, recording=recording)
    return deal


def review(*, lead_id: int, said: WinAnswers | LossAnswers, by: Person, now: datetime) -> None:
    """Say why a lead that is closed already was won or lost, or say it better.

    Refuses by ``NotTheirLead``, by ``ReviewMissing`` for a lead that did not end so, and by what the review refuses.
    """
    with transaction.atomic():
        one_at_a_time()
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        require_own(lead, by)
        deal = Deal.objects.filter(pk=lead_id).first()
        stage = WON if isinstance(said, WinAnswers) else LOST
        if deal is None or deal.stage != stage:
            raise MovedMeanwhile(_moved_meanwhile(queries.version(lead.version), deal.stage if deal else NEW))
        reason = _listen(lead, stage, said, by=by, now=now)
        if stage == LOST and reason != deal.lost_reason:
            deal.lost_reason = reason
            deal.save(update_fields=["lost_reason"])
            fact = moved(deal, came_from=stage, agreement=queries.version(lead.version))
            recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
            record([Happening(fact, lead.pk, deal.stage_at, lead.pk)], recording=recording)


def refused_move(lead: Lead, here: str, stage: str) -> Text | None:
    """Why the agreement does not let a lead go from stage to stage; None where it does."""
    try:
        _goal(queries.version(lead.version), here, stage)
    except NoSuchMove as refusal:
        return refusal.text
    return None


def _goal(agreement: Agreement, here: str, stage: str) -> Stage:
    possible = next_stages(agreement, here)
    found = next((each for each in possible if each.key == stage), None)
    if found is not None:
        return found
    standing, wanted = _title(agreement, here), _title(agreement, stage)
    if not possible:
        raise NoSuchMove(
            Text(
                ru=f"Лид уже закрыт на этапе «{standing.ru}», дальше его не двигают. Если клиент вернулся, заведите "
                "новый лид.",
                en=f"The lead is closed at the stage “{standing.en}” and is not moved any more. If the client is back, "
                "enter a new lead.",
            )
        )
    raise NoSuchMove(
        Text(
            ru=f"С этапа «{standing.ru}» на «{wanted.ru}» по регламенту не переходят. Можно: "
            f"{', '.join(each.title.ru for each in possible)}.",
            en=f"The agreement does not let a lead go from “{standing.en}” to “{wanted.en}”. Possible: "
            f"{', '.join(each.title.en for each in possible)}.",
        )
    )


def _amount(amount: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 <= amount < _MOST:
        raise NoPrice(Text(ru="Сумма сделки — число не меньше нуля.", en="The amount is a number not below zero."))
    return amount.quantize(Decimal("0.01"))


def _require_cleared(lead: Lead, deal: Deal, goal: str) -> None:
    """A move by hand does not go round the rules that an import can only be seen to have gone round."""
    stages = queries.version(lead.version).document.stages
    for matter in matters_of(lead, stage=deal.stage, stage_at=None):
        waits = bool(matter.rule.clear_with) and moved_on(matter.rule, stages, stage=goal)
        if waits and matter.asks and not moved_on(matter.rule, stages, stage=deal.stage):
            who = titles.roles(matter.asks)
            raise NotClearedYet(
                Text(
                    ru=f"«{matter.rule.title}»: сначала согласует {who.ru}: кнопка есть в карточке лида.",
                    en=f"“{matter.rule.title}”: {who.en} clears it first, by the button on the lead's card.",
                )
            )


def _listen(lead: Lead, goal: str, said: WinAnswers | LossAnswers | None, *, by: Person, now: datetime) -> str:
    """Keep what the buyer said; returns the reason of a loss, as the agreement calls it."""
    if goal == WON:
        if not isinstance(said, WinAnswers):
            raise ReviewMissing(
                Text(
                    ru="Сначала отметьте, как прошла сделка: без этого продажа не записывается.",
                    en="Say first how the deal went: without that it is not recorded as won.",
                )
            )
        keep_win(lead=lead, said=said, by=by, now=now)
        return ""
    if goal == LOST:
        if not isinstance(said, LossAnswers):
            raise ReviewMissing(
                Text(
                    ru="Сначала выберите причину отказа: без неё лид не закрывается.",
                    en="Choose the reason first: without one the lead is not closed as lost.",
                )
            )
        _, code = keep_loss(lead=lead, said=said, by=by, now=now)
        return code.title[:200]
    return ""


def _require_approved(lead: Lead) -> None:
    """What is sold below marketing's prices is approved before it is sold."""
    lines = lines_of([lead.pk]).get(lead.pk, [])
    found = sums([as_rule(each) for each in lines])
    if found.is_below_list and not pricing.is_allowed(lead, listed=found.listed, sold=found.sold):
        raise PriceNotApproved(
            Text(
                ru="Сделка дешевле прайса, а скидку никто не согласовал. Попросите цену на странице сделки; "
                "после ответа закройте ещё раз.",
                en="The deal is below the list prices and nobody has approved it. Ask for the price on the page of the "
                "deal, and close it once it is answered.",
            )
        )


def tell_deal(lead: Lead, deal: Deal, *, by: Person, at: datetime, now: datetime, left: str = "") -> None:
    """The stage and the amount are a fact, and what the clauses read of a deal may judge the lead anew.

    ``at`` is when the stage was reached, ``left`` the stage before it where it is another.
    Call it in the transaction that changed the deal.
    """
    fact = moved(deal, came_from=left or deal.stage, agreement=queries.version(lead.version))
    told = [Happening(fact, lead.pk, at, lead.pk)]

    def tell(due: Due, judged: Fact, at: datetime) -> None:
        told.append(Happening(judged, due.lead_id, at, due.lead_id, due.version))

    judge([Due(lead.pk, lead.version, lead.captured_at)], tell=tell)
    record(told, recording=Recording(at=now, source="pages", actor_id=by.pk, version=lead.version))


def _moved_meanwhile(agreement: Agreement, stage: str) -> Text:
    title = _title(agreement, stage)
    return Text(
        ru=f"Пока вы смотрели, лид передвинули: теперь он на этапе «{title.ru}». Откройте карточку ещё раз.",
        en=f"While you were looking, the lead was moved: it stands at “{title.en}” now. Open its card again.",
    )


def _title(agreement: Agreement, key: str) -> Text:
    found = agreement.stage(key)
    return found.title if found else Text(ru=key, en=key)
