"""A warning in the words of the trade: what is known, how sure it is, and what to ask whom."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.basics.numbers import DASH, format_day, format_interval, format_money, format_number, format_percent
from tandem.basics.text import Text
from tandem.diagnosis.rules.audience import Share, Speaks, State, chance, share_since, speaks
from tandem.diagnosis.rules.audience_baseline import Basis
from tandem.diagnosis.rules.audience_found import found as found_in
from tandem.diagnosis.warning_models import AudienceWatch
from tandem.diagnosis.warning_reading import spent_since
from tandem.diagnosis.watching import Standing
from tandem.measures.currencies import currencies
from tandem.measures.store import Reading
from tandem.people.rules import Department

STATES: Mapping[State, Text] = {
    State.WARNING: Text(ru="предупреждение", en="warning"),
    State.WATCHING: Text(ru="наблюдаем", en="watching"),
    State.TOO_EARLY: Text(ru="рано судить", en="too early"),
}
BASES: Mapping[str, Text] = {
    Basis.AGREED_FOR_IT: Text(ru="обещано за эту кампанию в регламенте", en="promised of this campaign"),
    Basis.AGREED: Text(ru="обещано в регламенте за все лиды", en="promised of all leads in the agreement"),
    Basis.OWN_PAST: Text(
        ru="чуть ниже её же доли до начала наблюдения, лидов: {n}",
        en="a little below its own share before the watch, {n} leads",
    ),
    Basis.OTHERS: Text(
        ru="доля, до которой дотягивают девять кампаний из десяти, лидов: {n}",
        en="the share that nine of ten campaigns reach, {n} leads",
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, and whom."""

    department: Department
    whom: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A watch as it stands, in figures of the present day; ``changed_on`` only where there is a warning.

    ``share`` and ``planned`` are of target leads, or of leads that pay where payments speak.
    """

    standing: Standing
    changed_on: date | None
    earliest: date | None
    latest: date | None
    share: Share
    planned: float
    at_stake: Decimal | None
    currency: str

    @property
    def watch(self) -> AudienceWatch:
        return self.standing.watch

    @property
    def by_payments(self) -> bool:
        """Whether the warning rests on who pays, and not on labels."""
        return self.standing.state is State.WARNING and speaks(self.standing.evidence) is Speaks.PAYMENTS


def told(standing: Standing, reading: Reading) -> Told:
    """What is known of a watch now: since the change where there is a warning, else since it began."""
    watch, plan, evidence = standing.watch, standing.plan, standing.evidence
    currency = currencies(reading).counted
    if standing.state is not State.WARNING:
        return Told(standing, None, None, None, share_since(evidence.counts, plan, 0), plan.target, None, currency)
    found = found_in(evidence, plan)
    first = watch.since + timedelta(days=found.since.day)
    spent = spent_since(watch, first, reading)
    at_stake = None if spent is None else round(spent * Decimal(str(round(found.for_nothing, 6))), 2)
    return Told(
        standing, first, watch.since + timedelta(days=found.since.earliest),
        watch.since + timedelta(days=found.since.latest), found.share, found.planned, at_stake, currency,
    )  # fmt: skip


def sentence(found: Told, today: date, language: str) -> str:
    """The answer in a sentence or two."""
    words = {
        "planned": format_percent(found.planned, language, 1 if found.by_payments else 0),
        "share": format_interval(found.share.value, found.share.low, found.share.high, language),
        "n": format_number(found.share.n, language),
        "rare": rare(chance(found.standing.evidence), language),
    }
    if found.standing.state is State.TOO_EARLY:
        return _("Only %(n)s leads have a label: whatever they say, nothing can be told yet.") % words
    if found.standing.lies_with:
        words["creatives"] = ", ".join(found.standing.lies_with)
        return (
            _(
                "%(share)s of its leads are target, %(planned)s were to be (n = %(n)s), and that lies with "
                "%(creatives)s alone: nothing speaks against its other leads."
            )
            % words
        )
    if found.standing.state is State.WATCHING:
        return _("%(share)s of its leads are target, %(planned)s were to be (n = %(n)s): no reason to worry.") % words
    assert found.changed_on is not None
    words["day"] = format_day(found.changed_on, today, language)
    words["between"] = between(found, today, language)
    if found.by_payments:
        return (
            _(
                "Labels say target, and yet since about %(day)s (%(between)s) %(share)s of its leads pay instead of "
                "%(planned)s, young ones reckoned with, n = %(n)s. Of a campaign in order so much is seen %(rare)s."
            )
            % words
        )
    return (
        _(
            "Since about %(day)s (%(between)s) it has brought %(share)s target leads instead of %(planned)s, "
            "n = %(n)s. Of a campaign in order so much is seen %(rare)s."
        )
        % words
    )


def between(found: Told, today: date, language: str) -> str:
    """The days between which the change lies."""
    if found.earliest is None or found.latest is None:
        return DASH
    return f"{format_day(found.earliest, today, language)} – {format_day(found.latest, today, language)}"


def rare(how_often: float, language: str) -> str:
    """A chance as people say it."""
    if how_often > 0.5:
        return _("often")
    one_of = math.floor(1 / how_often)
    if one_of >= 1_000_000:
        return _("in less than one case of a million")
    return _("in at most one case of %(n)s") % {"n": format_number(one_of, language)}


def basis(watch: AudienceWatch, language: str) -> str:
    """Where the planned share comes from."""
    text = BASES[Basis(watch.basis)].in_language(language)
    return text.format(n=format_number(watch.basis_leads, language))


def at_stake(found: Told, language: str) -> str:
    """The money at stake; a dash where no spend is known."""
    return DASH if found.at_stake is None else format_money(found.at_stake, found.currency, language)


def questions(found: Told, today: date, language: str) -> list[Question]:
    """What to ask whom; empty where there is no warning."""
    if found.standing.state is not State.WARNING:
        return []
    assert found.changed_on is not None
    day = format_day(found.changed_on, today, language)
    if found.by_payments:
        return [
            Question(Department.MARKETING, _("both heads"), _(
                "Leads since about %(day)s fit the portrait and do not buy. Is it still the buyers that we describe?")
                % {"day": day}),
            Question(Department.MARKETING, _("the marketer"), _(
                "What has been promised or shown differently since about %(day)s: the offer, the price, the page, the "
                "audience?") % {"day": day}),
            Question(Department.SALES, _("sellers"), _(
                "What stops the clients who came since about %(day)s: the price, the offer, or were they never going "
                "to buy? Call three of them that are target and have not paid.") % {"day": day}),
        ]  # fmt: skip
    return [
        Question(Department.MARKETING, _("the marketer"), _(
            "What was changed around %(day)s: the audience, the placements, the creative, the bidding strategy?")
            % {"day": day}),
        Question(Department.SALES, _("sellers"), _(
            "Have you labelled leads of this campaign otherwise since %(day)s? Call three of them that were called "
            "non-target together.") % {"day": day}),
    ]  # fmt: skip
