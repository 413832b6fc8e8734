"""The agreement as people write it: plain frozen data, one structure for the pages, the tables and YAML.

Everything has a default, because a draft may be unfinished while it is written. What must be there, and what may not
contradict what, is decided by ``checks``: a document with serious problems can be kept, but never signed. YAML leaves
defaults out, and both heads sign that text: a default never changes, and a new field's means what its absence meant.

Texts are in the company's own language. Keys are short latin names, unique in their section; they stay the same from
version to version, so that two versions can be compared item by item. ``clause`` fields hold expressions of the SQL
subset over the fields that rooms announce in ``<room>/clause_fields.py``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

#: What a question of the portrait is answered with; ``any`` in the table of grades stands for all three.
type Answer = bool | Literal["unknown"]
type AnswerOrAny = bool | Literal["unknown", "any"]
#: A department's key: ``marketing`` or ``sales``; empty while a draft is unfinished.
type Side = str
#: A role's key as in ``people.rules.Role``.
type RoleKey = str
type Relation = Literal["at least", "at most"]
type Per = Literal["day", "week", "month", "quarter"]

#: The outcome of the table of grades that says: ask the client before grading.
ASK = "ask"


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The ground of every part of the document."""


class Term(Part, frozen=True):
    """A word both departments use alike, explained in three to five sentences."""

    key: str = ""
    title: str = ""
    definition: str = ""
    example: str = ""
    owner: Side = ""


class Portrait(Part, frozen=True):
    """A kind of buyer: who they are in words, and by which clause a lead is recognised as theirs."""

    key: str = ""
    title: str = ""
    description: str = ""
    clause: str = ""


class Audience(Part, frozen=True):
    """Whom marketing addresses: in words, and as the leads a clause is true of, of one campaign where it is named."""

    key: str = ""
    title: str = ""
    words: str = ""
    clause: str = ""
    #: As leads and spend tables name it; empty: every campaign.
    campaign: str = ""


class Questions(Part, frozen=True):
    """The three questions of the portrait, each as a clause: true, false, or NULL for unknown."""

    need: str = ""
    budget: str = ""
    urgency: str = ""


class Grade(Part, frozen=True):
    """A class of leads."""

    key: str = ""
    title: str = ""


class GradeRow(Part, frozen=True):
    """One line of the table of grades: the answers to the three questions, and the grade they make (or ``ask``)."""

    need: AnswerOrAny = "any"
    budget: AnswerOrAny = "any"
    urgency: AnswerOrAny = "any"
    grade: str = ""


class Status(Part, frozen=True):
    """What makes a lead a target lead, an MQL or an SQL: in words, by a clause, and who confirms it."""

    words: str = ""
    #: May also read what is decided above: ``has_need``, ``has_budget``, ``is_urgent`` and ``grade``.
    clause: str = ""
    confirmed_by: RoleKey = ""


class Grading(Part, frozen=True):
    """How a lead is judged."""

    questions: Questions = Questions()
    grades: tuple[Grade, ...] = ()
    table: tuple[GradeRow, ...] = ()
    target_lead: Status = Status()
    mql: Status = Status()
    sql_lead: Status = Status()


class Option(Part, frozen=True):
    """One answer to choose. Of a number the key is the number that stands for the range the title names."""

    key: str = ""
    title: str = ""


class Question(Part, frozen=True):
    """What a seller asks in the first talk. “Unknown” is an answer as well: asked, and the client could not say."""

    key: str = ""
    #: The question as it is asked.
    title: str = ""
    kind: Literal["yes-no", "choice", "number", "money", "days"] = "yes-no"
    #: The field of the lead it answers; empty: the one named by its key, mostly an attribute of the company's own.
    field: str = ""
    #: The products it is asked about; empty means all.
    products: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    #: A number outside of these is a slip of the finger.
    least: Decimal | None = None
    most: Decimal | None = None
    #: How to ask, or why.
    hint: str = ""


class ScoreBin(Part, frozen=True):
    """One line of a term: a category, a number's values up to a bound, or what is rare or not known; and its points.

    ``leads`` and ``buyers`` are those the card was trained on.
    """

    kind: Literal["value", "upto", "above", "other", "unknown"] = "value"
    value: str = ""
    #: The bin's inclusive upper bound.
    upto: Decimal = Decimal(0)
    points: int = 0
    leads: int = 0
    buyers: int = 0


#: The term of this key holds the points of each grade; a lead without a grade has none of them.
GRADE_TERM = "grade"


class ScoreTerm(Part, frozen=True):
    """An attribute of the lead, by the name of its field, with the points of each of its bins."""

    key: str = ""
    #: How the points must go as the number grows.
    monotone: Literal["rises", "falls", ""] = ""
    bins: tuple[ScoreBin, ...] = ()


class Scorecard(Part, frozen=True):
    """The frozen card: points → chance to buy. It ranks inside a grade and never changes one.

    The points of a lead are ``average`` and those of its bin in every term. At ``even`` points the odds are 1 to 1,
    and every ``double`` points more double them: points = even + double / ln 2 · ln odds.
    """

    words: str = ""
    #: Fields of numbers whose points must rise, or fall, as the number grows: what a training has to obey.
    rises: tuple[str, ...] = ()
    falls: tuple[str, ...] = ()
    average: int = 0
    even: int = 200
    double: int = 20
    #: The leads it was trained on: captured from one day until another, so many, of whom so many bought.
    since: date | None = None
    until: date | None = None
    leads: int = 0
    buyers: int = 0
    terms: tuple[ScoreTerm, ...] = ()


class Stage(Part, frozen=True):
    """A step of the one journey; exactly one department answers for it."""

    key: str = ""
    title: str = ""
    owner: Side = ""
    entry: str = ""
    exit: str = ""
    #: Where a lead may go from here.
    moves: tuple[str, ...] = ()
    #: Nothing follows: the lead has bought or will not.
    closed: bool = False


class HandoffItem(Part, frozen=True):
    """One line of a hand-off checklist."""

    key: str = ""
    title: str = ""
    #: May stay open when the deal is handed off.
    optional: bool = False


class Handoff(Part, frozen=True):
    """What the receiver must have when a deal goes on to production, projects or the warehouse."""

    key: str = ""
    title: str = ""
    #: Who takes over, in the company's own words.
    to: str = ""
    #: The stage at which the checklist opens; empty: when the deal is won.
    stage: str = ""
    #: The products it is for; empty means all.
    products: tuple[str, ...] = ()
    items: tuple[HandoffItem, ...] = ()


class Calendar(Part, frozen=True):
    """When people work: hours by weekday as ``9-18`` or ``9-13, 14-18``, empty for a day off."""

    key: str = ""
    title: str = ""
    #: IANA name; empty means the company's own.
    zone: str = ""
    monday: str = ""
    tuesday: str = ""
    wednesday: str = ""
    thursday: str = ""
    friday: str = ""
    saturday: str = ""
    sunday: str = ""
    #: ``RU`` takes the state's holidays and moved working days into account; empty takes none.
    holidays: str = ""
    #: Days that differ, by date.
    exceptions: dict[str, str] = {}


class FigurePromise(Part, frozen=True):
    """A promise about a measure of the catalogue: at least or at most so much in each period."""

    measure: str = ""
    relation: Relation = "at least"
    #: Shares as fractions (0.4), money in the company's currency, times in the measure's unit.
    amount: Decimal = Decimal(0)
    per: Per = "month"
    #: Filters by dimension, as ``{source: [ads]}``.
    where: dict[str, tuple[str, ...]] = {}


class DutyPromise(Part, frozen=True):
    """A promise kept or broken row by row: leads, returns or launches.

    With ``until``: from the instant ``since`` to the instant ``until`` no more (``within``) or no less (``at least``)
    than ``minutes`` of the calendar pass. With ``holds``: the clause is true. The promise of a period is kept when at
    least ``share`` of its rows keep it.
    """

    #: Store table: ``leads``, ``returns``, ``launches``.
    about: str = "leads"
    #: Which rows it concerns; empty means all.
    of: str = ""
    holds: str = ""
    since: str = ""
    until: str = ""
    limit: Literal["within", "at least"] = "within"
    minutes: int = 0
    calendar: str = ""
    share: Decimal = Decimal(1)
    per: Per = "month"
    #: ``seller``: the clock of a lead that has a seller runs in that person's own hours, and in ``calendar`` only
    #: while there is none, or none who is there. Empty: always in ``calendar``.
    hours: Literal["seller", ""] = ""
    #: So many minutes before the deadline whoever has the lead is reminded; 0: nobody is.
    remind: int = 0
    #: So many minutes after the deadline the head of the side is told; None: never.
    tell_head: int | None = None
    #: So many minutes after the deadline the lead is given to another seller; None: never.
    pass_on: int | None = None

    @property
    def counts_system_delay(self) -> bool:
        """Whether the time a lead waited for its hand-over lies between the two instants."""
        return self.about == "leads" and self.since == "captured_at" and self.until not in {"", "assigned_at"}

    @property
    def sets_deadlines(self) -> bool:
        """Whether it sets a deadline for each lead, which a clock counts down to."""
        counted_from = self.since in {"captured_at", "assigned_at"}
        return self.about == "leads" and self.limit == "within" and bool(self.until) and counted_from

    @property
    def steps_up(self) -> bool:
        """Whether something follows by itself when its deadline draws near or passes."""
        return self.remind > 0 or self.tell_head is not None or self.pass_on is not None


class Promise(Part, frozen=True):
    """One side's measurable duty to the other: exactly one of ``figure`` and ``duty``."""

    key: str = ""
    side: Side = ""
    title: str = ""
    words: str = ""
    figure: FigurePromise | None = None
    duty: DutyPromise | None = None


class Pause(Part, frozen=True):
    """Why the clock of a lead may stand still, and for how long at most; nothing else stops it."""

    key: str = ""
    title: str = ""
    words: str = ""
    #: Working minutes that one clock may stand still in all.
    most: int = 0
    #: Keys of the promises whose clocks it stops; empty: all of sales about leads.
    promises: tuple[str, ...] = ()

    def stops(self, promise: Promise) -> bool:
        """Whether a clock of the promise may be paused for this reason."""
        return promise.key in self.promises if self.promises else promise.side == "sales"


class ReturnReason(Part, frozen=True):
    """Why sales may give a lead back; ``clause`` says which leads may be returned so (empty: any)."""

    key: str = ""
    title: str = ""
    words: str = ""
    clause: str = ""


class Evidence(Part, frozen=True):
    """What counts when a return is disputed or checked: a figure, a recording, a letter; agreed beforehand."""

    key: str = ""
    title: str = ""
    words: str = ""


class ReturnAudit(Part, frozen=True):
    """The blind check of returns: which share of them, drawn by lot, a second person judges anew."""

    #: 0 to 1; none without it.
    share: Decimal = Decimal(0)
    #: Who judges, never whoever handled the lead; empty: the head of sales.
    auditor: RoleKey = ""


class BuyerCode(Part, frozen=True):
    """What buyers say, under one name for both departments: why they came besides the price, or why they refused."""

    key: str = ""
    title: str = ""
    words: str = ""
    #: How other systems call it: an imported reason of one of these texts counts under the code.
    aliases: tuple[str, ...] = ()


class Function(Part, frozen=True):
    """A line of the matrix of functions: what each department does there."""

    key: str = ""
    title: str = ""
    marketing: Literal["own", "recommend", "none", ""] = ""
    sales: Literal["own", "recommend", "none", ""] = ""


class Decision(Part, frozen=True):
    """Which deals somebody must be told of, or what must be cleared with whom first."""

    key: str = ""
    title: str = ""
    words: str = ""
    #: Which leads it concerns; empty for matters that are no deals.
    clause: str = ""
    decides: RoleKey = ""
    tell: tuple[RoleKey, ...] = ()
    clear_with: tuple[RoleKey, ...] = ()
    #: The stage a lead may not reach before it is cleared; empty: any closed one.
    before: str = ""
    #: ``price``: who decides here approves deals below the list price. ``return``: who decides here rules on disputed
    #: returns.
    matter: Literal["price", "return", ""] = ""


class ContactRule(Part, frozen=True):
    """Who turns to whom, about what, when and how."""

    key: str = ""
    who: RoleKey = ""
    whom: RoleKey = ""
    about: str = ""
    when: str = ""
    channel: str = ""


class Exchange(Part, frozen=True):
    """Information that passes between the departments."""

    key: str = ""
    what: str = ""
    sender: RoleKey = ""
    receiver: RoleKey = ""
    every: Literal["day", "week", "month", "quarter", "event", ""] = ""
    at: str = ""
    form: str = ""
    channel: str = ""
    #: The receiver answers within so many minutes of the calendar, without one day and night; 0 promises no answer.
    answer_minutes: int = 0
    calendar: str = ""


class Watch(Part, frozen=True):
    """By what the machine sees a situation: the rows of which ``clause`` is true, ``after`` so many minutes from the
    instant ``since``. The deadline passes ``minutes`` later. Both run by the calendar, without one day and night.
    """

    #: Store table: ``leads``, ``returns``, ``launches``.
    about: str = "leads"
    clause: str = ""
    since: str = ""
    after: int = 0
    minutes: int = 0
    calendar: str = ""


class Situation(Part, frozen=True):
    """A situation nobody may ignore: what sets it off, what is done, by whom, how soon."""

    key: str = ""
    trigger: str = ""
    reaction: str = ""
    deadline: str = ""
    who: RoleKey = ""
    #: None where only people can tell.
    watch: Watch | None = None


class Kpi(Part, frozen=True):
    """One figure a role answers for."""

    measure: str = ""
    title: str = ""
    relation: Relation = "at least"
    amount: Decimal | None = None
    per: Per = "month"
    weight: Decimal = Decimal(1)
    #: The goal of the company it serves: a key of ``goals``.
    goal: str = ""
    #: By when it is reached, and until when it is valid.
    due: date | None = None
    expires: date | None = None
    #: Why it was set or changed.
    reason: str = ""


class Card(Part, frozen=True):
    """The KPI card of a role, or of one person by the name they sign in with."""

    key: str = ""
    role: RoleKey = ""
    person: str = ""
    kpis: tuple[Kpi, ...] = ()


class Goal(Part, frozen=True):
    """A goal of the company; ``set_by`` is the department that sets it for the other where one leads."""

    key: str = ""
    title: str = ""
    set_by: Side = ""
    words: str = ""


class Gate(Part, frozen=True):
    """A condition of quality: the own part is paid only if the measure meets it."""

    measure: str = ""
    relation: Relation = "at least"
    amount: Decimal = Decimal(0)


class BonusScheme(Part, frozen=True):
    """How the bonus of a role is counted: base × (shared weight × shared result + own weight × own result)."""

    role: RoleKey = ""
    #: Money a month at a result of 100 %.
    base: Decimal = Decimal(0)
    #: The share of the bonus that depends on the common result, 0 to 1.
    shared_weight: Decimal = Decimal("0.3")
    own_measure: str = ""
    own_plan: Decimal = Decimal(0)
    gate: Gate | None = None


class Bonus(Part, frozen=True):
    """The bonus of the whole agreement: the common result, its plan a month, and the scheme of each role."""

    shared_measure: str = ""
    shared_plan: Decimal = Decimal(0)
    #: A result below ``floor`` counts as nothing, one above ``cap`` as ``cap``; linear between 0 and ``cap``.
    floor: Decimal = Decimal("0.5")
    cap: Decimal = Decimal("1.5")
    schemes: tuple[BonusScheme, ...] = ()


class Fading(Part, frozen=True):
    """What waiting costs a lead of a grade: its chance halves every so many hours, down to what stays for good."""

    #: A grade's key, or ``ask`` for a lead that has none yet.
    grade: str = ""
    #: The norm of a seller's minutes for one such lead, from the first call to its outcome.
    minutes: int = 0
    #: Hours after which half of what can be lost by waiting is lost.
    half_life: Decimal = Decimal(0)
    #: The share of the chance that no waiting takes away, 0 to 1.
    lasting: Decimal = Decimal(0)


class Queue(Part, frozen=True):
    """Which lead a seller takes next: the one whose waiting costs most for each minute it takes."""

    #: The share of new leads put at a random place, so that the order can be told from what it brings about.
    random_share: Decimal = Decimal(0)
    #: Whether a better grade always goes first, whatever the cost of waiting says.
    grade_first: bool = False
    fading: tuple[Fading, ...] = ()


class Material(Part, frozen=True):
    """Something to send or to show: its name, and where it lies on the web."""

    title: str = ""
    address: str = ""


class Doubt(Part, frozen=True):
    """What a client may doubt at a stage, in their words, and what we answer."""

    doubt: str = ""
    answer: str = ""


class Play(Part, frozen=True):
    """A page of the playbook: what a seller does and says at a stage, what marketing gives them, answers to doubts."""

    key: str = ""
    #: A key of ``stages``.
    stage: str = ""
    title: str = ""
    words: str = ""
    materials: tuple[Material, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Distribution(Part, frozen=True):
    """Who gets a lead when it comes in. Without a calendar nothing is distributed: leads come with their seller."""

    words: str = ""
    #: When sellers work who have no working week of their own.
    calendar: str = ""
    #: Fields of a lead that sellers are for or not: ``product``, ``city``, an attribute that a question asks for.
    specialties: tuple[str, ...] = ()
    #: A client who comes again goes to the seller they know, if that one is there.
    own_first: bool = False
    #: The share of a shift that is for leads, 0 to 1.
    useful: Decimal = Decimal(1)
    #: How far a seller may be ahead of their fair part of the expected value: 0.1 is a tenth.
    ahead: Decimal = Decimal("0.1")
    #: The least part of the fair part that everybody is given, 0 to 1.
    least_part: Decimal = Decimal(0)
    #: Who may take a lead that another was dealt and has not turned to: ``idle`` whoever has none of their own left,
    #: ``first`` whoever is free takes what goes first of all; empty: nobody.
    common: Literal["idle", "first", ""] = ""
    #: Days after which an open client whom their seller has not turned to, and plans nothing with, is proposed to the
    #: head of sales for another seller; 0: never.
    rotate_after: int = 0
    #: Days after which a newcomer carries a full load, and the share of it on the first day.
    newcomer_days: int = 0
    newcomer_share: Decimal = Decimal(1)
    #: Who looks after a lead that fits nobody, and is alarmed.
    catch_all: RoleKey = ""


class Care(Part, frozen=True):
    """What a client is owed after a while: a step of the life cycle that comes by itself, as the seller's next step.

    It concerns the leads the clause is true of, each ``days`` after the instant ``since``, and again ``every`` so many
    days (0: once); of a client only the newest lead. ``most`` a day come, the freshest first.
    """

    key: str = ""
    title: str = ""
    phase: Literal["acquire", "work", "develop", "regain", ""] = ""
    clause: str = ""
    since: str = ""
    days: int = 0
    every: int = 0
    #: What the seller is to do.
    words: str = ""
    #: The client is given out anew, whoever had them.
    anew: bool = False
    most: int = 20


class Chore(Part, frozen=True):
    """Work of sellers that is no work with leads. With ``agreed_by`` it is justified, without it is time lost.

    Sellers are asked by lot what they are doing just now, as long as the document lists any of it.
    """

    key: str = ""
    title: str = ""
    #: What belongs to it.
    words: str = ""
    #: Who agreed that sellers do it, and until when; None: until it is agreed otherwise.
    agreed_by: RoleKey = ""
    until: date | None = None


class Seat(Part, frozen=True):
    """Who signs for a department whose head there is not, and why."""

    side: Side = ""
    role: RoleKey = ""
    reason: str = ""


class Expectation(Part, frozen=True):
    """What one department expects of the other, or prepares together with it, in words."""

    key: str = ""
    side: Side = ""
    words: str = ""


class Criterion(Part, frozen=True):
    """By what a department is judged: its end product, its actions or its processes."""

    key: str = ""
    side: Side = ""
    kind: Literal["product", "actions", "process", ""] = ""
    words: str = ""
    measure: str = ""


class Naming(Part, frozen=True):
    """From which effect on revenue a department or a person is named as the cause of a change."""

    #: A part of the revenue compared with, 0 to 1; an effect has to exceed it, and chance besides.
    effect: Decimal = Decimal("0.03")
    #: Why so much.
    words: str = ""


class Matching(Part, frozen=True):
    """By which rules money spent meets the leads it brought, and how calls of unknown origin are credited.

    Spend and a lead always meet where both name the same campaign (and at other splits the same source, channel, ad
    group or creative), as utm parameters, a click id or the sender told it. The rules say which further names are one.
    """

    #: Names that differ in encoding, case, spaces and dashes alone.
    spelling: bool = True
    #: The earlier names of a campaign whose card was renamed.
    card_names: bool = True
    #: Names that people match by hand on the page of names.
    by_hand: bool = True
    #: So many minutes before a call visits count as its possible cause.
    call_minutes: int = 60
    #: From which chance, 0 to 1, that a call came by a campaign it is credited with its part; 0: calls move no credit.
    call_confidence: Decimal = Decimal(0)
    #: Why so.
    words: str = ""


class Document(Part, frozen=True):
    """The whole agreement."""

    title: str = ""
    language: Literal["ru", "en"] = "ru"
    preamble: str = ""
    #: The department that leads: ``marketing`` where it answers for profit and sets goals for sales; empty: neither.
    leads: Side = ""
    #: The document is to be revised by then.
    revise_by: date | None = None
    seats: tuple[Seat, ...] = ()
    terms: tuple[Term, ...] = ()
    portraits: tuple[Portrait, ...] = ()
    audiences: tuple[Audience, ...] = ()
    grading: Grading = Grading()
    questions: tuple[Question, ...] = ()
    scorecard: Scorecard = Scorecard()
    stages: tuple[Stage, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    promises: tuple[Promise, ...] = ()
    pauses: tuple[Pause, ...] = ()
    returns: tuple[ReturnReason, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    audit: ReturnAudit = ReturnAudit()
    attractions: tuple[BuyerCode, ...] = ()
    refusals: tuple[BuyerCode, ...] = ()
    matrix: tuple[Function, ...] = ()
    decisions: tuple[Decision, ...] = ()
    contacts: tuple[ContactRule, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    naming: Naming = Naming()
    matching: Matching = Matching()
    exchanges: tuple[Exchange, ...] = ()
    situations: tuple[Situation, ...] = ()
    goals: tuple[Goal, ...] = ()
    cards: tuple[Card, ...] = ()
    distribution: Distribution = Distribution()
    lifecycle: tuple[Care, ...] = ()
    queue: Queue = Queue()
    chores: tuple[Chore, ...] = ()
    playbook: tuple[Play, ...] = ()
    bonus: Bonus = Bonus()
