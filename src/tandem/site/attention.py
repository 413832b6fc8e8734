"""What must not be overlooked: imports that stopped, leads nobody takes, what the agreement lays upon the reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.agreement import situations
from tandem.agreement.queries import in_force
from tandem.basics.numbers import format_period
from tandem.basics.periods import Period
from tandem.campaigns.launch_list import unsent_before, untold_since
from tandem.campaigns.rules import keeps_campaigns
from tandem.dialogue.queries import letters_for
from tandem.dialogue.rules import State
from tandem.handover.roster import DEALERS, held_leads
from tandem.imports.models import Import, Status
from tandem.intake.queries import failing_mailboxes
from tandem.materials.queries import overdue_of
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.clearance_rules import MatterState
from tandem.selling.queries import (
    LeadFilters,
    Reader,
    audits_waiting,
    first_of,
    news_for,
    running,
    unanswered_by,
    unnoted,
    waiting_for,
)
from tandem.ui.templatetags.ui import duration, number
from tandem.workload.queries import warned
from tandem.workload.saying import sentence_of

#: Older imports have been seen.
_RECENT = 20
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence and where to go about it."""

    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in a few words."""

    import_id: int
    url: str
    recipe: str
    at: dt.datetime
    rows: int
    new: int
    rejected: int
    status: str


def problems(*, reader: Reader | None, imports: bool, packets: bool = False, mailboxes: bool = False) -> list[Problem]:
    """What needs somebody now; ``reader`` asks for leads too, ``imports`` for the data, ``packets`` for what
    came without a way to answer it, ``mailboxes`` for those that cannot be read."""
    found: list[Problem] = []
    if reader is not None:
        found += _leads(reader)
        if packets:
            found += _incomplete(reader)
    if mailboxes:
        found += _mailboxes()
    if imports:
        found += _imports()
    return found


def laid_upon(person: Person, reading: Reading) -> list[Problem]:
    """What the agreement lays upon a person: deals to clear and to know of, prices to decide on and to note."""
    return [
        *_held(person),
        *_clocks(person, reading),
        *_returns(person),
        *_situations(person, reading),
        *_clearances(Role(person.role), reading),
        *_prices(person),
        *_workload(Role(person.role), reading),
        *_letters(person),
        *_launches(Role(person.role)),
        *_materials(person),
    ]


def latest_imports() -> list[ImportLine]:
    """The newest imports, the newest first."""
    runs = Import.objects.annotate(
        rows=Sum("files__rows_read"), new=Sum("files__records_new"), rejected=Sum("files__rows_rejected")
    )
    return [
        ImportLine(
            run.pk,
            _address(run.pk),
            run.recipe,
            run.started_at,
            run.rows or 0,
            run.new or 0,
            run.rejected or 0,
            str(Status(run.status).label),
        )
        for run in runs.order_by("-pk")[:_LISTED]
    ]


def _leads(reader: Reader) -> list[Problem]:
    waiting = LeadFilters(waiting=True, sort="captured")
    rows, total = first_of(waiting, reader=reader, limit=1)
    if not rows:
        return []
    long = duration(dt.datetime.now(dt.UTC) - rows[0].captured_at)
    sentence = ngettext(
        "%(n)s lead has not been taken up; it waits for %(long)s.",
        "%(n)s leads have not been taken up; the oldest waits for %(long)s.",
        total,
    ) % {"n": number(total), "long": long}
    return [Problem(sentence, "/leads/" + waiting.address())]


def _situations(person: Person, reading: Reading) -> list[Problem]:
    """Situations nobody may ignore that the person has to react to."""
    role = Role(person.role)
    found = []
    for each in situations.laid_upon(role, reading, seller_id=None if role.sees_all_leads else person.pk):
        said = ngettext("%(what)s: %(n)s case now", "%(what)s: %(n)s cases now", each.count)
        words = {"what": each.situation.trigger, "n": number(each.count), "overdue": number(each.overdue)}
        sentence = f"{said}, {_('overdue: %(overdue)s')}." if each.overdue else f"{said}."
        address = f"{_page('situations')}?{urlencode({'situation': each.situation.key})}"
        found.append(Problem(sentence % words, address))
    return found


def _held(person: Person) -> list[Problem]:
    """Leads that fit no seller, for whoever the agreement names, and for those who give leads out."""
    role = Role(person.role)
    if role not in DEALERS and role.value != in_force().document.distribution.catch_all:
        return []
    count = sum(why == "nobody" for _lead, _since, why in held_leads())
    if not count:
        return []
    sentence = ngettext("%(n)s lead fits no seller.", "%(n)s leads fit no seller.", count)
    return [Problem(sentence % {"n": number(count)}, _page("distribution"))]


def _clocks(person: Person, reading: Reading) -> list[Problem]:
    """Deadlines about leads that are the reader's to keep or to watch over, and have passed."""
    found = running(reading, reader=Reader.of(person), now=dt.datetime.now(dt.UTC), limit=0)
    head = Role(person.role) in {Role.SALES_HEAD, Role.MARKETING_HEAD}
    counted = (
        (found.reminded if person.role == Role.SELLER else 0, _near),
        (found.broken - (found.told if head else 0), _overdue),
        (found.told - found.nobody if head else 0, _brought),
        (found.nobody if head else 0, _left_alone),
    )
    return [Problem(words(n) % {"n": number(n)}, _page("clocks")) for n, words in counted if n > 0]


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


def _clearances(role: Role, reading: Reading) -> list[Problem]:
    """Deals that wait for the reader's word, that did not wait for it, and that the reader is told of."""
    found = []
    for each in news_for(role, reading):
        sentence = _CLEARANCES[each.kind](each.count) % {"n": number(each.count), "rule": each.rule.title}
        state = "all" if each.kind is MatterState.TELL else each.kind
        found.append(Problem(sentence, f"{_page('decisions')}?{urlencode({'rule': each.rule.key, 'state': state})}"))
    return found


def _returns(person: Person) -> list[Problem]:
    """Returns that marketing has to answer, and disputes that wait for the reader's ruling."""
    unanswered, disputed = waiting_for(person)
    found = []
    if unanswered:
        sentence = ngettext(
            "%(n)s lead came back from sales: answer.", "%(n)s leads came back from sales: answer.", unanswered
        )
        found.append(Problem(sentence % {"n": number(unanswered)}, _page("returns")))
    if disputed:
        sentence = ngettext(
            "%(n)s disputed return waits for your ruling.", "%(n)s disputed returns wait for your ruling.", disputed
        )
        found.append(Problem(sentence % {"n": number(disputed)}, _page("disputes")))
    if drawn := audits_waiting(person):
        sentence = ngettext(
            "%(n)s return, drawn by lot, waits for your blind judgement.",
            "%(n)s returns, drawn by lot, wait for your blind judgement.",
            drawn,
        )
        found.append(Problem(sentence % {"n": number(drawn)}, _page("return_audit")))
    return found


def _prices(person: Person) -> list[Problem]:
    found = []
    if waiting := unanswered_by(person):
        sentence = ngettext(
            "%(n)s price below the list waits for your answer.", "%(n)s prices below the list wait for your answer.",
            waiting,
        )  # fmt: skip
        found.append(Problem(sentence % {"n": number(waiting)}, _page("price_exceptions")))
    if unseen := unnoted(Role(person.role)):
        sentence = ngettext(
            "%(n)s deal was sold below the list price: take note.",
            "%(n)s deals were sold below the list price: take note.",
            unseen,
        )
        found.append(Problem(sentence % {"n": number(unseen)}, _page("price_exceptions")))
    return found


def _workload(role: Role, reading: Reading) -> list[Problem]:
    """A department that is too full, or about to be, for whoever can do something about it."""
    if role is not Role.SALES_HEAD:
        return []
    found = warned(reading, in_force().document, now=dt.datetime.now(dt.UTC))
    return [] if found is None else [Problem(sentence_of(found, get_language() or "ru"), _page("workload"))]


def _letters(person: Person) -> list[Problem]:
    """Weekly letters that wait for the reader, and the silence of the other side."""
    now, language, found = timezone.now(), get_language() or "ru", []
    for each in letters_for(person, now):
        week = format_period(Period.week(each.letter.week), language)
        said = _LETTERS[each.state, each.own, each.overdue]() % {"week": week}
        found.append(Problem(said, reverse("letter", args=[f"{each.letter.week:%Y-%m-%d}"])))
    return found


def _launches(role: Role) -> list[Problem]:
    """Starts of the last thirty days that sales was not told of, and drafts whose hour has come, for who answers."""
    if not keeps_campaigns(role):
        return []
    now = timezone.now()
    found = []
    if untold := untold_since(now - dt.timedelta(days=30)):
        sentence = ngettext(
            "%(n)s launch of the last thirty days started without a notice to sales.",
            "%(n)s launches of the last thirty days started without a notice to sales.",
            untold,
        )
        found.append(Problem(sentence % {"n": number(untold)}, _page("launches")))
    if unsent := unsent_before(now + dt.timedelta(days=3)):
        sentence = ngettext(
            "%(n)s launch is about to start, and its notice is not sent.",
            "%(n)s launches are about to start, and their notices are not sent.",
            unsent,
        )
        found.append(Problem(sentence % {"n": number(unsent)}, _page("launches")))
    return found


def _materials(person: Person) -> list[Problem]:
    """Materials of the person's own that they should have looked at by now."""
    if not (n := overdue_of(person, today=timezone.localdate())):
        return []
    sentence = ngettext(
        "%(n)s material of yours is to be reviewed: is it still right?",
        "%(n)s materials of yours are to be reviewed: are they still right?",
        n,
    )
    return [Problem(sentence % {"n": number(n)}, _page("material_list"))]


#: By whose turn it is, whether it is the reader's, whether its time is over; one in time is told to nobody else.
_LETTERS = {
    (State.TO_SEND, True, False): lambda: _("The letter on leads of %(week)s waits: add a request and send it."),
    (State.TO_SEND, True, True): lambda: _("The letter on leads of %(week)s is late: add a request and send it."),
    (State.TO_SEND, False, True): lambda: _("Sales has not sent the letter on leads of %(week)s in time."),
    (State.TO_ANSWER, True, False): lambda: _("The letter on leads of %(week)s waits for your answer."),
    (State.TO_ANSWER, True, True): lambda: _("Your answer to the letter on leads of %(week)s is late."),
    (State.TO_ANSWER, False, True): lambda: _("Marketing has not answered the letter on leads of %(week)s in time."),
}


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


def _incomplete(reader: Reader) -> list[Problem]:
    incomplete = LeadFilters(incomplete=True)
    _rows, total = first_of(incomplete, reader=reader, limit=1)
    if not total:
        return []
    sentence = ngettext(
        "%(n)s lead came without a phone, a mail address or a name: mend the form it comes from.",
        "%(n)s leads came without a phone, a mail address or a name: mend the forms they come from.",
        total,
    ) % {"n": number(total)}
    return [Problem(sentence, "/leads/" + incomplete.address())]


def _mailboxes() -> list[Problem]:
    said = _("The mailbox of “%(source)s” cannot be read: its letters do not come in.")
    return [Problem(said % {"source": each.source}, _page("data_health")) for each in failing_mailboxes()]


def _imports() -> list[Problem]:
    found = [
        Problem(_("Import № %(n)s has stopped half-way: resume or undo it.") % {"n": pk}, _address(pk))
        for pk in Import.objects.filter(status=Status.STOPPED).order_by("-pk").values_list("pk", flat=True)[:_RECENT]
    ]
    recent = Import.objects.filter(status=Status.DONE).order_by("-pk").values_list("pk", flat=True)[:_RECENT]
    rejected = (
        Import.objects.filter(pk__in=list(recent))
        .annotate(rejected=Sum("files__rows_rejected"))
        .filter(rejected__gt=0)
        .order_by("-pk")
        .values_list("pk", "rejected")
    )
    for pk, n in rejected:
        sentence = ngettext(
            "Import № %(pk)s rejected %(n)s row: mend it and feed it again.",
            "Import № %(pk)s rejected %(n)s rows: mend them and feed them again.",
            n,
        )
        found.append(Problem(sentence % {"pk": pk, "n": number(n)}, _address(pk)))
    return found


def _address(import_id: int) -> str:
    return _page("import", import_id)


def _page(name: str, *arguments: int) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
