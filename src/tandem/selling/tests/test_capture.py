"""What is written down of leads, by seller and by source, against counting by hand."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from statistics import mean

import msgspec
import pytest

from tandem.agreement.samples import signed
from tandem.basics.numbers import format_duration
from tandem.basics.periods import Period
from tandem.intake.doors import Arriving
from tandem.intake.samples import lead, source
from tandem.intake.taking_in import take_in
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.qualification.asking import answer
from tandem.qualification.samples import QUESTIONS, agreement
from tandem.selling.capture import capture
from tandem.selling.tests.cast import signed_in

pytestmark = pytest.mark.django_db

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def came(opened, key: str, *, late: int = 0, **cells: object) -> None:
    arriving = Arriving(source=opened.key, key=key, received_at=AT, cells=cells)
    take_in([arriving], sources={opened.key: opened}, now=AT + timedelta(seconds=late))


def by_seller():
    found = capture(MARCH, store.read(), by="seller")
    names: dict[object, str] = dict(Person.objects.values_list("pk", "name"))
    return found, {names.get(member): value for member, value in found.filled.items()}


def test_only_what_the_clauses_read_counts_as_needed():
    signed(agreement(target="grade = 'A' and product = 'Окна'"), since=date(2026, 2, 1))

    found, _ = by_seller()

    assert {field.key for field in found.fields} == {"need", "budget", "urgency", "product"}


def test_the_share_of_filled_fields_is_the_mean_over_leads():
    signed(agreement(target="grade = 'A'"), since=date(2026, 2, 1))
    lead(seller="Анна", need=True, budget_ok=True, urgent=True)
    lead(seller="Анна", need=True)
    lead(seller="Борис")

    found, filled = by_seller()

    assert filled["Анна"].value == pytest.approx(mean([1, 1 / 3]))
    assert filled["Борис"].value == 0
    assert found.filled_in_all.value == pytest.approx(mean([1, 1 / 3, 0]))
    assert filled["Борис"].n == 1
    assert (filled["Борис"].low, filled["Борис"].high) == (0, 1)


def test_of_leads_by_a_door_the_packet_counts_as_well():
    signed(agreement(target="grade = 'A'"), since=date(2026, 2, 1))
    opened = source(name="Сайт")
    came(opened, "1", need="да", budget_ok="да", urgent="да", phone="+79123456789")

    found = capture(MARCH, store.read(), by="source")

    assert found.filled["Сайт"].value == pytest.approx(4 / 5)


def test_without_an_agreement_every_field_is_needed():
    found, _ = by_seller()

    assert len(found.fields) == 7


def test_how_soon_is_known_of_what_came_by_a_door_only():
    lead(source="Сайт")
    opened = source(name="Сайт")
    for key, late in (("1", 10), ("2", 30), ("3", 500)):
        came(opened, key, late=late, phone="+79123456789")

    row = capture(MARCH, store.read(), by="source").answered.at(("Сайт",))

    assert (row.values["leads"].value, row.values["lead_record_time"].value) == (4, 30)
    assert row.values["lead_record_time"].n == 3


def test_how_soon_contacts_are_recorded_is_known_by_source_too(cast):
    site, fair = source(name="Сайт"), source(name="Выставка")
    came(site, "1", phone="+79123456701", source="Сайт")
    came(fair, "2", phone="+79123456702", source="Выставка")
    for key, phone, late in (("a", "1", 60), ("b", "1", 600), ("c", "2", 20), ("d", "2", 40), ("e", "2", 9000)):
        at = AT + timedelta(minutes=1)
        cells = {"kind": "call", "direction": "out", "at": at.isoformat(), "phone": f"+7912345670{phone}"}
        called = Arriving(source=site.key, kind="activity", key=key, record=key, received_at=at, cells=cells)
        take_in([called], sources={site.key: site}, now=at + timedelta(seconds=late))

    found = capture(MARCH, store.read(), by="source")

    assert {name: (value.value, value.n) for name, value in found.recorded.items()} == {
        "Сайт": (330, 2), "Выставка": (40, 3),
    }  # fmt: skip
    assert (found.recorded_in_all.value, found.recorded_in_all.n) == (60, 5)
    page = cast.owner.get("/capture/?period=2026-03&by=source").content.decode()
    assert format_duration(timedelta(seconds=330), "en") in page
    assert "n = 3" in page
    head, *rows = cast.owner.get("/capture/table.csv?period=2026-03&by=source").content.decode("utf-8-sig").splitlines()
    assert "From contact to record" in head
    assert [float(row.split(",")[-1]) for row in rows if row.startswith("Сайт")] == [330]


def test_a_figure_opens_exactly_its_leads(cast):
    page = cast.owner.get("/capture/?period=2026-03").content.decode()
    addresses = re.findall(r'href="(/leads/\?measure=never_contacted[^"]*)">\s*(\d+)', page)

    assert addresses
    for address, count in addresses:
        listed = cast.owner.get(address.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r"<tr data-open", listed)) == int(count)


def test_a_seller_sees_their_own_line(cast):
    page = cast.alice.get("/capture/?period=2026-03").content.decode()

    assert "Алиса" in page
    assert "Борис" not in page.replace("Борисович", "")


def test_a_marketer_sees_sources_and_no_sellers(cast):
    page = cast.marketer.get("/capture/?period=2026-03&by=seller").content.decode()

    assert "Алиса" not in page
    assert "Яндекс" in page


@pytest.mark.parametrize("by", ["seller", "source"])
def test_the_files_say_what_the_page_says(cast, by):
    text = cast.owner.get(f"/capture/table.csv?period=2026-03&by={by}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))

    assert rows[0][1:4] == ["Filled", "Filled: from", "Filled: to"]
    assert all(len(row) == len(rows[0]) for row in rows)
    assert cast.owner.get(f"/capture/table.xlsx?period=2026-03&by={by}&sort=-filled").status_code == 200


def test_an_empty_page_says_what_to_do():
    assert "import" in signed_in("o", "О", "owner").get("/capture/").content.decode().lower()


def test_a_few_alike_leads_do_not_make_a_sure_share():
    signed(agreement(target="grade = 'A'"), since=date(2026, 2, 1))
    for _ in range(4):
        lead(seller="Борис")

    _, filled = by_seller()

    assert (filled["Борис"].value, filled["Борис"].low) == (0, 0)
    assert 0.3 < (filled["Борис"].high or 0) < 0.8


def test_a_grade_of_the_crm_stands_for_the_answers_where_a_clause_lets_it():
    signed(agreement(target="grade = 'A'"), since=date(2026, 2, 1))
    lead(seller="Анна", grade="A")

    _, filled = by_seller()

    assert filled["Анна"].value == 1


def test_the_coverage_of_questions_stands_by_seller_and_by_source():
    """Three questions are due of each lead of «Склад»; nobody has worked on the last lead, so it is not counted."""
    document = msgspec.structs.replace(agreement(target="grade = 'A'"), questions=QUESTIONS)
    signed(document, since=date(2026, 2, 1))
    moved = {"stage": "in_work", "stage_at": AT, "product": "Прочее"}
    first = lead(seller="Анна", source="VK", created_at=AT, **moved)
    second = lead(seller="Борис", source="Яндекс", created_at=AT, **moved)
    lead(seller="Борис", source="VK", created_at=AT, product="Прочее")
    head = signed_in("head", "Роман", "sales_head")
    by = Person.objects.get(username="head")
    for question, text in (("budget", "50000"), ("company_size", "?"), ("seats", "12")):
        answer(lead_id=first, question=question, text=text, by=by, now=AT)
    answer(lead_id=second, question="budget", text="?", by=by, now=AT)

    def rows(by: str) -> dict[str, tuple[str, str]]:
        said = head.get(f"/capture/table.csv?by={by}&period=2026-03").content.decode("utf-8-sig")
        head_row, *lines = csv.reader(io.StringIO(said))
        at = [head_row.index(each) for each in ("Questions asked", "Clients answered")]
        return {line[0]: (line[at[0]], line[at[1]]) for line in lines}

    by_seller, by_source = rows("seller"), rows("source")
    assert [round(float(each), 3) for each in by_seller["Анна"]] == [1, 0.667]
    assert [round(float(each), 3) for each in by_seller["Борис"]] == [0.333, 0]
    assert [round(float(each), 3) for each in by_source["VK"]] == [1, 0.667]
    assert [round(float(each), 3) for each in by_source["Яндекс"]] == [0.333, 0]


def test_without_questions_in_the_agreement_there_is_no_coverage():
    signed(agreement(target="grade = 'A'"), since=date(2026, 2, 1))
    lead()
    page = signed_in("head", "Роман", "sales_head").get("/capture/?period=2026-03").content.decode()

    assert "Questions asked" not in page
