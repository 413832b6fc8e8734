"""The left bar shows what a role needs and marks where the reader is."""

from __future__ import annotations

import pytest

from tandem.basics.text import Text
from tandem.ui.navigation import NavItem, announced, links_for

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


_DEALS = NavItem("deals", "Deals", "frame_lead", 4, under="leads")
_START_OF_ALL = NavItem("start", "Today", "frame_start", 1, group=Text(ru="Всё", en="Everything"))
_LEADS_BELOW = NavItem("leads", "Leads", "frame_leads", 2, under="start")


def test_a_page_lies_under_a_word_and_opens_it():
    (_, leads) = links_for(role="seller", path="/start/leads/7/", items=(_START, _LEADS, _DEALS))

    assert [link.key for link in leads.under] == ["deals"]
    assert leads.open
    assert not leads.current


def test_what_lies_under_a_word_that_a_role_does_not_see_is_a_word_itself():
    keys = [link.key for link in links_for(role="owner", path="/", items=(_START, _LEADS, _DEALS))]

    assert keys == ["start", "deals"]


def test_the_word_of_a_group_has_its_own_page_first_beneath():
    (everything,) = links_for(role="seller", path="/start/", items=(_START_OF_ALL, _LEADS_BELOW))

    assert everything.title == Text(ru="Всё", en="Everything")
    assert [(link.title, link.current) for link in everything.under] == [("Today", True), ("Leads", False)]
    assert everything.open
    assert not everything.current


def test_a_group_of_one_goes_by_its_own_name():
    (only,) = links_for(role="seller", path="/", items=(_START_OF_ALL,))

    assert (only.title, only.under) == ("Today", ())


def test_whatever_a_room_puts_beneath_lies_under_a_word_that_is_there():
    items = announced()
    words = {item.key for item in items if item.under is None}

    assert [item.key for item in items if item.under is not None and item.under not in words] == []
