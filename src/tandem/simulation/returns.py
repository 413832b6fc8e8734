"""Leads that the made-up sellers gave back in the last weeks, and the letters their heads wrote about it.

Planted: the sellers in turn give back leads that were target leads, each with a share of their own; the blind check
finds them. One letter was answered late, the newest waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db.models import Q

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.dialogue import actions as letters
from tandem.handover import audits
from tandem.handover.actions import answer_return, let_stand, return_lead
from tandem.handover.models import LeadReturn, ReturnAudit
from tandem.handover.rulings import rule
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.models import Deal

_DAYS: Final = 84
#: The share of lost leads that went back: of those of grade D, and of all others by seller in turn.
_OF_D: Final = 0.35
_OF_OTHERS: Final = (0.03, 0.01, 0.08, 0.02)
_OBJECTS, _SILENT = 0.1, 0.15
#: Disputes and drawn returns that still wait.
_LEFT: Final = 2
_WEEKS: Final = 6
_MOST: Final = 2_000

_COMMENT = Text(ru="Просил вакансии, а не окна", en="Asked for vacancies, not for windows")
_OBJECTION = Text(ru="В записи клиент спрашивает цену и срок", en="In the recording the client asks for price and time")
_RULING = Text(
    ru="Спросил цену, значит хотел купить: с ним надо было поговорить.",
    en="Asked for the price and so wanted to buy: somebody should have talked.",
)
_REQUEST = Text(
    ru="Уберите из поиска запросы «вакансия» и «своими руками», оставьте рассрочку только там, где она есть.",
    en="Take “vacancy” and “do it yourself” out of the search, and promise instalments only where there are any.",
)
_EXPECTED = Text(
    ru="Нецелевых не больше трети к пятнице следующей недели.",
    en="No more than a third of non-target leads by Friday of next week.",
)
_ANSWER = Text(
    ru="Минус-слова добавили, рассрочку убрали с трёх страниц. Проверим вместе в пятницу.",
    en="The words are excluded, instalments are gone from three pages. Let us look together on Friday.",
)


def give_back(now: datetime, *, seed: int) -> None:
    """Lost leads go back to marketing, which agrees, objects or is silent; some are drawn and judged."""
    chance = np.random.default_rng((seed, 83))
    marketing, owner = _person(Role.MARKETING_HEAD), _person(Role.OWNER)
    for returned in _returned(now, chance):
        said, at = chance.random(), min(returned.returned_at + timedelta(hours=2), now)
        if said < _OBJECTS:
            words = _said(_OBJECTION)
            answer_return(return_id=returned.pk, accepted=False, words=words, by=marketing, now=at)
        elif said > _OBJECTS + _SILENT:
            answer_return(return_id=returned.pk, accepted=True, by=marketing, now=at)
    let_stand(now=now)
    disputes = LeadReturn.objects.filter(accepted__isnull=True, answered_at__isnull=False).order_by("answered_at")
    for returned in list(disputes)[:-_LEFT]:
        at = min(returned.returned_at + timedelta(days=1), now)
        rule(return_id=returned.pk, stands=chance.random() < 0.5, words=_said(_RULING), by=owner, now=at)
    audits.draw(now=now)
    audits.name_auditors(now=now)
    drawn = ReturnAudit.objects.filter(auditor__isnull=False).select_related("auditor", "lead_return").order_by("pk")
    for audit in list(drawn)[:-_LEFT]:
        assert audit.auditor is not None
        is_target = Deal.objects.filter(pk=audit.lead_return.lead_id).exclude(_GRADED_D).exists()
        verdict, code = ("target", "wanted") if is_target else ("non_target", audit.lead_return.reason)
        audits.judge(return_id=audit.pk, verdict=verdict, code=code, by=audit.auditor, now=now)


def write_letters(now: datetime) -> None:
    """The letters of the last weeks."""
    sales, marketing, zone = _person(Role.SALES_HEAD), _person(Role.MARKETING_HEAD), ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), datetime.min.time(), zone)
    for back in range(_WEEKS, -1, -1):
        at = monday - timedelta(weeks=back) + timedelta(hours=8, minutes=4)
        letter = letters.write_due(now=at) if at <= now else None
        if letter is None or back == 0:
            continue
        sent = at + timedelta(hours=2)
        letters.send(letter_id=letter.pk, request=_said(_REQUEST), expected=_said(_EXPECTED), by=sales, now=sent)
        answered = sent + timedelta(hours=52 if back == 3 else 5)
        if answered <= now:
            letters.answer(letter_id=letter.pk, words=_said(_ANSWER), by=marketing, now=answered)


_GRADED_D = Q(lead__qualification__grade="D")


def _returned(now: datetime, chance: np.random.Generator) -> list[LeadReturn]:
    """What sellers gave back, each the moment they lost it, for the first reason that the agreement lets stand."""
    since = now - timedelta(days=_DAYS)
    lost = Deal.objects.filter(stage="lost", stage_at__gte=since, stage_at__lt=now, lead__assignment__isnull=False)
    rows = lost.select_related("lead__assignment__seller", "lead__qualification").order_by("stage_at", "pk")
    found, sellers = [], list(Person.objects.filter(role=Role.SELLER).order_by("pk").values_list("pk", flat=True))
    for deal in rows[:_MOST]:
        seller, judged = deal.lead.assignment.seller, getattr(deal.lead, "qualification", None)
        is_d = judged is not None and judged.grade == "D"
        share = _OF_D if is_d else _OF_OTHERS[sellers.index(seller.pk) % 4 if seller.pk in sellers else 0]
        if chance.random() >= share:
            continue
        reason = "not_buyer" if is_d else "did_not_ask"
        try:
            comment = _said(_COMMENT) if chance.random() < 0.6 else ""
            found.append(return_lead(lead_id=deal.pk, reason=reason, comment=comment, by=seller, now=deal.stage_at))
        except Refusal:
            # Before version 1 nobody gave leads back, and some a clause keeps.
            continue
    return found


def _person(role: Role) -> Person:
    return Person.objects.filter(role=role, is_active=True).order_by("pk")[0]


def _said(words: Text) -> str:
    return words.in_language(settings.LANGUAGE_CODE)
