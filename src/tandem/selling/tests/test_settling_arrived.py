"""Documents that wait for a lead find it, too, when it comes by a door and not by an import."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tandem.clients.merging import merge
from tandem.imports.samples import take
from tandem.intake.doors import Arriving
from tandem.intake.models import Lead
from tandem.intake.samples import CAPTURED_AT, source
from tandem.intake.taking_in import take_in
from tandem.journal import queries
from tandem.journal.followers import follow
from tandem.journal.models import FactRow, FollowerPlace
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.selling import followers, settling
from tandem.selling.models import Payment
from tandem.selling.samples import activity, payment
from tandem.selling.tests.test_settling import _BY_LEAD, FILES, INN

pytestmark = pytest.mark.django_db
PHONE = "+79161234567"


@pytest.fixture
def arrive():
    """Takes one lead in by a door of the same system as the imports."""
    opened = source(system="test")

    def one(key: str, **cells: object) -> int:
        said = {name: str(value) for name, value in cells.items() if name != "id"}
        arriving = Arriving(source=opened.key, key=key, record=key, received_at=timezone.now(), cells=said)
        return take_in([arriving], sources={opened.key: opened}, now=timezone.now())[0].subject_id

    return one


def settled() -> int:
    return follow(now=timezone.now)


@pytest.fixture(scope="module")
def totals():
    return []


@pytest.mark.parametrize("order", ["leads first", "leads last", "leads amid the others", "one by one"])
def test_in_whatever_order_leads_and_documents_come_the_figures_are_the_same(order, totals, arrive):
    documents = [kind for kind in FILES if kind != "lead"]
    before = {"leads first": 0, "leads amid the others": 2}.get(order, len(documents))
    for kind in documents[:before]:
        take(kind, FILES[kind])
    for each in FILES["lead"]:
        arrive(each["id"], **each)
        if order == "one by one":
            settled()
    settled()
    for kind in documents[before:]:
        take(kind, FILES[kind])
    found = store.read().rows(_BY_LEAD)
    waiting = store.read().rows("SELECT amount FROM payments WHERE lead_id IS NULL ORDER BY amount")
    if not totals:
        totals.append((found, waiting))
        assert [row[1] for row in found] == [500, 1850, 750, 980]
    assert (found, waiting) == totals[0]
    assert verify().differences == []


def test_whoever_is_killed_goes_on_where_it_stood_and_tells_nothing_twice(arrive, monkeypatch):
    monkeypatch.setattr(followers, "LEADS_AT_ONCE", 1)
    ids = [payment(lead_id=key) for key in ("1", "2")]
    for key in ("1", "2"):
        arrive(key, phone=f"+7916000000{key}")
    real, calls = settling._Desk.look_again_by_sum, []

    def killed(desk, sums):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(desk, sums)

    monkeypatch.setattr(settling._Desk, "look_again_by_sum", killed)
    with pytest.raises(KeyboardInterrupt):
        settled()
    settled()
    stood = queries.position()
    FollowerPlace.objects.filter(name=followers.MatchingArrived.name).update(position=0)
    settled()
    assert (queries.position(), FactRow.objects.filter(kind="payment_matched").count()) == (stood, 2)
    assert [row.lead_id for row in Payment.objects.filter(pk__in=ids).order_by("pk")] == list(
        Lead.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert verify().differences == []


def test_a_call_that_came_by_a_door_finds_its_lead(arrive):
    opened = source("telephony", system="test")
    said = {"at": (CAPTURED_AT + timedelta(hours=1)).isoformat(), "direction": "out", "phone": PHONE}
    call = Arriving(source=opened.key, key="c", kind="activity", received_at=timezone.now(), cells=said)
    take_in([call], sources={opened.key: opened}, now=timezone.now())
    by_import = activity(phone=PHONE)
    arrive("1", phone=PHONE, created_at=CAPTURED_AT)
    settled()
    assert by_import
    assert store.read().rows("SELECT contacts FROM leads") == [(2,)]
    assert verify().differences == []


def test_a_payment_that_names_another_card_of_the_client_finds_the_lead(arrive):
    first = arrive("1", phone=PHONE, created_at="2026-05-01T10:00:00+00:00")
    other = arrive("2", inn=INN, created_at="2026-05-01T10:00:00+00:00")
    one, two = (Lead.objects.get(pk=pk).client_id for pk in (first, other))
    merge(one, two, by_id=None, now=timezone.now())
    settled()
    payment_id = payment(inn=INN)
    third = arrive("3", phone=PHONE, created_at=CAPTURED_AT)
    settled()
    assert Payment.objects.get(pk=payment_id).lead_id == third


def test_leads_of_an_import_are_left_to_its_own_settling(monkeypatch):
    monkeypatch.setattr(followers.MatchingArrived, "take", None)
    payment(lead_id="1", amount=Decimal(5))
    take("lead", [FILES["lead"][0]])

    # Others who follow may have work; were anything left to match, it would fail here.
    settled()
