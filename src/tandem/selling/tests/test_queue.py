"""The queue: who waits, in which order, why; who may see it; and the draws that keep the order honest."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import Fading, Queue, ScoreBin, Scorecard, ScoreTerm
from tandem.agreement.samples import signed
from tandem.imports.samples import take
from tandem.intake.samples import lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.qualification.samples import agreement
from tandem.selling.facts import LeadDrawn
from tandem.selling.lead_list import Reader
from tandem.selling.models import QueueDraw
from tandem.selling.queue import queue_of
from tandem.selling.samples import activity
from tandem.selling.tests.cast import signed_in

EVERYBODY = Reader(None, contacts=True)
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
FADING = (
    Fading(grade="A", minutes=30, half_life=Decimal(8), lasting=Decimal("0.1")),
    Fading(grade="C", minutes=20, half_life=Decimal(72), lasting=Decimal("0.2")),
)


def agreed(**queue):
    document = msgspec.structs.replace(agreement(target="true"), queue=Queue(fading=FADING, **queue))
    return signed(document, since=date(2026, 1, 1))


def history(grade, *, leads, sold, product="Окна", check="50000.00"):
    """Leads of two months ago, followed to their end."""
    names = [f"{grade}-{product}-{number}" for number in range(leads)]
    came, decided = NOW - timedelta(days=60), NOW - timedelta(days=50)
    take(
        "lead",
        [
            {"id": name, "client_id": name, "grade": grade, "product": product, "created_at": came,
             "stage": "won" if name in names[:sold] else "lost", "stage_at": decided, "amount": Decimal(check)}
            for name in names
        ],
    )  # fmt: skip
    take(
        "activity",
        [{"id": f"A-{name}", "client_id": name, "at": came + timedelta(days=1), "direction": "out"} for name in names],
    )
    take(
        "payment",
        [
            {"id": f"P-{name}", "client_id": name, "lead_id": name, "amount": Decimal(check), "paid_on": decided.date()}
            for name in names[:sold]
        ],
    )


def places(**options):
    return queue_of(store.read(), reader=EVERYBODY, now=NOW, **options).places


def waits(grade, *, hours, **values):
    return lead(grade=grade, product="Окна", created_at=NOW - timedelta(hours=hours), **values)


@pytest.fixture
def known(db):
    agreed()
    history("A", leads=20, sold=8)
    history("C", leads=40, sold=2)


def test_the_lead_whose_waiting_costs_most_comes_first_and_says_why(known):
    cold, hot = waits("C", hours=1), waits("A", hours=1)

    first, second = places()
    assert [first.lead_id, second.lead_id] == [hot, cold]
    assert first.chance is not None
    assert second.chance is not None
    assert first.chance > 3 * second.chance
    assert first.check == pytest.approx(50_000)
    assert first.minutes == 30
    fades = 0.9 * (2 ** (-1 / 8) - 2 ** (-2 / 8))
    assert first.cost == pytest.approx(first.chance * 50_000 * fades)
    assert first.index == pytest.approx(first.cost / 30)


def test_who_has_been_contacted_or_closed_waits_no_more(known):
    contacted = waits("A", hours=3, id="L-1", client_id="K-1")
    activity(client_id="K-1", at=NOW - timedelta(hours=2))
    lost = waits("A", hours=2, stage="lost", stage_at=NOW - timedelta(hours=1))
    left = waits("A", hours=1)

    assert [each.lead_id for each in places()] == [left]
    assert {contacted, lost}.isdisjoint({left})


def test_without_a_word_on_waiting_the_order_is_grade_and_then_who_waits_longest(db):
    signed(agreement(target="true"), since=date(2026, 1, 1))
    young, old, none = waits("C", hours=1), waits("C", hours=5), waits("D", hours=9)
    best = waits("A", hours=0.5)

    found = queue_of(store.read(), reader=EVERYBODY, now=NOW)
    assert [each.lead_id for each in found.places] == [best, old, young, none]
    assert found.agreed is False
    assert [each.cost for each in found.places] == [None] * 4


def test_of_a_company_without_sales_no_number_is_told(db):
    agreed()
    waits("A", hours=1)

    (place,) = places()
    assert (place.check, place.cost, place.index) == (None, None, None)


def test_a_lead_that_nobody_has_graded_has_the_chance_of_all_and_not_of_those_never_graded(known):
    take(
        "lead",
        [
            {"id": f"never-{number}", "client_id": f"never-{number}", "created_at": NOW - timedelta(days=60),
             "stage": "lost", "stage_at": NOW - timedelta(days=59)}
            for number in range(30)
        ],
    )  # fmt: skip
    waits("", hours=1)

    found = queue_of(store.read(), reader=EVERYBODY, now=NOW)
    assert found.worth.chance.value == pytest.approx(10 / 90, abs=0.02)
    assert found.places[0].chance == found.worth.chance.value


def test_a_lead_that_the_scorecard_scored_has_a_chance_of_its_own(db):
    card = Scorecard(
        average=100,
        even=100,
        double=20,
        terms=(ScoreTerm(key="source", bins=(ScoreBin(value="ads", points=-20), ScoreBin(kind="other", points=20))),),
    )
    document = msgspec.structs.replace(agreement(target="true"), queue=Queue(fading=FADING), scorecard=card)
    signed(document, since=date(2026, 1, 1))
    history("A", leads=20, sold=8)
    worse, better = waits("A", hours=1, source="ads"), waits("A", hours=1, source="friends")

    first, second = places()
    assert [(first.lead_id, first.own), (second.lead_id, second.own)] == [(better, True), (worse, True)]
    # Twenty points double the odds, which are even at a hundred.
    assert (first.chance, second.chance) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert first.cost == pytest.approx(2 / 3 * 50_000 * 0.9 * (2 ** (-1 / 8) - 2 ** (-2 / 8)))


def test_only_the_first_places_are_shown_and_all_are_counted(known):
    for hours in range(1, 5):
        waits("A", hours=hours)

    found = queue_of(store.read(), reader=EVERYBODY, now=NOW, limit=2)
    assert (len(found.places), found.total) == (2, 4)


# Draws


def test_a_part_of_new_leads_is_drawn_and_the_draw_is_a_fact_with_its_probability(db):
    agreed(random_share=Decimal("0.2"))
    now = datetime.now(UTC)
    taken = [lead(created_at=now - timedelta(minutes=5)) for _ in range(60)]

    drawn = dict(QueueDraw.objects.values_list("lead_id", "share"))
    assert 0 < len(drawn) < 30
    assert set(drawn) < set(taken)
    assert set(drawn.values()) == {0.2}
    assert set(FactRow.objects.filter(kind="lead_drawn").values_list("subject_id", flat=True)) == set(drawn)
    assert verify().differences == []


def test_leads_of_the_past_stood_in_no_queue(db):
    agreed(random_share=Decimal("0.2"))
    for _ in range(60):
        lead(created_at=NOW - timedelta(days=400))

    assert not QueueDraw.objects.exists()


def test_a_drawn_lead_says_so_in_its_place(known):
    agreed_lead = waits("A", hours=1)
    drawn = waits("C", hours=1)
    QueueDraw.objects.create(lead_id=drawn, place=0.0, share=0.04)
    record([Happening(LeadDrawn(place=0.0, share=0.04), drawn, NOW, drawn)], recording=Recording(at=NOW, source="test"))

    assert [(each.lead_id, each.drawn) for each in places()] == [(drawn, 0.04), (agreed_lead, None)]


# Pages


def text(browser, address="/queue/"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_seller_sees_the_queue_of_their_own_leads(cast):
    assert "None of your leads waits" in text(cast.alice)
    assert "=Петров" not in text(cast.bob)
    assert "=Петров" in text(cast.head)
    assert "not say yet what waiting costs" in text(cast.head)


def test_marketing_does_not_call_and_sees_no_queue(cast):
    assert cast.marketer.get("/queue/").status_code == 403
    assert "/queue/" not in cast.marketer.get("/leads/").content.decode()


def test_the_file_holds_every_place_with_its_numbers_and_escapes_what_looks_like_a_formula(cast):
    content = cast.head.get("/queue/table.csv").content.decode("utf-8-sig")

    assert content.splitlines()[0].startswith("Place")
    assert str(cast.petrov) in content
    assert cast.head.get("/queue/table.xlsx").status_code == 200


def test_a_russian_reader_reads_russian(cast):
    page = text(signed_in("ru", "Рита", "sales_head", language="ru"))

    assert "Кому звоним первым?" in page
    assert "Ждёт 1 лид." in page
    assert "В регламенте пока не сказано, во что обходится ожидание" in page
