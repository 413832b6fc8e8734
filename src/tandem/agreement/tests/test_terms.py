"""A term opens its definition wherever it stands."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template

from tandem.agreement.queries import in_force, version
from tandem.agreement.samples import signed
from tandem.agreement.starting import starter
from tandem.agreement.terms import _TERM_OF_MEASURE, about_term, agreed_words
from tandem.measures.catalogue import catalogue

pytestmark = pytest.mark.django_db


def shown(key: str) -> str:
    return Template("{% load agreement %}{% term key 'целевой лид' %}").render(Context({"key": key}))


@pytest.fixture
def agreed():
    signed(starter("ru"), since=date(2026, 3, 1))


def test_a_term_opens_the_definition_of_the_version_in_force(agreed):
    term = next(each for each in in_force().document.terms if each.key == "target_lead")
    html = shown("target_lead")
    assert "popovertarget" in html
    assert term.definition.split(".")[0] in html


def test_what_the_agreement_does_not_explain_is_a_plain_word(agreed):
    assert shown("weather").strip() == "целевой лид"


def test_before_version_1_every_term_is_a_plain_word():
    assert shown("target_lead").strip() == "целевой лид"
    assert about_term(in_force(), "target_lead") is None
    assert agreed_words(in_force()) == {}


def test_figures_are_explained_in_the_agreements_words(agreed):
    term = next(each for each in in_force().document.terms if each.key == "target_lead")
    assert agreed_words(in_force())["target_share"] == term.definition
    figure = about_term(in_force(), "target_lead")
    assert figure is not None
    assert (figure.title, figure.version) == (term.title, version(1).title)


def test_the_measures_that_terms_explain_are_known():
    assert set(_TERM_OF_MEASURE) <= set(catalogue())
