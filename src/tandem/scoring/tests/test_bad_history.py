"""Bad histories through the page: it says what is missing and how much more is needed, and stands for every number."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest
from django.urls import reverse

from tandem.agreement.samples import signed
from tandem.imports.samples import take
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.scoring.tests.company import NOW, bring, card_of, chances, reader, trained
from tandem.scoring.tests.test_pages import page

pytestmark = pytest.mark.django_db

AGREEMENT = agreement(target="grade in ('A', 'B')")


@pytest.fixture(autouse=True)
def _agreed():
    signed(AGREEMENT, since=date(2025, 1, 1))


def said_of(columns):
    """What the page says once a card was asked for on such leads."""
    bring(columns)
    browser = reader()
    trained(browser)
    return page(browser)


def stands_for_nothing(said):
    return not any(each in said for each in ("AUC)", "Brier", "Promised", "Put it into the draft", "Chance to buy"))


def test_ten_leads_say_how_many_more_are_needed():
    said = said_of({"won": [True] * 4 + [False] * 6, "source": ["ads"] * 10})

    assert "Needed: 190 more mature leads, 46 more buyers, 44 more who did not buy" in said
    assert stands_for_nothing(said)


def test_one_outcome_only_says_how_many_of_the_other_are_needed():
    said = said_of({"won": [False] * 300, "source": ["ads", "mail"] * 150})

    assert "Needed: 50 more buyers." in said
    assert stands_for_nothing(said)


def test_a_constant_column_is_named_and_left_out():
    columns = chances(500)

    said = said_of({**columns, "city": ["Казань"] * 500})

    assert "City the same for all leads" in said
    assert "Казань" not in said


def test_a_category_never_seen_moves_a_lead_by_what_rare_ones_do_and_the_lead_says_so():
    bring(chances(700))
    browser = reader()
    card = card_of(trained(browser))
    signed(msgspec.structs.replace(AGREEMENT, scorecard=card), since=date(2026, 3, 1))
    came = datetime(2026, 3, 2, 9, tzinfo=UTC)

    new, plain = take(
        "lead",
        [
            {"id": "new", "client_id": "N", "created_at": came, "source": "never seen"},
            {"id": "plain", "client_id": "P", "created_at": came},
        ],
        at=NOW,
    )

    shown = page(reader(Role.SALES_HEAD), reverse("lead", args=[new]))
    other = next(line for term in card.terms if term.key == "source" for line in term.bins if line.kind == "other")
    assert "Chance to buy" in shown
    assert ("Source — other: rare or never seen" in shown) is (other.points != 0)
    assert "Chance to buy" in page(reader(Role.SALES_HEAD), reverse("lead", args=[plain]))


def test_leads_of_which_nothing_is_known_get_no_points_and_the_page_says_what_to_ask():
    said = said_of({"won": ([True] + [False] * 4) * 100})

    assert "What is known of leads does not tell who buys" in said
    assert "Ask more in the call" in said
    assert "Has the need known of no lead" in said
    assert stands_for_nothing(said)


def test_a_column_that_changes_its_meaning_in_the_middle_of_the_year_is_named_and_left_out():
    columns = chances(800)
    fits = [("yes" if won == (at < 400) else "no") if at % 3 else "no" for at, won in enumerate(columns["won"])]

    said = said_of({**columns, "segment": fits})

    assert "Segment changed its meaning in the middle" in said
    assert "Client's budget" in said
