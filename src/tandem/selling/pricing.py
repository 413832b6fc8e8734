"""Deals below the list or promo price: asked for by sales, decided as the agreement says, noted by marketing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tandem.agreement import queries as agreement
from tandem.agreement.document import Decision, Document
from tandem.basics.numbers import told_moment
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.models import Assignment
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.queries import known_of
from tandem.selling.facts import PriceExceptionAnswered, PriceExceptionAsked, PriceExceptionNoted
from tandem.selling.models import PriceException
from tandem.selling.price_rules import approvers, covers, price_rule, takes_note

_MOST = Decimal(10) ** 13


class NotTheirDeal(Refusal):
    """Only the lead's seller, or the head of sales, asks for a price."""


class NoException(Refusal):
    """The price of the deal is not below the list price, or is no price."""


class ReasonMissing(Refusal):
    """Nobody can approve a price without a reason."""


class NotTheirsToApprove(Refusal):
    """The agreement lets another role decide."""


class AlreadyAsked(Refusal):
    """A price of this deal waits for its answer."""


class NotWaiting(Refusal):
    """It has its answer, or is not this person's to give."""


def ask_price(
    *, lead_id: int, list_price: Decimal, deal_price: Decimal, reason: str, approver_id: int, by: Person, now: datetime
) -> PriceException:
    """Ask to sell below the list price; asked by the approver in person, it is approved at once.

    Refuses by ``NotTheirDeal``, ``NoException``, ``ReasonMissing``, ``NotTheirsToApprove`` and ``AlreadyAsked``.
    """
    _require_below(list_price, deal_price)
    if not reason.strip():
        raise ReasonMissing(
            Text(ru="Напишите, почему дешевле: по этому и решают.", en="Say why it is to be cheaper: that decides it.")
        )
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        _require_own(lead, by)
        approver = approvers_of(lead).filter(pk=approver_id).first()
        if approver is None:
            raise NotTheirsToApprove(_who_approves(lead))
        if PriceException.objects.filter(lead=lead, answered_at__isnull=True).exists():
            raise AlreadyAsked(
                Text(
                    ru="Цена этой сделки уже ждёт решения: дождитесь его.",
                    en="A price of this deal waits for its answer already.",
                )
            )
        asked = PriceException.objects.create(
            lead=lead, list_price=list_price, deal_price=deal_price, currency=settings.CURRENCY,
            reason=reason.strip()[:2000], asked_by=by, asked_at=now, approver=approver, version=lead.version,
        )  # fmt: skip
        fact = PriceExceptionAsked(
            list_price=list_price, deal_price=deal_price, currency=settings.CURRENCY, approver_id=approver.pk
        )
        _tell(fact, asked, by=by, now=now)
        if approver.pk == by.pk:
            _answer(asked, approved=True, by=by, now=now)
    return asked


def answer_price(*, exception_id: int, approved: bool, by: Person, now: datetime) -> None:
    """Whoever was asked decides, once. Refuses by ``NotWaiting``."""
    with transaction.atomic():
        asked = PriceException.objects.select_for_update(of=("self",)).select_related("approver").get(pk=exception_id)
        if asked.approver_id != by.pk:
            name = str(asked.approver)
            raise NotWaiting(Text(ru=f"Об этой цене решает {name}.", en=f"This price is decided on by {name}."))
        if asked.answered_at is not None:
            when = told_moment(asked.answered_at, now, ZoneInfo(settings.TIME_ZONE))
            ru, en = ("согласована", "approved") if asked.approved else ("не согласована", "refused")
            raise NotWaiting(
                Text(ru=f"Решение уже есть: цена {ru}, {when.ru}.", en=f"It has its answer: {en}, {when.en}.")
            )
        _answer(asked, approved=approved, by=by, now=now)


def note_price(*, exception_id: int, by: Person, now: datetime) -> None:
    """Marketing has seen that its price was not kept. Refuses by ``NotWaiting``."""
    with transaction.atomic():
        asked = PriceException.objects.select_for_update().get(pk=exception_id)
        if not asked.approved or not notes_prices(Role(by.role)):
            raise NotWaiting(
                Text(
                    ru="К сведению принимает руководитель маркетинга, и только согласованную цену.",
                    en="It is the head of marketing who takes note, and only of an approved price.",
                )
            )
        if asked.noted_at is not None:
            when = told_moment(asked.noted_at, now, ZoneInfo(settings.TIME_ZONE))
            raise NotWaiting(
                Text(
                    ru=f"Маркетинг уже знает об этой цене: {when.ru}.", en=f"Marketing knows of it already: {when.en}."
                )
            )
        asked.noted_at = now
        asked.save(update_fields=["noted_at"])
        _tell(PriceExceptionNoted(), asked, by=by, now=now)


def notes_prices(role: Role) -> bool:
    """Whether a role takes note of prices for marketing, as the agreement in force seats it."""
    return role in takes_note(agreement.in_force().document)


def asks_prices(lead: Lead, person: Person) -> bool:
    """Whether a person may ask for a price of a lead."""
    return person.role == Role.SALES_HEAD or Assignment.objects.filter(pk=lead.pk, seller_id=person.pk).exists()


def approvers_of(lead: Lead) -> QuerySet[Person]:
    """Who may approve a price of the lead, as the version it is counted under says."""
    document = agreement.version(lead.version).document
    return _people(approvers(document, rule_of(lead, document)))


def rule_of(lead: Lead, document: Document) -> Decision | None:
    """The agreement's rule about prices, unless its clause says that it is not about this lead."""
    rule = price_rule(document)
    if rule is None or not rule.clause.strip():
        return rule
    judge = agreement.judge(lead.version)
    concerns = judge.decisions(known_of([lead.pk], judge.decision_reads)[lead.pk])[rule.key]
    return None if concerns is False else rule


def is_allowed(lead: Lead, *, listed: Decimal, sold: Decimal) -> bool:
    """Whether a deal may be sold for this sum instead of that by the price list.

    It may where the agreement's rule about prices says that it is not about this lead, and where an approved price
    covers it.
    """
    document = agreement.version(lead.version).document
    if price_rule(document) is not None and rule_of(lead, document) is None:
        return True
    approved = PriceException.objects.filter(lead=lead, approved=True, currency=settings.CURRENCY)
    return any(covers(each, (listed, sold)) for each in approved.values_list("list_price", "deal_price"))


def _answer(asked: PriceException, *, approved: bool, by: Person, now: datetime) -> None:
    asked.answered_at, asked.approved = now, approved
    asked.save(update_fields=["answered_at", "approved"])
    _tell(PriceExceptionAnswered(approved=approved), asked, by=by, now=now)


def _tell(fact: Fact, asked: PriceException, *, by: Person, now: datetime) -> None:
    record(
        [Happening(fact, asked.pk, now, asked.lead_id)],
        recording=Recording(at=now, source="pages", actor_id=by.pk, version=asked.version),
    )


def _require_below(list_price: Decimal, deal_price: Decimal) -> None:
    if not 0 <= deal_price < list_price < _MOST:
        raise NoException(
            Text(
                ru="Цена сделки должна быть ниже прайса или акции: иначе согласовывать нечего.",
                en="The price of the deal must be below the list or promo price: otherwise nothing is to be approved.",
            )
        )


def _require_own(lead: Lead, by: Person) -> None:
    if not asks_prices(lead, by):
        raise NotTheirDeal(
            Text(
                ru="Цену просит менеджер этого лида или РОП.",
                en="A price is asked for by the lead's own seller or the head of sales.",
            )
        )


def _people(roles: Collection[Role]) -> QuerySet[Person]:
    return Person.objects.filter(role__in=roles, is_active=True).order_by("name", "pk")


def _who_approves(lead: Lead) -> Text:
    document = agreement.version(lead.version).document
    rule = rule_of(lead, document)
    roles = [role.words for role in Role if role in approvers(document, rule)]
    ru, en = (", ".join(getattr(each, language) for each in roles) for language in ("ru", "en"))
    return Text(ru=f"Такую цену согласует: {ru}.", en=f"Such a price is approved by: {en}.")
