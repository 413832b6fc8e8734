"""What is wrong with the draft, each with the way to where it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from tandem.agreement import section_names
from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.checking import problems_here
from tandem.agreement.checks import Problem
from tandem.agreement.document import Document
from tandem.agreement.leads_a_day import leads_a_day
from tandem.agreement.precedents import precedents
from tandem.agreement.storing import HEAD, WHOLE, head_fields, listed, sections
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """One problem and the page that mends it."""

    place: Text
    url: str
    text: Text
    serious: bool
    section: str
    key: str


def problems_of(document: Document, *, today: date) -> tuple[PlacedProblem, ...]:
    """The problems of a draft, those that forbid signing first."""
    agreed = fields_of_versions(drafted=False)
    found = problems_here(document, today=today, agreed=agreed, rulings=precedents(), leads_a_day=leads_a_day)
    return tuple(_placed(problem, document) for problem in found)


def problems_at(problems: Iterable[PlacedProblem], section: str, key: str) -> tuple[PlacedProblem, ...]:
    """Those of one item."""
    return tuple(problem for problem in problems if (problem.section, problem.key) == (section, key))


def _placed(problem: Problem, document: Document) -> PlacedProblem:
    section, key = _item_of(problem, document)
    title = (
        section_names.PIECES.get(key, section_names.SECTIONS[section])
        if listed(section) is None
        else section_names.SECTIONS[section]
    )
    url = reverse("agreement_item", args=[section, key]) if key else f"{reverse('agreement_draft')}#{section}"
    return PlacedProblem(title, url, problem.text, problem.serious, section, key)


def _item_of(problem: Problem, document: Document) -> tuple[str, str]:
    """The section and the item in the tables that a place in the document lies in."""
    if problem.section in head_fields():
        return HEAD, HEAD
    if problem.section not in sections():
        return HEAD, ""
    if listed(problem.section) is not None:
        return problem.section, problem.key
    if problem.section in WHOLE:
        return problem.section, problem.section
    field = problem.field.partition(".")[0]
    return problem.section, field if field in type(getattr(document, problem.section)).__struct_fields__ else ""
