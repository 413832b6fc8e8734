"""Decision rules of the agreement live: which deals they concern, who clears them, and what went round them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tandem.agreement import queries
from tandem.agreement.document import Decision, Seat
from tandem.agreement.rules import speaks_for
from tandem.agreement.samples import draft, person, sign, signed
from tandem.imports.acted_on import NeededByOthers
from tandem.imports.models import Import
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.clearance_counts import matters, news_for, standings
from tandem.selling.clearance_rules import MatterState, matter_state, moved_on
from tandem.selling.clearances import watched_rules
from tandem.selling.clearing import AlreadyCleared, NotTheirsToClear, NotUnderThisRule, clear
from tandem.selling.lead_card import card_of
from tandem.selling.lead_list import Reader
from tandem.selling.models import Clearance
from tandem.selling.tests.cast import signed_in

SINCE, CAME = date(2026, 3, 1), datetime(2026, 3, 2, 7, tzinfo=UTC)
LATER = CAME + timedelta(days=1)
LOSING = Decision(
    key="losing", title="Отказ по A", words="Показать РОПу.", clause="grade = 'A'", decides="sales_head",
    tell=("marketing_head",), clear_with=("sales_head",), before="lost",
)  # fmt: skip
BIG = Decision(
    key="big", title="Крупная", words="До продажи.", clause="amount >= 1000", decides="owner",
    clear_with=("sales_head", "marketing_head"),
)  # fmt: skip
TOLD = Decision(key="told", title="Знать", words="Знать.", clause="grade = 'B'", decides="owner", tell=("owner",))
WORDS = Decision(key="words", title="Словами", words="Не о сделках.", decides="owner", clear_with=("owner",))


def _signed(*decisions, **others):
    document = agreement(target="grade in ('A', 'B')")
    return signed(msgspec.structs.replace(document, decisions=decisions, **others), since=SINCE)


@pytest.fixture
def rules(db):
    return _signed(LOSING, BIG, TOLD, WORDS)


def _counts():
    return {
        each.line.rule.key: {state.value: each.count(state) for state in MatterState if each.count(state)}
        for each in standings(store.read(), seller_id=None)
    }


def _states(lead_id):
    card = card_of(lead_id, reader=Reader(None, contacts=True, role=Role.SALES_HEAD))
    assert card is not None
    return {each.matter.rule.key: each.matter.state for each in card.matters}


# The rule itself


STAGES = agreement(target="true").stages


@pytest.mark.parametrize(
    ("before", "passed"),
    [("", {"won", "lost"}), ("lost", {"lost"}), ("in_work", {"in_work", "won"}), ("won", {"won"})],
)
def test_what_has_moved_on_follows_from_the_stages_of_the_document(before, passed):
    rule = msgspec.structs.replace(LOSING, before=before)

    assert {each.key for each in STAGES if moved_on(rule, STAGES, stage=each.key)} == passed


def test_a_clearance_counts_when_every_seat_has_given_it_in_time():
    def state(stage, *cleared, late=False):
        return matter_state(BIG, STAGES, stage=stage, cleared=cleared, late=late)

    assert state("in_work") is MatterState.OPEN
    assert state("in_work", "sales_head") is MatterState.OPEN
    assert state("in_work", "sales_head", "marketing_head") is MatterState.CLEARED
    assert state("won", "sales_head", "marketing_head") is MatterState.CLEARED
    assert state("won", "sales_head") is MatterState.BYPASSED
    assert state("won", "sales_head", "marketing_head", late=True) is MatterState.BYPASSED
    assert matter_state(LOSING, STAGES, stage="won", cleared=(), late=False) is MatterState.SPARED
    assert matter_state(TOLD, STAGES, stage="won", cleared=(), late=False) is MatterState.TELL


# In the store, on the card, on the page


def test_only_leads_that_the_clause_names_are_concerned_and_only_under_a_version_that_has_the_rule(rules):
    lead(grade="A", created_at=datetime(2026, 2, 1, tzinfo=UTC))
    lead(grade="B", created_at=CAME)
    lead(grade="A", created_at=CAME)
    lead(grade="A", created_at=CAME, stage="lost", stage_at=LATER)

    assert _counts() == {"losing": {"open": 1, "bypassed": 1}, "big": {}, "told": {"tell": 1}}
    assert [each.rule.key for each in watched_rules()] == ["losing", "big", "told"]


def test_clearing_is_a_fact_with_the_version_and_the_deal_may_go_on(rules):
    taken = lead(id="L", grade="A", created_at=CAME)
    head = person(Role.SALES_HEAD)

    (made,) = clear(lead_id=taken, rule="losing", by=head, now=LATER)
    lead(id="L", stage="lost", stage_at=LATER + timedelta(hours=1))

    fact = FactRow.objects.get(kind="matter_cleared")
    assert (fact.version, fact.lead_id, fact.actor_id, fact.subject_id) == (rules, taken, head.pk, made.pk)
    assert _counts()["losing"] == {"cleared": 1}
    assert _states(taken) == {"losing": MatterState.CLEARED}
    assert verify().differences == []


def test_a_clearance_that_comes_after_the_stage_does_not_mend_the_bypass(rules):
    known = lead(grade="A", created_at=CAME, stage="lost", stage_at=LATER)
    imported_later = lead(id="M", grade="A", created_at=CAME)
    for each in (known, imported_later):
        clear(lead_id=each, rule="losing", by=person(Role.SALES_HEAD), now=LATER + timedelta(days=1))
    lead(id="M", stage="lost", stage_at=LATER)

    assert list(Clearance.objects.order_by("pk").values_list("late", flat=True)) == [True, False]
    assert _counts()["losing"] == {"bypassed": 2}
    assert _states(known) == _states(imported_later) == {"losing": MatterState.BYPASSED}


def test_every_seat_of_the_rule_is_asked_and_each_once(rules):
    taken = lead(created_at=CAME, stage="in_work", stage_at=CAME, amount="5000")
    clear(lead_id=taken, rule="big", by=person(Role.SALES_HEAD), now=LATER)

    (matter,) = matters(store.read(), watched_rules()[1], state=MatterState.OPEN, seller_id=None, limit=10)
    assert matter.asks == ("marketing_head",)
    with pytest.raises(AlreadyCleared):
        clear(lead_id=taken, rule="big", by=person(Role.SALES_HEAD), now=LATER)
    clear(lead_id=taken, rule="big", by=person(Role.MARKETING_HEAD), now=LATER)
    assert _counts()["big"] == {"cleared": 1}


def test_whom_the_rule_does_not_name_is_refused_with_whom_it_does(rules):
    taken = lead(grade="A", created_at=CAME)

    with pytest.raises(NotTheirsToClear, match="head of sales"):
        clear(lead_id=taken, rule="losing", by=person(Role.MARKETING_HEAD), now=LATER)
    for rule, other in (("losing", lead(grade="B", created_at=CAME)), ("words", taken), ("none", taken)):
        with pytest.raises(NotUnderThisRule):
            clear(lead_id=other, rule=rule, by=person(Role.SALES_HEAD), now=LATER)
    assert not Clearance.objects.exists()


def test_whoever_sits_in_an_empty_seat_clears_in_its_name(db):
    seat = Seat(side="sales", role="owner", reason="РОПа пока нет")
    version = _signed(LOSING)
    assert speaks_for(queries.version(version).document, Role.OWNER) == {Role.OWNER}
    draft(msgspec.structs.replace(queries.version(version).document, seats=(seat,)), since=SINCE + timedelta(days=1))
    sign("marketing")
    Person.objects.filter(role="sales_head").update(is_active=False)
    assert sign("sales", by=person(Role.OWNER)) == 2
    taken = lead(grade="A", created_at=CAME)

    (made,) = clear(lead_id=taken, rule="losing", by=person(Role.OWNER), now=LATER)

    assert made.role == "sales_head"
    assert _counts()["losing"] == {"cleared": 1}


def test_those_concerned_are_told_what_waits_what_went_round_them_and_what_they_should_know(rules):
    lead(grade="A", created_at=CAME)
    lead(grade="A", created_at=CAME, stage="lost", stage_at=LATER)

    def told(role):
        return {(each.rule.key, each.kind.value, each.count) for each in news_for(role, store.read())}

    lead(created_at=CAME, amount="5000")

    # A lead that is not lost waits for nobody's word on losing it.
    assert told(Role.SALES_HEAD) == {("big", "open", 1), ("losing", "bypassed", 1)}
    assert told(Role.MARKETING_HEAD) == {("big", "open", 1), ("losing", "tell", 1)}
    assert told(Role.SELLER) == set()


def test_an_import_whose_leads_people_have_cleared_is_not_undone_from_under_them(rules):
    taken = lead(grade="A", created_at=CAME)
    clear(lead_id=taken, rule="losing", by=person(Role.SALES_HEAD), now=LATER)
    batch = Lead.objects.get(pk=taken).batch_id
    assert batch is not None

    with pytest.raises(NeededByOthers, match="Somebody has already"):
        undo(import_id=batch, by_id=None, now=LATER)
    assert Import.objects.get(pk=batch).status != "undone"
    assert verify().differences == []


def _page(browser, address="/watched/"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_lists_the_deals_and_the_button_clears_one(rules):
    head = signed_in("head", "Роман", "sales_head")
    taken = lead(grade="A", created_at=CAME, seller="Алиса")
    text = _page(head)
    assert f"№ {taken}" in text
    assert "awaited: head of sales" in text
    assert "Only people can watch these" in text
    assert "Не о сделках." in text

    back = head.post(f"/leads/{taken}/clearances/losing/", {"next": "/watched/"})

    assert (back.status_code, back["Location"]) == (302, "/watched/")
    assert "Cleared (head of sales): Отказ по A" in _page(head, f"/leads/{taken}/")
    assert head.get("/watched/decisions.csv?rule=losing&state=all").content.decode("utf-8-sig").count("\r\n") == 2


def test_a_seller_sees_own_deals_only_and_clears_none(rules):
    lead(grade="A", created_at=CAME, seller="Алиса")
    others = lead(grade="A", created_at=CAME, seller="Борис")
    alice = signed_in("alice", "Алиса", "seller")

    assert f"№ {others}" not in _page(alice)
    assert alice.post(f"/leads/{others}/clearances/losing/").status_code == 404
    assert not Clearance.objects.exists()
