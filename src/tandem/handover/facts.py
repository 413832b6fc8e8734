"""What can happen when a lead passes from hand to hand."""

from __future__ import annotations

from datetime import date, datetime

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class LeadAssigned(Fact, frozen=True):
    """A seller answers for the lead from now on."""

    subject = "lead"
    icon = "user-circle"
    sentence = Text(ru="Назначен менеджер", en="Given to a seller")

    seller_id: int
    #: Why, as ``dealing_rules.Why`` has it; empty where another system said so.
    why: str = ""
    #: The minutes and the money that were reckoned with, and the decision with its receipt.
    minutes: int = 0
    value: float = 0.0
    dealing_id: int | None = None
    #: Who had it, where it was taken from the common queue.
    away_from: int | None = None
    #: Whether the moment is known; an export may name a seller and not say since when.
    dated: bool = True


class LeadHeld(Fact, frozen=True):
    """Tandem could give the lead to nobody: those whom it fits come later, or it fits nobody."""

    subject = "lead"
    icon = "hand-raised"
    sentence = Text(ru="Ждёт менеджера, которому подходит", en="Waits for a seller whom it fits")

    why: str

    def told(self) -> Text:
        """Whether somebody will come for it."""
        if self.why == "nobody":
            return Text(ru="Никому не подошёл: нужен человек", en="Fits nobody: a person has to decide")
        return self.sentence


class LeadOffLoad(Fact, frozen=True):
    """The lead no longer waits for its seller: it was answered, closed, or went back."""

    subject = "lead"
    icon = "check-circle"
    sentence = Text(ru="Больше не ждёт менеджера", en="No longer waits for its seller")


class RosterChanged(Fact, frozen=True):
    """A seller takes part in the distribution, no longer does, or for other leads than before."""

    subject = "person"
    icon = "users"
    sentence = Text(ru="Участие в распределении изменено", en="Part in the distribution changed")

    since: date | None
    share: float
    until: date | None
    #: ``product: windows, doors; city: …``
    specialties: str


class SellerHandedOver(Fact, frozen=True):
    """All that a seller had was given to others."""

    subject = "person"
    icon = "arrow-right-circle"
    sentence = Text(ru="Клиенты переданы другим: {leads}", en="Clients handed over to others: {leads}")

    leads: int
    dealing_id: int | None


class LeadReturned(Fact, frozen=True):
    """Sales gave the lead back to marketing, for a reason of the agreement; the comment stays with the return."""

    subject = "return"
    icon = "arrow-uturn-left"
    sentence = Text(ru="Возвращён маркетингу: {reason}", en="Returned to marketing: {reason}")

    client_id: int
    seller_id: int | None
    reason: str
    commented: bool


class ReturnAnswered(Fact, frozen=True):
    """Marketing answered a return: it agrees, or objects, and then somebody has to rule."""

    subject = "return"
    icon = "chat-bubble-left-right"
    sentence = Text(ru="Маркетинг согласен с возвратом", en="Marketing agrees that it came back")

    accepted: bool

    def told(self) -> Text:
        """What it answered."""
        return self.sentence if self.accepted else Text(ru="Маркетинг возражает", en="Marketing objects")


class ReturnStood(Fact, frozen=True):
    """Nobody objected in time: the return stands."""

    subject = "return"
    icon = "clock"
    sentence = Text(ru="Возражений в срок нет: возврат принят", en="No objection in time: the return stands")


class ReturnRuled(Fact, frozen=True):
    """A disputed return was decided."""

    subject = "return"
    icon = "scale"
    sentence = Text(ru="Решено: возврат обоснован", en="Ruled: it was right to come back")

    stands: bool

    def told(self) -> Text:
        """How it was decided."""
        if self.stands:
            return self.sentence
        return Text(ru="Решено: лид наш, возврат не обоснован", en="Ruled: a lead to sell to, it goes back to sales")


class ReturnDrawn(Fact, frozen=True):
    """A return that stands was drawn by lot to be judged anew; ``chance`` is the one it had."""

    subject = "return"
    icon = "funnel"
    sentence = Text(ru="Возврат выбран жребием для проверки", en="The return was drawn by lot for a check")

    chance: float


class AuditorNamed(Fact, frozen=True):
    """Somebody who had no part in the lead judges the drawn return."""

    subject = "return"
    icon = "user-circle"
    sentence = Text(ru="Проверяющий назначен", en="Somebody was named to judge it anew")

    auditor_id: int


class ReturnAudited(Fact, frozen=True):
    """A second person judged the lead anew, knowing neither why nor by whom it was given back."""

    subject = "return"
    icon = "eye-slash"
    sentence = Text(ru="Слепая проверка: лид нецелевой", en="Blind check: not a target lead")

    #: ``target``, ``non_target`` or ``unknown``.
    verdict: str
    code: str
    auditor_id: int

    def told(self) -> Text:
        """What came out."""
        if self.verdict == "target":
            return Text(ru="Слепая проверка: лид был целевым", en="Blind check: it was a target lead")
        if self.verdict == "unknown":
            return Text(ru="Слепая проверка: понять нельзя", en="Blind check: it cannot be told")
        return self.sentence


class RulingSetAside(Fact, frozen=True):
    """A ruling is no precedent any more: later versions may decide otherwise."""

    subject = "return"
    icon = "scale"
    sentence = Text(ru="Решение больше не прецедент", en="The ruling is no precedent any more")


class ClockStarted(Fact, frozen=True):
    """A promise about the lead has a deadline from now on, or another one because the lead was handed over.

    ``next_at`` of this and of every fact below is when something is to happen to the clock next; None: never.
    """

    subject = "clock"
    icon = "clock"
    sentence = Text(ru="Пошёл срок: {title}", en="A deadline is set: {title}")

    promise: str
    title: str
    due_at: datetime
    remind_at: datetime | None = None
    tell_at: datetime | None = None
    pass_on_at: datetime | None = None
    next_at: datetime | None = None
    #: Whether a ruling set it, so that only a contact from then on keeps it; and what stood before, by which is judged
    #: what was done before.
    renewed: bool = False
    before_started_at: datetime | None = None
    before_due_at: datetime | None = None


class ClockLifted(Fact, frozen=True):
    """The lead went back to marketing: its time there is not the seller's, and the deadline runs no longer."""

    subject = "clock"
    icon = "pause-circle"
    sentence = Text(
        ru="Срок снят, лид у маркетинга: {title}", en="The deadline is lifted, the lead is with marketing: {title}"
    )

    title: str


class ClockStopped(Fact, frozen=True):
    """What was promised happened; ``kept`` tells whether in time, None of a lead the promise does not concern."""

    subject = "clock"
    icon = "check-circle"
    sentence = Text(ru="Успели: {title}", en="In time: {title}")

    title: str
    kept: bool | None

    def told(self) -> Text:
        """Whether it was in time."""
        if self.kept is None:
            return Text(ru=f"Лида не касается: {self.title}", en=f"Does not concern this lead: {self.title}")
        late = Text(ru="Сделано после срока: {title}", en="Done after the deadline: {title}")
        return (self.sentence if self.kept else late).format(title=self.title)


class ClockReopened(Fact, frozen=True):
    """What had stopped the clock was taken back with its import: it runs again, to the same deadline."""

    subject = "clock"
    icon = "arrow-path"
    sentence = Text(ru="Срок снова идёт: {title}", en="The deadline runs again: {title}")

    title: str
    next_at: datetime | None


class ClockBroken(Fact, frozen=True):
    """A deadline passed, and what was promised had not happened."""

    subject = "clock"
    icon = "exclamation-triangle"
    sentence = Text(ru="Срок вышел: {title}", en="The deadline has passed: {title}")

    title: str
    #: Who had the lead.
    seller_id: int | None = None
    next_at: datetime | None = None


class ClockReminded(Fact, frozen=True):
    """Whoever has the lead was reminded that the deadline draws near."""

    subject = "clock"
    icon = "bell-alert"
    sentence = Text(ru="Напомнили: {title}", en="Reminded: {title}")

    title: str
    next_at: datetime | None


class HeadTold(Fact, frozen=True):
    """The head of the side that promised was told that the deadline has passed."""

    subject = "clock"
    icon = "megaphone"
    sentence = Text(ru="Сказали руководителю: {title}", en="The head was told: {title}")

    title: str
    next_at: datetime | None


class ClockPassedOn(Fact, frozen=True):
    """The deadline passed and nothing happened: the lead was given to another seller; None: there was nobody."""

    subject = "clock"
    icon = "arrows-right-left"
    sentence = Text(ru="Передали другому: {title}", en="Given to another: {title}")

    title: str
    away_from: int | None
    seller_id: int | None
    next_at: datetime | None

    def told(self) -> Text:
        """Whether somebody took it."""
        nobody = Text(ru="Передать некому: {title}", en="Nobody to give it to: {title}")
        return (nobody if self.seller_id is None else self.sentence).format(title=self.title)


class ClockPaused(Fact, frozen=True):
    """The deadline waits for an agreed reason, and lies later by the working time it waits."""

    subject = "clock"
    icon = "pause-circle"
    sentence = Text(ru="Срок стоит: {title}. {words}", en="The deadline waits: {title}. {words}")

    title: str
    reason: str
    words: str
    until: datetime
    waited: float
    due_at: datetime
    remind_at: datetime | None
    tell_at: datetime | None
    pass_on_at: datetime | None
    next_at: datetime | None


class ClockResumed(Fact, frozen=True):
    """The deadline waits no longer."""

    subject = "clock"
    icon = "play-circle"
    sentence = Text(ru="Срок пошёл дальше: {title}", en="The deadline goes on: {title}")

    title: str
    waited: float
    due_at: datetime
    remind_at: datetime | None
    tell_at: datetime | None
    pass_on_at: datetime | None
    next_at: datetime | None


class LearnedFromClient(Fact, frozen=True):
    """A seller heard of a launch from a client; ``announced_at`` is when the notice had been sent by then, if it had.

    When the seller reads the notice after all stands with the reading.
    """

    subject = "launch_incident"
    icon = "exclamation-triangle"
    sentence = Text(
        ru="О запуске «{campaign}» менеджер узнал от клиента", en="The seller learned of “{campaign}” from the client"
    )

    launch_id: int
    seller_id: int
    campaign: str
    announced_at: datetime | None
