"""Calls are drawn by the machine, reviewed by who may, and shown beside conversion."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.test import Client

from tandem.access.models import Look
from tandem.agreement.samples import person, signed
from tandem.basics.periods import Period
from tandem.calls import jobs, sampling
from tandem.calls.about import lead_about, leads_about
from tandem.calls.checks import checks_of
from tandem.calls.models import SampledCall
from tandem.calls.reviewing import NotComplete, NotSampled, NotTheirs, cannot_hear, review
from tandem.calls.rules import EACH, recording_link
from tandem.calls.sampling import sample, whole_weeks
from tandem.imports.acted_on import NeededByOthers
from tandem.imports.models import Import
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.catalogue import measure
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import QUESTIONS, agreement
from tandem.selling.models import Activity
from tandem.selling.samples import activity

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)
WEEK = Period(MONDAY, MONDAY + timedelta(days=6))
NOW = datetime(2026, 3, 9, 4, 41, tzinfo=UTC)
DAYS = "from=2026-03-01&to=2026-03-31"


def call(client: str, *, seller: str = "Алиса", day: int = 0, duration: int = 300, **values: object) -> int:
    at = datetime(2026, 3, 2 + day, 9, tzinfo=UTC)
    return activity(client_id=client, seller=seller, at=at, duration=duration, **values)


@pytest.fixture
def asking(db) -> None:
    """An agreement that asks three questions about everything, and two more about one product."""
    signed(msgspec.structs.replace(agreement(target="grade = 'A'"), questions=QUESTIONS), since=date(2026, 1, 1))


@pytest.fixture
def week(asking) -> int:
    """Alice has held five calls, Boris one; one of the calls drawn."""
    for number in range(5):
        lead(client_id=f"A{number}", seller="Алиса", product="Окна", created_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
        call(f"A{number}", day=number)
    lead(client_id="B", seller="Борис", created_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    call("B", seller="Борис")
    sample(WEEK, now=NOW)
    return SampledCall.objects.filter(seller__name="Алиса").order_by("pk").values_list("pk", flat=True)[0]


def answers(call_id: int, *said: str) -> dict[str, str]:
    checks = checks_of(lead_about(Activity.objects.get(pk=call_id)))
    assert len(checks) == len(said)
    return dict(zip([check.key for check in checks], said, strict=True))


def browser_of(reader: Person, language: str = "en") -> Client:
    Person.objects.filter(pk=reader.pk).update(is_active=True, language=language)
    browser = Client(headers={"accept-language": language})
    browser.force_login(Person.objects.get(pk=reader.pk))
    return browser


def payloads(kind: str) -> list[dict[str, int]]:
    rows = FactRow.objects.filter(kind=kind).order_by("position")
    return [json.loads(payload) for payload in rows.values_list("payload", flat=True)]


def seller(name: str = "Алиса") -> Person:
    return Person.objects.get(name=name)


def text_of(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_a_few_calls_of_each_seller_are_drawn_once_and_the_journal_says_with_what_chance(week):
    assert SampledCall.objects.filter(seller=seller()).count() == EACH
    assert SampledCall.objects.filter(seller=seller("Борис")).count() == 1
    assert {(each["of"], each["drawn"]) for each in payloads("call_sampled")} == {(5, EACH), (1, 1)}
    before = set(SampledCall.objects.values_list("pk", flat=True))

    # What an export brings later does not draw anew: nobody gets a second chance at a better call.
    lead(client_id="late", seller="Алиса", created_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    call("late")
    assert sample(WEEK, now=NOW) == 0
    assert set(SampledCall.objects.values_list("pk", flat=True)) == before


def test_the_same_calls_are_drawn_again_from_the_same_history(week):
    before = set(SampledCall.objects.values_list("pk", "week"))
    SampledCall.objects.all().delete()

    sample(WEEK, now=NOW + timedelta(days=30))

    assert set(SampledCall.objects.values_list("pk", "week")) == before


def test_only_talks_with_a_lead_before_them_are_drawn(asking):
    came = datetime(2026, 3, 3, 9, tzinfo=UTC)
    lead(client_id="short", created_at=came)
    lead(client_id="missed", created_at=came)
    lead(client_id="later", created_at=came + timedelta(days=9))
    lead(client_id="mail", created_at=came)
    call("short", day=2, duration=59)
    call("missed", day=2, answered=False)
    call("later", day=2)
    call("mail", day=2, kind="mail")
    call("nobody", day=2)
    first, second = (lead(client_id="twice", created_at=came + timedelta(hours=hours)) for hours in (0, 5))
    talk = call("twice", day=2)
    sunday = call("twice", day=6)

    assert sample(WEEK, now=NOW) == 2
    assert set(SampledCall.objects.values_list("pk", flat=True)) == {talk, sunday}
    # Of the client's two requests the newest before the call.
    assert {each.pk for each in leads_about(Activity.objects.filter(pk__in=(talk, sunday))).values()} == {second}
    assert first != second


def test_an_agreement_that_asks_too_little_draws_nothing_and_the_page_says_so(db):
    signed(msgspec.structs.replace(agreement(target="grade = 'A'"), questions=QUESTIONS[:1]), since=date(2026, 1, 1))
    lead(client_id="A", created_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    call("A")

    assert sample(WEEK, now=NOW) == 0
    text = text_of(browser_of(person(Role.SALES_HEAD)).get(f"/calls/?{DAYS}"))
    assert "it takes at least two questions to the client" in text


def test_the_checks_are_the_questions_of_the_product_and_the_next_step(asking):
    windows, crm = lead(product="Окна"), lead(product="CRM")

    def keys(lead_id: int) -> list[str]:
        return [check.key for check in checks_of(Lead.objects.get(pk=lead_id))]

    assert keys(windows) == ["ask-budget", "ask-company_size", "ask-seats", "next-step"]
    assert keys(crm) == ["ask-budget", "ask-company_size", "ask-seats", "ask-exports", "next-step"]


def test_every_monday_the_newest_whole_weeks_are_drawn(asking, monkeypatch):
    assert [week.start for week in whole_weeks(date(2026, 3, 10))] == [
        date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23), date(2026, 3, 2),
    ]  # fmt: skip
    lead(client_id="A", created_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    call("A")
    monkeypatch.setattr("tandem.calls.jobs.timezone.localdate", lambda: date(2026, 3, 9))

    jobs.draw_calls.func()
    jobs.draw_calls.func()

    assert SampledCall.objects.get().week == MONDAY


def test_a_draw_that_was_killed_leaves_nothing_behind(asking, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*args, **kwargs):
        raise Killed

    lead(client_id="A", created_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    call("A")
    with monkeypatch.context() as patched:
        patched.setattr(sampling, "record", killed)
        with pytest.raises(Killed):
            sample(WEEK, now=NOW)
    assert not SampledCall.objects.exists()

    assert sample(WEEK, now=NOW) == 1


def test_a_review_counts_what_there_was_occasion_for_and_may_be_corrected(week):
    head = person(Role.SALES_HEAD)
    review(call_id=week, said=answers(week, "yes", "no", "na", "yes"), by=head, now=NOW)
    call_ = SampledCall.objects.get(pk=week)
    assert (call_.kept, call_.due, call_.reviewed_by) == (2, 3, head)
    assert json.loads(call_.said)["ask-seats"] == "na"

    review(call_id=week, said=answers(week, "yes", "yes", "yes", "yes"), by=head, now=NOW + timedelta(hours=1))

    assert [(each["kept"], each["due"]) for each in payloads("call_reviewed")] == [(2, 3), (4, 4)]
    sync()
    assert store.read().rows("SELECT script_kept, script_due FROM activities WHERE script_due IS NOT NULL") == [(4, 4)]
    assert verify().differences == []


def test_a_call_that_could_not_be_heard_is_counted_and_in_no_share(week):
    cannot_hear(call_id=week, by=person(Role.OWNER), now=NOW)

    sync()
    assert store.read().rows("SELECT script_kept, script_due FROM activities WHERE script_due IS NOT NULL") == [(0, 0)]
    assert verify().differences == []


def test_what_was_not_drawn_or_not_answered_and_who_may_not_is_refused(week):
    head = person(Role.SALES_HEAD)
    drawn = SampledCall.objects.values("pk")
    other = Activity.objects.exclude(pk__in=drawn).values_list("pk", flat=True)[0]
    with pytest.raises(NotSampled):
        review(call_id=other, said={}, by=head, now=NOW)
    with pytest.raises(NotComplete):
        review(call_id=week, said=answers(week, "yes", "maybe", "na", "yes"), by=head, now=NOW)
    with pytest.raises(NotComplete, match="cannot be reviewed"):
        review(call_id=week, said=answers(week, "na", "na", "na", "na"), by=head, now=NOW)
    for role in (Role.SELLER, Role.MARKETING_HEAD, Role.ANALYST, Role.ADMIN):
        with pytest.raises(NotTheirs):
            review(call_id=week, said=answers(week, "yes", "yes", "yes", "yes"), by=person(role), now=NOW)
    # A head who sells reviews nobody's call but others'.
    Person.objects.filter(pk=seller().pk).update(role=Role.SALES_HEAD)
    with pytest.raises(NotTheirs):
        cannot_hear(call_id=week, by=seller(), now=NOW)
    assert not FactRow.objects.filter(kind="call_reviewed").exists()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_teaches_when_nothing_was_drawn(language, db):
    text = text_of(browser_of(person(Role.SALES_HEAD), language).get("/calls/"))
    assert ("жреб" in text) if language == "ru" else ("by lot" in text)


def test_how_what_was_agreed_is_kept_stands_beside_conversion_on_the_page_and_in_the_file(week):
    head = person(Role.SALES_HEAD)
    review(call_id=week, said=answers(week, "yes", "no", "na", "yes"), by=head, now=NOW)
    browser = browser_of(head)

    text = text_of(browser.get(f"/calls/?{DAYS}"))
    assert "3 calls wait for their review" in text
    assert "Agreed and done" in text
    assert "Conversion to sale" in text
    rows = list(csv.reader(io.StringIO(browser.get(f"/calls/table.csv?{DAYS}").content.decode("utf-8-sig"))))
    line = next(row for row in rows if row[0] == "Алиса")
    assert float(line[rows[0].index("Agreed and done")]) == pytest.approx(2 / 3, abs=1e-6)
    assert "Conversion to sale" in rows[0]
    assert browser.get(f"/calls/table.xlsx?{DAYS}").status_code == 200
    assert browser.get(f"/calls/table.pdf?{DAYS}").status_code == 404
    assert "Какой бюджет? 100%" in text


def test_the_page_of_the_measure_shows_conversion_with_it(week):
    text = text_of(browser_of(person(Role.OWNER)).get(f"/measures/script_adherence/?{DAYS}"))

    assert "never shown one without the other" in text
    assert measure("won_cohort").name.en in text


def test_programs_too_get_conversion_with_it(week):
    browser = browser_of(person(Role.OWNER))

    told = browser.get("/api/v1/measures/script_adherence/?by=seller&over=month").json()
    assert list(told["beside"]) == ["won_cohort"]
    assert all(set(row["figures"]) == {"script_adherence", "won_cohort"} for row in told["rows"])
    assert all("won_cohort" in piece["beside"] for piece in told["over_time"])
    assert browser.get("/api/v1/measures/leads/").json()["beside"] == {}


def test_a_review_is_written_with_a_thumb_and_the_next_call_follows(week):
    browser = browser_of(person(Role.SALES_HEAD))
    page = text_of(browser.get(f"/calls/{week}/review/"))
    assert "Какой бюджет?" in page
    assert "A next step and its day were agreed" in page

    refused = browser.post(f"/calls/{week}/review/", answers(week, "yes", "no", "na", "yes") | {"next-step": ""})
    assert "Mark every check" in text_of(refused)
    assert 'value="no" checked' in refused.content.decode()
    went = browser.post(f"/calls/{week}/review/", answers(week, "yes", "no", "na", "yes"))

    assert SampledCall.objects.get(pk=week).due == 3
    assert re.fullmatch(r"/calls/\d+/review/", went["Location"])
    assert went["Location"] != f"/calls/{week}/review/"


def test_a_seller_sees_own_calls_and_marks_and_nobody_elses(week):
    review(call_id=week, said=answers(week, "yes", "no", "na", "yes"), by=person(Role.OWNER), now=NOW)
    alice, bob = browser_of(seller()), browser_of(seller("Борис"))

    text = text_of(alice.get(f"/calls/?{DAYS}"))
    assert "2 of 3" in text
    assert "Борис" not in text
    mine = text_of(alice.get(f"/calls/{week}/review/"))
    assert "not done" in mine
    assert "Write it down" not in mine
    assert alice.post(f"/calls/{week}/review/", {"unheard": "1"}).status_code == 403
    assert bob.get(f"/calls/{week}/review/").status_code == 404
    assert "Алиса" not in text_of(bob.get(f"/calls/?{DAYS}"))
    rows = bob.get(f"/calls/table.csv?{DAYS}").content.decode("utf-8-sig")
    assert "Алиса" not in rows


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MARKETING_HEAD])
def test_marketing_does_not_read_reviews_of_sellers(role, week):
    browser = browser_of(person(role))
    for page in ("/calls/", "/calls/table.csv", f"/calls/{week}/review/"):
        assert browser.get(page).status_code == 403, page
    assert 'href="/calls/"' not in browser.get("/leads/").content.decode()


def test_a_call_whose_lead_has_gone_can_only_be_called_unheard(week):
    lead_ = lead_about(Activity.objects.get(pk=week))
    assert lead_ is not None
    Activity.objects.filter(client=lead_.client_id).update(client=None, lead=None)
    head = browser_of(person(Role.SALES_HEAD))

    assert "no longer there" in text_of(head.get(f"/calls/{week}/review/"))
    assert head.get(f"/calls/?{DAYS}").status_code == 200
    head.post(f"/calls/{week}/review/", {"unheard": "1"})

    assert SampledCall.objects.get(pk=week).due == 0


def test_an_import_whose_call_was_drawn_is_not_taken_back(week):
    batch = Activity.objects.get(pk=week).batch_id
    assert batch is not None
    with pytest.raises(NeededByOthers):
        undo(import_id=Import.objects.get(pk=batch).pk, by_id=None, now=NOW)
    assert SampledCall.objects.filter(pk=week).exists()


def test_a_recording_is_listened_to_from_the_review_and_from_the_lead(asking):
    asked = lead(client_id="R", seller="Алиса", product="Окна", created_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    call("R", result="Перезвонить", recording="https://pbx.example/r.mp3?id=1&x=2")
    sample(WEEK, now=NOW)
    drawn = SampledCall.objects.get()
    link = 'href="https://pbx.example/r.mp3?id=1&amp;x=2"'

    assert link in browser_of(person(Role.SALES_HEAD)).get(f"/calls/{drawn.pk}/review/").content.decode()
    assert [(seen.page, seen.lead_id) for seen in Look.objects.all()] == [("recording", asked)]
    assert link in browser_of(person(Role.OWNER)).get(f"/leads/{asked}/").content.decode()
    assert "pbx.example" not in browser_of(person(Role.MARKETER)).get(f"/leads/{asked}/").content.decode()


def test_only_an_address_of_the_web_is_made_a_link():
    assert recording_link("Перезвонить\nhttps://pbx.example/1.mp3.") == "https://pbx.example/1.mp3"
    assert recording_link("javascript:alert(1) ftp://x/y Mango Office: 7") == ""
    assert recording_link("") == ""
