"""Who owes what to whom: over two versions, for a seller, on the page and in files."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal

import msgspec
import pytest
from django.core.management import call_command

from tandem.agreement.document import DutyPromise, FigurePromise, Promise
from tandem.agreement.ledger import Entry, as_agreed
from tandem.agreement.promise_states import RowState, Standing
from tandem.agreement.samples import DOCUMENT, signed
from tandem.basics.periods import Period
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tests.measures.world import World, at

pytestmark = pytest.mark.django_db

JANUARY = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
VOLUME = Promise(
    key="volume", side="marketing", title="Объём", figure=FigurePromise(measure="leads", amount=Decimal(31))
)
SHARE = Promise(
    key="share", side="marketing", title="Доля", figure=FigurePromise(measure="target_share", amount=Decimal("0.5"))
)
GRADED = Promise(
    key="graded", side="sales", title="Оценить каждый лид",
    duty=DutyPromise(holds="grade is not null", share=Decimal("0.5")),
)  # fmt: skip
TAKEN = Promise(
    key="taken", side="sales", title="Взять за час",
    duty=DutyPromise(since="captured_at", until="first_contact_at", minutes=60),
)  # fmt: skip
BOTH = msgspec.structs.replace(DOCUMENT, promises=(VOLUME, SHARE, GRADED))
#: Of the second version: twice the volume, the share no longer promised.
MORE = msgspec.structs.replace(
    BOTH,
    promises=(msgspec.structs.replace(VOLUME, figure=FigurePromise(measure="leads", amount=Decimal(62))), GRADED),
)


def _world() -> World:
    """One lead on each day of January, of two sellers; the odd days are graded; a spring of facts until February."""
    world = World()
    for day in range(1, 32):
        captured = dt.date(2026, 1, day)
        graded = day % 2 == 1
        world.add(
            "leads", client_id=day, captured_on=captured, captured_at=at(captured), seller_id=1 + day % 2,
            source="ads", campaign=f"C{day % 3}", grade="A" if graded else None, target=True if graded else None,
        )  # fmt: skip
    world.add("activities", contacted_on=dt.date(2026, 2, 10), seller_id=1)
    return world


@pytest.fixture
def reading(monkeypatch):
    made = _world().reading()
    monkeypatch.setattr(type(store), "read", lambda self: made)
    return made


@pytest.fixture
def two_versions(reading):
    early = dt.datetime(2025, 12, 1, 9, tzinfo=dt.UTC)
    signed(BOTH, since=dt.date(2026, 1, 1), now=early)
    signed(MORE, since=dt.date(2026, 1, 11), now=early)
    return reading


@pytest.fixture
def sign_in(client):
    client.cookies["django_language"] = "en"

    def signed_in(role: Role, pk: int | None = None):
        person = Person.objects.create_user(f"the-{role}", name=f"Reader {role}", role=role, language="en", pk=pk)
        client.force_login(person)
        return client

    return signed_in


def _entries(reading, **question) -> dict[str, Entry]:
    return {entry.promise.key: entry for entry in as_agreed(JANUARY, reading, **question).entries}


def test_each_piece_is_judged_under_the_version_in_force_in_it(two_versions):
    first, second = _entries(two_versions)["volume"].pieces

    assert (first.version, str(first.period), first.value.value) == (1, "2026-01-01..2026-01-10", 10)
    assert (second.version, str(second.period), second.value.value) == (2, "2026-01-11..2026-01-31", 21)
    # 31 a month is 10 in ten days; 62 a month is 42 in the other twenty-one.
    assert (first.promised, first.standing) == (Decimal(10), Standing.KEPT)
    assert (second.promised, second.standing) == (Decimal(42), Standing.BROKEN)


def test_a_duty_counts_each_row_once_and_under_its_own_version(two_versions):
    pieces = _entries(two_versions)["graded"].pieces

    assert [(piece.version, piece.rows.of(RowState.KEPT), piece.rows.of(RowState.BROKEN)) for piece in pieces] == [
        (1, 5, 5), (2, 11, 10)
    ]  # fmt: skip
    assert [piece.share for piece in pieces] == [Decimal("0.5"), Decimal(11) / 21]


def test_what_a_newer_version_no_longer_promises_stays_for_the_days_it_was_promised(two_versions):
    assert [piece.version for piece in _entries(two_versions)["share"].pieces] == [1]


def test_before_the_first_version_nothing_was_promised(two_versions):
    december = Period(dt.date(2025, 12, 1), dt.date(2025, 12, 31))

    assert as_agreed(december, two_versions).entries == ()


def test_a_week_of_a_promised_month_is_judged_by_the_month(reading):
    signed(BOTH, since=dt.date(2026, 1, 1), now=dt.datetime(2025, 12, 1, 9, tzinfo=dt.UTC))
    week = Period(dt.date(2026, 1, 12), dt.date(2026, 1, 18))

    (piece,) = {entry.promise.key: entry for entry in as_agreed(week, reading).entries}["volume"].pieces

    assert (piece.period, piece.value.value, piece.standing) == (JANUARY, 31, Standing.KEPT)


def test_a_sellers_own_leads_say_nothing_of_a_volume_promised_for_all(two_versions):
    found = _entries(two_versions, seller_id=1)

    assert [(piece.value.value, piece.whole) for piece in found["volume"].pieces] == [(5, False), (10, False)]
    assert [piece.rows.of(RowState.BROKEN) for piece in found["graded"].pieces] == [5, 10]


def test_both_departments_read_the_same_page(two_versions, sign_in):
    pages = [
        sign_in(role).get("/promises/?period=2026-01").content.decode().split("<main")[1].split("</main")[0]
        for role in (Role.SALES_HEAD, Role.MARKETER)
    ]

    assert pages[0] == pages[1]
    assert "version 1" in pages[0]
    assert "Marketing promises sales" in pages[0]


def test_a_seller_reads_of_their_own_leads_only(two_versions, sign_in):
    client = sign_in(Role.SELLER, pk=1)
    page = client.get("/promises/?period=2026-01").content.decode()
    rows = client.get("/promises/1/graded/?state=broken&from=2026-01-01&to=2026-01-10").content.decode()
    of_other = client.get("/promises/1/graded/?state=kept&from=2026-01-01&to=2026-01-10").content.decode()

    assert "Only your own leads" in page
    assert "№ 2<" in rows
    assert "№ 1<" not in of_other


def test_a_figure_of_a_duty_opens_its_rows_without_sellers_for_a_marketer(two_versions, sign_in):
    address = "/promises/2/graded/?state=broken&from=2026-01-11&to=2026-01-31"
    Person.objects.create_user("anna", name="Anna Seller", role=Role.SELLER, pk=1)

    of_marketer = sign_in(Role.MARKETER).get(address).content.decode()
    of_head = sign_in(Role.SALES_HEAD).get(address).content.decode()

    assert of_head.count("data-open=") == of_marketer.count("data-open=") == 10
    assert "Anna Seller" in of_head
    assert "Anna Seller" not in of_marketer


@pytest.mark.parametrize("address", ["/promises/9/graded/", "/promises/1/nothing/", "/promises/1/graded/?state=x"])
def test_what_there_is_not_has_no_page(two_versions, sign_in, address):
    assert sign_in(Role.OWNER).get(address).status_code == 404


def test_without_a_signed_version_the_page_says_so_and_leads_to_the_agreement(reading, sign_in):
    page = sign_in(Role.OWNER).get("/promises/?period=2026-01").content.decode()

    assert "have signed nothing yet" in page
    assert 'href="/agreement/"' in page


def test_the_ledger_is_a_file_and_a_report_of_the_command_line(two_versions, sign_in):
    file = sign_in(Role.OWNER).get("/promises/table.csv?period=2026-01").content.decode("utf-8-sig")
    written = io.StringIO()
    call_command("report", "promises", "--period", "2026-01", "--json", stdout=written)
    told = json.loads(written.getvalue())

    assert len(file.splitlines()) == 1 + 2 + 1 + 2
    volume = next(each for each in told["promises"] if each["key"] == "volume")
    assert [(piece["version"], piece["promised"], piece["reached"]) for piece in volume["pieces"]] == [
        (1, "10", 10), (2, "42", 21)
    ]  # fmt: skip
    graded = next(each for each in told["promises"] if each["key"] == "graded")
    assert graded["pieces"][0]["rows"]["kept"] == 5


def test_what_the_system_delayed_is_a_line_of_its_own(monkeypatch, sign_in):
    world = World()
    day = dt.date(2026, 1, 5)
    world.add(
        "leads", client_id=1, captured_on=day, captured_at=at(day), assigned_at=at(day, 11), seller_id=1,
        first_contact_at=at(day, 11),
    )  # fmt: skip
    made = world.reading()
    monkeypatch.setattr(type(store), "read", lambda self: made)
    signed(
        msgspec.structs.replace(DOCUMENT, promises=(TAKEN,)),
        since=dt.date(2026, 1, 1),
        now=dt.datetime(2025, 12, 1, 9, tzinfo=dt.UTC),
    )

    (piece,) = _entries(made)["taken"].pieces
    page = sign_in(Role.OWNER).get("/promises/?period=2026-01").content.decode()

    assert piece.rows.of(RowState.SYSTEM) == 1
    assert piece.share is None
    assert "booked to neither side" in page
