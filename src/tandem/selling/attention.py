"""Leads nobody takes, deadlines, returns, clearances, prices and hand-offs, among what must not be overlooked."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import ngettext

from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.clearance_rules import MatterState
from tandem.selling.queries import (
    LeadFilters,
    Reader,
    audits_waiting,
    back_with,
    first_of,
    free_to_take,
    missed_calls,
    news_for,
    running,
    unanswered_by,
    unnoted,
    waiting_for,
    waiting_handoffs,
)
from tandem.ui.templatetags.ui import duration, number

#: A ruling against a return is news for so long, unless its seller has gone on with the lead.
_LATELY = dt.timedelta(days=3)
#: Whose first page is about the whole, and not about own leads or the data.
_LEADERS = frozenset({Role.OWNER, Role.SALES_HEAD, Role.MARKETING_HEAD, Role.MARKETER})


def _leads(person: Person, _reading: Reading) -> list[Line]:
    if Role(person.role) not in _LEADERS:
        return []
    waiting = LeadFilters(waiting=True, sort="captured")
    rows, total = first_of(waiting, reader=Reader.of(person), limit=1)
    if not rows:
        return []
    long = duration(dt.datetime.now(dt.UTC) - rows[0].captured_at)
    sentence = ngettext(
        "%(n)s lead has not been taken up; it waits for %(long)s.",
        "%(n)s leads have not been taken up; the oldest waits for %(long)s.",
        total,
    ) % {"n": number(total), "long": long}
    return [Line(sentence, "/leads/" + waiting.address())]


def _free(person: Person, _reading: Reading) -> list[Line]:
    """Leads that nobody has and a seller may take; those who lead see them among the leads that wait."""
    if Role(person.role) is not Role.SELLER:
        return []
    total = free_to_take(now=dt.datetime.now(dt.UTC))
    if not total:
        return []
    sentence = ngettext(
        "%(n)s lead has no seller: take it.", "%(n)s leads have no seller: take the next one.", total
    ) % {"n": number(total)}
    return [Line(sentence, page("day") + "#free")]


def _incomplete(person: Person, _reading: Reading) -> list[Line]:
    # Marketing makes the forms and buys the leads that come incomplete.
    if Role(person.role) not in {Role.MARKETING_HEAD, Role.OWNER}:
        return []
    incomplete = LeadFilters(incomplete=True)
    _rows, total = first_of(incomplete, reader=Reader.of(person), limit=1)
    if not total:
        return []
    sentence = ngettext(
        "%(n)s lead came without a phone, a mail address or a name: mend the form it comes from.",
        "%(n)s leads came without a phone, a mail address or a name: mend the forms they come from.",
        total,
    ) % {"n": number(total)}
    return [Line(sentence, "/leads/" + incomplete.address())]


def _clocks(person: Person, reading: Reading) -> list[Line]:
    """Deadlines about leads that are the reader's to keep or to watch over, and have passed."""
    found = running(reading, reader=Reader.of(person), now=dt.datetime.now(dt.UTC), limit=0)
    head = Role(person.role) in {Role.SALES_HEAD, Role.MARKETING_HEAD}
    counted = (
        (found.reminded if person.role == Role.SELLER else 0, _near),
        (found.broken - (found.told if head else 0), _overdue),
        (found.told - found.nobody if head else 0, _brought),
        (found.nobody if head else 0, _left_alone),
    )
    return [Line(words(n) % {"n": number(n)}, page("clocks")) for n, words in counted if n > 0]


def _near(n: int) -> str:
    return ngettext(
        "%(n)s deadline of yours is about to run out: call.", "%(n)s deadlines of yours are about to run out: call.", n
    )


def _overdue(n: int) -> str:
    return ngettext("%(n)s deadline about a lead has passed.", "%(n)s deadlines about leads have passed.", n)


def _brought(n: int) -> str:
    return ngettext(
        "%(n)s deadline has passed and the agreement brings it to you.",
        "%(n)s deadlines have passed and the agreement brings them to you.",
        n,
    )


def _left_alone(n: int) -> str:
    return ngettext(
        "%(n)s lead was to be given to another seller, and nobody is there: decide.",
        "%(n)s leads were to be given to other sellers, and nobody is there: decide.",
        n,
    )


def _returns(person: Person, _reading: Reading) -> list[Line]:
    """Returns that marketing has to answer, and disputes that wait for the reader's ruling."""
    unanswered, disputed = waiting_for(person)
    found = []
    if unanswered:
        sentence = ngettext(
            "%(n)s lead came back from sales: answer.", "%(n)s leads came back from sales: answer.", unanswered
        )
        found.append(Line(sentence % {"n": number(unanswered)}, page("returns")))
    if disputed:
        sentence = ngettext(
            "%(n)s disputed return waits for your ruling.", "%(n)s disputed returns wait for your ruling.", disputed
        )
        found.append(Line(sentence % {"n": number(disputed)}, page("disputes")))
    if drawn := audits_waiting(person):
        sentence = ngettext(
            "%(n)s return, drawn by lot, waits for your blind judgement.",
            "%(n)s returns, drawn by lot, wait for your blind judgement.",
            drawn,
        )
        found.append(Line(sentence % {"n": number(drawn)}, page("return_audit")))
    return found


def _answered(person: Person, _reading: Reading) -> list[Line]:
    """What became of the leads that a seller gave back, where it is not over: an objection, or a ruling against it."""
    if Role(person.role) is not Role.SELLER:
        return []
    disputed, back = back_with(person, since=dt.datetime.now(dt.UTC) - _LATELY)
    found = []
    if back:
        sentence = ngettext(
            "%(n)s lead that you gave back was ruled one to sell to: go on with it.",
            "%(n)s leads that you gave back were ruled ones to sell to: go on with them.",
            len(back),
        )
        address = f"{page('day')}?{urlencode({'lead': back[0]})}" if len(back) == 1 else page("returns")
        found.append(Line(sentence % {"n": number(len(back))}, address))
    if disputed:
        sentence = ngettext(
            "Marketing objects to %(n)s return of yours: it will be ruled on.",
            "Marketing objects to %(n)s returns of yours: they will be ruled on.",
            disputed,
        )
        found.append(Line(sentence % {"n": number(disputed)}, page("returns")))
    return found


def _missed(person: Person, reading: Reading) -> list[Line]:
    """Clients who called in vain: of a seller's own leads, and for the head of sales of everybody's."""
    if Role(person.role) not in {Role.SELLER, Role.SALES_HEAD}:
        return []
    count = missed_calls(reading, reader=Reader.of(person), today=timezone.localdate())
    if not count:
        return []
    sentence = ngettext(
        "%(n)s client called and was not called back.", "%(n)s clients called and were not called back.", count
    )
    return [Line(sentence % {"n": number(count)}, f"{page('forgotten')}?{urlencode({'cause': 'missed'})}")]


def _clearances(person: Person, reading: Reading) -> list[Line]:
    """Deals that wait for the reader's word, that did not wait for it, and that the reader is told of."""
    found = []
    for each in news_for(Role(person.role), reading):
        sentence = _CLEARANCES[each.kind](each.count) % {"n": number(each.count), "rule": each.rule.title}
        state = "all" if each.kind is MatterState.TELL else each.kind
        found.append(Line(sentence, f"{page('decisions')}?{urlencode({'rule': each.rule.key, 'state': state})}"))
    return found


def _prices(person: Person, _reading: Reading) -> list[Line]:
    found = []
    if waiting := unanswered_by(person):
        sentence = ngettext(
            "%(n)s price below the list waits for your answer.", "%(n)s prices below the list wait for your answer.",
            waiting,
        )  # fmt: skip
        found.append(Line(sentence % {"n": number(waiting)}, page("price_exceptions")))
    if unseen := unnoted(Role(person.role)):
        sentence = ngettext(
            "%(n)s deal was sold below the list price: take note.",
            "%(n)s deals were sold below the list price: take note.",
            unseen,
        )
        found.append(Line(sentence % {"n": number(unseen)}, page("price_exceptions")))
    return found


def _handoffs(person: Person, _reading: Reading) -> list[Line]:
    """Won deals whose checklist is open: for each seller their own, for the heads all."""
    if Role(person.role) not in {Role.SELLER, Role.SALES_HEAD, Role.OWNER}:
        return []
    count, since = waiting_handoffs(person)
    if since is None:
        return []
    sentence = ngettext(
        "%(n)s deal waits to be handed off, for %(long)s.",
        "%(n)s deals wait to be handed off, the longest for %(long)s.",
        count,
    ) % {"n": number(count), "long": duration(dt.datetime.now(dt.UTC) - since)}
    return [Line(sentence, page("handoffs"))]


def _waiting(count: int) -> str:
    return ngettext(
        "“%(rule)s”: %(n)s deal waits for your clearance.", "“%(rule)s”: %(n)s deals wait for your clearance.", count
    )


def _bypassed(count: int) -> str:
    return ngettext(
        "“%(rule)s”: %(n)s deal of the last seven days went on without the clearance.",
        "“%(rule)s”: %(n)s deals of the last seven days went on without the clearance.",
        count,
    )


def _to_be_told(count: int) -> str:
    return ngettext(
        "“%(rule)s”: you are to know of %(n)s deal of the last seven days.",
        "“%(rule)s”: you are to know of %(n)s deals of the last seven days.",
        count,
    )


_CLEARANCES = {
    MatterState.OPEN: _waiting,
    MatterState.BYPASSED: _bypassed,
    MatterState.TELL: _to_be_told,
}


LEADS = Attention(10, _leads)
FREE = Attention(12, _free)
INCOMPLETE = Attention(15, _incomplete)
CLOCKS = Attention(50, _clocks)
MISSED = Attention(48, _missed)
RETURNS = Attention(60, _returns)
ANSWERED = Attention(62, _answered)
CLEARANCES = Attention(80, _clearances)
PRICES = Attention(90, _prices)
HANDOFFS = Attention(95, _handoffs)
