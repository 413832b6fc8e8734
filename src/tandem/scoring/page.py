"""What the page of the scorecard shows of a training: what it used, what it is worth, the card, what would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse

from tandem.agreement import queries
from tandem.agreement.document import Scorecard, ScoreTerm
from tandem.agreement.score_words import field_words, rule, signed, term_table
from tandem.basics.text import Text
from tandem.measures.asked import Asked
from tandem.scoring import listings, worth
from tandem.scoring.columns_page import undecided
from tandem.scoring.drift import MOVED_FAR
from tandem.scoring.models import Training
from tandem.scoring.proposal import Proposal
from tandem.scoring.proposing import LISTED
from tandem.scoring.wording import shortage_words, used_words
from tandem.ui.pieces import Table

#: So many of the strongest attributes are open at once.
_OPEN = 2


@dataclass(frozen=True, slots=True)
class TermShown:
    """An attribute of the card: by how many points it may move a lead, and its lines."""

    key: str
    name: Text
    range: str
    monotone: str
    table: Table
    is_open: bool


def terms_of(card: Scorecard, leads_url: Callable[[ScoreTerm, int], str]) -> list[TermShown]:
    """The card attribute by attribute, the strongest first."""
    return [
        TermShown(
            term.key, field_words(term.key), _range(term), term.monotone, term_table(term, partial(leads_url, term)),
            at < _OPEN,
        )
        for at, term in enumerate(card.terms)
    ]  # fmt: skip


def _range(term: ScoreTerm) -> str:
    points = [each.points for each in term.bins if each.leads or each.points]
    return f"{signed(min(points))} … {signed(max(points))}" if points else ""


def found(training: Training, proposal: Proposal, page: Asked) -> dict[str, Any]:
    """All that the page shows of a finished training. What cannot be stood for is not in it."""
    language = page.language
    shown: dict[str, Any] = {
        "proposal": proposal,
        "most": LISTED,
        "used": [each.in_language(language) for each in used_words(proposal.used)],
        "waiting": undecided(proposal),
        "silent": listings.silent(proposal, language).table(language),
    }
    if proposal.missing is not None:
        return shown | {"shortage": shortage_words(proposal.missing)}
    assert proposal.evaluation is not None
    assert proposal.card is not None
    if not proposal.is_worth_it:
        return shown | {"no_better": worth.area_words(proposal.evaluation, language)}
    return shown | _worth(proposal, page, training) | _change(proposal, page, training) | {
        "terms": terms_of(proposal.card, _leads_url(training)),
        "card": proposal.card,
        "rule": rule(proposal.card),
        "card_exports": _exports(page, training, "card"),
        "state": _state(proposal.card),
    }  # fmt: skip


def _worth(proposal: Proposal, page: Asked, training: Training) -> dict[str, Any]:
    language, evaluation = page.language, proposal.evaluation
    assert evaluation is not None
    far = [each for each in proposal.drift if each.index > MOVED_FAR]
    return {
        "far": [listings.drifted_words(each, language) for each in far],
        "worth": worth.worth(evaluation, language).table(language, _exports(page, training, "worth")),
        "reliability_plot": worth.reliability_plot(evaluation, language),
        "reliability": listings.reliability(evaluation).table(language, _exports(page, training, "reliability")),
        "gains_plot": worth.gains_plot(evaluation, language),
        "gains": listings.gains(evaluation).table(language, _exports(page, training, "gains")),
        # Where the order inside no grade is told from chance, the points are not worth following there.
        "tells_inside": any(each.auc_low is not None and each.auc_low > 0.5 for each in proposal.grades),
        "grades": listings.grades(proposal).table(language, _exports(page, training, "grades")),
        "drift": listings.drift(proposal.drift, language).table(language, _exports(page, training, "drift")),
    }


def _change(proposal: Proposal, page: Asked, training: Training) -> dict[str, Any]:
    makes = {"leads": listings.leads, "campaigns": listings.campaigns, "sellers": listings.sellers}
    return {
        f"moved_{part}": make(proposal).table(page.language, _exports(page, training, part))
        for part, make in makes.items()
        if part in listings.files_for(page.role)
    }


def _state(card: Scorecard) -> str:
    """Where the proposed card already is: ``in_force``, ``draft``, or nowhere yet."""
    draft = queries.draft()
    if queries.in_force().document.scorecard.terms == card.terms:
        return "in_force"
    return "draft" if draft is not None and queries.document_of(draft).scorecard.terms == card.terms else ""


def _leads_url(training: Training) -> Callable[[ScoreTerm, int], str]:
    return lambda term, at: reverse("scorecard_leads", args=[training.pk, term.key, at])


def _exports(page: Asked, training: Training, part: str) -> Sequence[tuple[str, str]]:
    made = page.exports("scorecard_file", training.pk, part)
    if part != "card":
        return made
    return (*made, ("JSON", reverse("scorecard_file", args=[training.pk, part, "json"])))
