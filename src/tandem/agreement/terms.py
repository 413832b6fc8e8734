"""Terms of the agreement where they are met: behind the head of a column, beside a figure."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.agreement.rules import Agreement
from tandem.ui.pieces import Figure, Words

#: Which term says what a measure counts.
_TERM_OF_MEASURE = {
    "leads": "lead",
    "target_leads": "target_lead", "target_share": "target_lead", "target_graded": "target_lead",
    "target_graded_on": "target_lead", "target_reached": "target_lead", "target_cohort": "target_lead",
    "cptl": "target_lead", "non_target_leads": "non_target_lead",
    "graded_leads": "grade", "ungraded_leads": "grade",
    "mql_leads": "mql", "sql_leads": "sql_lead",
    "deals_won": "deal",
}  # fmt: skip


def agreed_words(agreement: Agreement) -> Mapping[str, Words]:
    """What a version says of measures, in the words of its terms, by the measure's key."""
    said = {term.key: term.definition for term in agreement.document.terms}
    return {key: said[term] for key, term in _TERM_OF_MEASURE.items() if said.get(term)}


def about_term(agreement: Agreement, key: str) -> Figure | None:
    """What the head of a column opens; None where the version does not explain the term."""
    term = next((each for each in agreement.document.terms if each.key == key), None)
    if term is None:
        return None
    return Figure(
        key=f"term-{key}",
        title=term.title,
        value="",
        definition=term.definition,
        owner=term.owner,
        version=agreement.title,
    )
