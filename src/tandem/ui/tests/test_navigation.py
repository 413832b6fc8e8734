"""The left bar shows what a role needs and marks where the reader is."""

from __future__ import annotations

import pytest

from tandem.basics.text import Text
from tandem.ui.navigation import NavItem, links_for

pytestmark = pytest.mark.urls("tandem.ui.tests.frame_urls")

_START = NavItem("start", Text(ru="Сегодня", en="Today"), "frame_start", 1)
_LEADS = NavItem("leads", Text(ru="Лиды", en="Leads"), "frame_leads", 2, frozenset({"seller"}))
_GONE = NavItem("gone", "Gone", "no_such_page", 3)
_ITEMS = (_START, _LEADS, _GONE)


def test_what_a_role_never_needs_is_not_shown():
    keys = [link.key for link in links_for(role="owner", path="/", items=_ITEMS)]

    assert keys == ["start"]


def test_a_page_that_does_not_exist_is_left_out():
    keys = [link.key for link in links_for(role="seller", path="/", items=_ITEMS)]

    assert keys == ["start", "leads"]


def test_a_card_marks_the_list_it_lies_under_and_nothing_else():
    links = links_for(role="seller", path="/start/leads/7/", items=_ITEMS)

    assert [link.key for link in links if link.current] == ["leads"]


def test_an_unknown_place_marks_nothing():
    assert not any(link.current for link in links_for(role="seller", path="/elsewhere/", items=_ITEMS))
