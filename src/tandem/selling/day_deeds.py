"""What a seller does on the screen of the day: each deed is an action of the house, or a call and what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from tandem.agreement.document import Document
from tandem.agreement.queries import in_force
from tandem.agreement.rules import LOST, WON
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.basics.working_time import WorkingCalendar
from tandem.handover.clocks import timers_in
from tandem.handover.models import Assignment
from tandem.handover.taking import take_lead
from tandem.intake.models import Lead
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.people.models import Person
from tandem.people.rules import Department, Role
from tandem.selling.calls_by_hand import note_call
from tandem.selling.giving_back import give_back
from tandem.selling.models import Activity
from tandem.selling.moving import move
from tandem.selling.next_steps import plan_step
from tandem.selling.notes import write_note
from tandem.selling.step_times_rules import Due, Times
from tandem.selling.whose_lead import lead_numbered, require_own
from tandem.voice.answers import LossAnswers, NoPrice, WinAnswers


class GivenToAnother(Refusal):
    """The lead was taken away while its seller looked at it or talked."""


class NoSuchTime(Refusal):
    """The time of the next step is missing, or nobody can read it."""


@dataclass(frozen=True, slots=True)
class Doing:
    """A deed on its way: of which lead, what was sent, by whom, when."""

    lead_id: int
    said: QueryDict
    by: Person
    now: dt.datetime

    def text(self, name: str) -> str:
        """What was sent under a name."""
        return self.said.get(name, "").strip()


def no_answer(doing: Doing) -> None:
    """Nobody answered: the try is kept, and the next one planned by itself."""
    tries = tries_of(lead_numbered(doing.lead_id)) + 1
    call = note_call(lead_id=doing.lead_id, answered=False, by=doing.by, now=doing.now)
    if call is None:
        # Telephony told of this try already.
        tries -= 1
    _plan(doing, times_of(doing.now, in_force().document).again(tries), TRY_AGAIN)


def reached(doing: Doing) -> None:
    """They answered, and something was settled."""
    due = _when(doing)
    note_call(lead_id=doing.lead_id, answered=True, by=doing.by, now=doing.now)
    _plan(doing, due, GO_ON)


def called_back(doing: Doing) -> None:
    """They answered and asked to be called at another time."""
    due = _when(doing)
    note_call(lead_id=doing.lead_id, answered=True, by=doing.by, now=doing.now)
    _plan(doing, due, CALL_BACK)


def planned(doing: Doing) -> None:
    """What is next, of a lead whose call is known already, or was none."""
    _plan(doing, _when(doing), GO_ON)


def noted(doing: Doing) -> None:
    """Something to remember."""
    write_note(lead_id=doing.lead_id, words=doing.text("words"), by=doing.by, now=doing.now)


def moved(doing: Doing) -> None:
    """On to another stage."""
    move(
        lead_id=doing.lead_id, stage=doing.text("stage"), by=doing.by, now=doing.now, seen=doing.said.get("seen")
    )  # fmt: skip


def won(doing: Doing) -> None:
    """They bought."""
    said = WinAnswers(course=doing.text("course"), attracted=tuple(doing.said.getlist("attracted")))
    move(
        lead_id=doing.lead_id, stage=WON, by=doing.by, now=doing.now, seen=doing.said.get("seen"),
        amount=_amount(doing.text("amount")), said=said,
    )  # fmt: skip


def lost(doing: Doing) -> None:
    """They refused, and said why."""
    said = LossAnswers(code=doing.text("code"), words=doing.text("words"))
    move(
        lead_id=doing.lead_id, stage=LOST, by=doing.by, now=doing.now, seen=doing.said.get("seen"), said=said
    )  # fmt: skip


def returned(doing: Doing) -> None:
    """Not one to sell to: back to marketing with the reason."""
    give_back(
        lead_id=doing.lead_id, reason=doing.text("reason"), comment=doing.text("comment"), by=doing.by, now=doing.now
    )  # fmt: skip


def taken(doing: Doing) -> None:
    """One of those that nobody has."""
    take_lead(lead_id=doing.lead_id, by=doing.by, now=doing.now)


def do(deed: Deed, doing: Doing) -> None:
    """Do it. Refuses by ``GivenToAnother`` and by whatever the action refuses."""
    held = next(iter(_held(doing.lead_id)), None)
    if deed.does is not taken and held is not None and held.seller_id != doing.by.pk and doing.by.role == Role.SELLER:
        raise GivenToAnother(_given_to(held.seller, doing))
    deed.does(doing)


def _given_to(seller: Person | None, doing: Doing) -> Text:
    """Who has the lead now; words that were typed stand there once more, for they are kept nowhere."""
    words = doing.text("words") or doing.text("comment")
    if not words:
        return Text(ru=f"Лид теперь у другого менеджера: {seller}. Ваша запись не сохранена, передайте её словами.",
                    en=f"The lead is with {seller} now. What you recorded is not kept: tell them.")  # fmt: skip
    return Text(
        ru=f"Лид теперь у другого менеджера: {seller}. Ваша запись не сохранена, передайте её: «{words}»",
        en=f"The lead is with {seller} now. What you recorded is not kept, tell them: “{words}”",
    )


@prepared
def _held(lead_id: int) -> QuerySet[Assignment]:
    return Assignment.objects.select_related("seller").filter(pk=lead_id)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button does. ``stays``: the lead stays before the eyes, for nothing is settled by it yet."""

    does: Callable[[Doing], None]
    said: Text
    stays: bool = False


DEEDS: Mapping[str, Deed] = {
    "no-answer": Deed(
        no_answer, Text(ru="Недозвон записан, повтор назначен.", en="Noted: no answer; the next try is settled.")
    ),
    "reached": Deed(reached, Text(ru="Записано, следующий шаг назначен.", en="Noted, the next step is settled.")),
    "call-back": Deed(called_back, Text(ru="Записано, перезвоним вовремя.", en="Noted: to be called back.")),
    "step": Deed(planned, Text(ru="Следующий шаг назначен.", en="The next step is settled.")),
    "note": Deed(noted, Text(ru="Заметка сохранена.", en="The note is kept."), stays=True),
    "move": Deed(moved, Text(ru="Этап изменён.", en="The stage is changed."), stays=True),
    "won": Deed(won, Text(ru="Продажа записана!", en="The sale is recorded!")),
    "lost": Deed(lost, Text(ru="Отказ записан.", en="The refusal is recorded.")),
    "return": Deed(returned, Text(ru="Возвращён маркетингу.", en="Given back to marketing.")),
    "take": Deed(taken, Text(ru="Лид ваш.", en="The lead is yours."), stays=True),
}  # fmt: skip

#: Those after which a lead is closed, which may have been a slip of the thumb.
CLOSING = frozenset({"won", "lost"})

TRY_AGAIN = Text(ru="Позвонить ещё раз", en="Try to call again")
CALL_BACK = Text(ru="Перезвонить, как договорились", en="Call back as agreed")
GO_ON = Text(ru="Связаться с клиентом", en="Get in touch with the client")


def times_of(now: dt.datetime, document: Document) -> Times:
    """The times offered now, by the calendar of what sales promised first."""
    return Times(now, ZoneInfo(settings.TIME_ZONE), _calendar(document))


def tries_of(lead: Lead) -> int:
    """How often the client was called in vain since the lead came in."""
    return tries_later(lead)()


def tries_later(lead: Lead) -> Later[int]:
    """The same, asked along with other questions."""
    rows = _in_vain.later(lead.pk, lead.client_id, lead.captured_at)
    return lambda: len(rows())


@prepared
def _in_vain(lead_id: int, client: int, since: dt.datetime) -> QuerySet[Activity, int]:
    own = Q(lead=lead_id) | Q(client=client, lead=None)
    calls = Activity.objects.filter(own, direction="out", answered=False, contacted_at__gte=since)
    return calls.order_by().values_list("pk", flat=True)


def _calendar(document: Document) -> WorkingCalendar | None:
    sides = {promise.key: promise.side for promise in document.promises}
    calendars = [each for each in timers_in(document) if each.calendar is not None]
    first = next((each for each in calendars if sides.get(each.promise) == Department.SALES), None)
    return first.calendar if first is not None else None


def _when(doing: Doing) -> Due:
    times = times_of(doing.now, in_force().document)
    due = times.chosen(doing.text("when"))
    if due is not None:
        return due
    try:
        day = dt.date.fromisoformat(doing.text("day"))
        moment = dt.time.fromisoformat(doing.text("time")) if doing.text("time") else None
    except ValueError:
        raise NoSuchTime(
            Text(ru="Выберите, когда следующий шаг: день обязателен, время по желанию.",
                 en="Choose when the next step is: the day is needed, the time may stay open.")
        ) from None  # fmt: skip
    return times.on(day, moment)


def _plan(doing: Doing, due: Due, otherwise: Text) -> None:
    require_own(lead_numbered(doing.lead_id), doing.by)
    plan_step(
        lead_id=doing.lead_id, what=doing.text("what") or otherwise.in_language(settings.LANGUAGE_CODE),
        due_on=due.on, due_at=due.at, by=doing.by, today=timezone.localdate(doing.now), now=doing.now,
    )  # fmt: skip


def _amount(text: str) -> Decimal | None:
    typed = "".join(text.split()).replace(",", ".")
    if not typed:
        return None
    try:
        return Decimal(typed)
    except InvalidOperation:
        raise NoPrice(
            Text(ru="Сумма сделки — число не меньше нуля.", en="The amount is a number not below zero.")
        ) from None
