"""Notices, promises and incidents where those who sell see them: the day, the card of a lead, pages of their own."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from openpyxl import load_workbook

from tandem.agreement.samples import person
from tandem.campaigns import actions, promising
from tandem.campaigns.actions import Notice
from tandem.campaigns.models import Campaign, Creative, Launch, LaunchReading, Offer
from tandem.campaigns.promising import OfferWords
from tandem.campaigns.tests.test_campaigns import PNG
from tandem.intake.samples import lead
from tandem.journal.followers import follow
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.templatetags.ui import moment

pytestmark = pytest.mark.django_db


def text(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def notice(cast) -> Launch:
    now = timezone.now()
    said = Notice(campaign="Окна осень", notice="−15 % до конца месяца", answer="Да, на всё")
    marketer = Person.objects.get(username="marketer")
    draft = actions.draft_launch(said, by=marketer, now=now)
    return actions.send_notice(launch_id=draft.pk, by=marketer, now=now)


def test_an_unread_notice_stands_on_top_of_the_day_until_one_click(cast, notice):
    for address in ("/day/", "/", "/launches/"):
        assert "−15 % до конца месяца" in text(cast.alice, address)
    answer = cast.alice.post(f"/launches/{notice.pk}/acknowledgement/", {"next": "/day/"})
    assert (answer.status_code, answer.url) == (302, "/day/")
    assert "−15 %" not in text(cast.alice, "/day/")
    assert "−15 %" in text(cast.bob, "/day/")
    assert "1 of 3" in text(cast.marketer, "/launches/")


def test_the_way_back_never_leads_to_another_site(cast, notice):
    answer = cast.alice.post(f"/launches/{notice.pk}/acknowledgement/", {"next": "https://elsewhere.example/"})
    assert answer.url == "/"


def test_the_card_of_a_lead_says_what_was_promised_and_told(cast, notice):
    marketer = Person.objects.get(username="marketer")
    words = OfferWords(title="Скидка 10 %", since=date(2026, 3, 1), until=date(2026, 3, 5), terms="Кроме балконов")
    promising.make_offer(words, by=marketer, now=timezone.now())
    for browser in (cast.alice, cast.owner):
        card = text(browser, f"/leads/{cast.semyonov}/")
        for said in (
            "Кроме балконов",
            "it is over: agree before you promise it",
            "−15 % до конца месяца",
            "Да, на всё",
        ):
            assert said in card
    assert "Кроме балконов" in text(cast.alice, f"/day/?lead={cast.semyonov}")


def test_everything_promised_is_found_by_words_and_by_day(cast, notice):
    marketer = Person.objects.get(username="marketer")
    words = OfferWords(title="Окно в подарок", since=date(2026, 3, 1), until=date(2026, 3, 5))
    promising.make_offer(words, by=marketer, now=timezone.now())
    every = text(cast.alice, "/promised/")
    assert all(said in every for said in ("Окно в подарок", "−15 % до конца месяца", "Скидка 10 %"))
    assert "Окно в подарок" in text(cast.alice, "/promised/?q=ПОДАРОК&on=2026-03-05")
    assert "Nothing of the kind" in text(cast.alice, "/promised/?q=подарок&on=2026-03-06")
    assert "nobody wrote it down" in text(cast.alice, "/promised/?q=скидка")
    assert "is no day" in text(cast.alice, "/promised/?on=once")


def test_drafts_are_for_those_who_write_them(cast):
    marketer = Person.objects.get(username="marketer")
    draft = actions.draft_launch(Notice(campaign="Тайна"), by=marketer, now=timezone.now())
    assert "Тайна" not in text(cast.alice, "/launches/")
    assert cast.alice.get(f"/launches/{draft.pk}/").status_code == 404
    assert "Тайна" in text(cast.marketer, f"/launches/{draft.pk}/")
    for address in ("/launches/new/", f"/launches/{draft.pk}/text/", "/campaigns/new/"):
        assert cast.alice.get(address).status_code == 403
    for address in ("sending", "start", "removal"):
        assert cast.alice.post(f"/launches/{draft.pk}/{address}/").status_code == 403


def test_a_start_without_a_notice_is_noted_and_the_owner_sees_it(cast):
    cast.marketer.post("/launches/starts/", {"campaign": "Без слова"})
    assert Launch.objects.get().announced_at is None
    assert "started without a notice" in text(cast.owner, "/")
    assert "started without a notice" in text(cast.head, "/launches/")
    bad = cast.marketer.post("/launches/starts/", {"campaign": "Без слова", "at": "yesterday"}, follow=True)
    assert "Give the moment" in bad.content.decode()


def test_a_start_without_a_notice_stands_against_its_campaign(cast):
    cast.marketer.post("/campaigns/new/", {"name": "Без слова"})
    page = f"/campaigns/{Campaign.objects.get().pk}/"
    assert "Against it" not in text(cast.owner, page)
    cast.marketer.post("/launches/starts/", {"campaign": "Без слова"})
    assert "Against it 1 start without a notice" in text(cast.owner, page)


def test_a_seller_reads_from_when_clients_see_it(cast):
    marketer, now = Person.objects.get(username="marketer"), timezone.now()
    starts = now + timedelta(days=2)
    said = Notice(campaign="Окна осень", notice="−15 %", starts_at=starts)
    draft = actions.draft_launch(said, by=marketer, now=now)
    actions.send_notice(launch_id=draft.pk, by=marketer, now=now)
    with translation.override("en"):
        shown = f"clients see it from {moment(starts)}"
    assert shown in text(cast.alice, "/day/")
    assert shown in text(cast.alice, f"/launches/{draft.pk}/")


def test_incidents_are_listed_with_their_times_and_a_seller_sees_their_own(cast):
    start = datetime(2026, 3, 10, 7, tzinfo=UTC)
    actions.launch(by=person(Role.MARKETER), campaign="Весна", now=start, at=start)
    mine = lead(campaign="Весна", seller="Алиса", created_at=start + timedelta(hours=1))
    other = lead(campaign="Весна", seller="Борис", created_at=start + timedelta(hours=2))
    follow(now=timezone.now)
    seen = text(cast.alice, "/launches/incidents/?period=2026-03")
    assert f"№ {mine}" in seen
    assert f"№ {other}" not in seen
    assert "never" in seen
    every = text(cast.owner, "/launches/incidents/?period=2026-03")
    assert f"№ {mine}" in every
    assert f"№ {other}" in every
    assert "Борис" in every
    assert "Борис" not in text(cast.marketer, "/launches/incidents/?period=2026-03")
    rows = list(load_workbook(io.BytesIO(cast.owner.get("/launches/incidents.xlsx").content)).active.values)
    assert [row[-1] for row in rows[1:]] == [other, mine]


def test_a_campaign_is_planned_changed_and_put_away_by_its_pages(cast):
    answers = Person.objects.get(username="marketer")
    goal = {
        "name": "Окна осень", "target_leads": "10", "target_revenue": "90000", "segment": "Новостройки",
        "channels": "Поиск, РСЯ", "season": "осень", "starts_on": "2026-03-01", "people": [str(answers.pk)],
    }  # fmt: skip
    made = cast.marketer.post("/campaigns/new/", goal)
    campaign = Campaign.objects.get()
    assert made.url == f"/campaigns/{campaign.pk}/"
    cast.marketer.post(f"/campaigns/{campaign.pk}/budget/", {"2026-03": "5000"})
    assert campaign.budget.get(month=date(2026, 3, 1)).amount == Decimal(5000)
    seen = text(cast.owner, f"/campaigns/{campaign.pk}/")
    planned = ("of the plan, 10", "of the plan, ₽90,000", "5,000")
    for said in ("Новостройки", "Поиск, РСЯ", "осень", answers.name, *planned):
        assert said in seen
    assert "5,000" not in text(cast.alice, f"/campaigns/{campaign.pk}/")
    taken = cast.marketer.post("/campaigns/new/", {"name": "окна осень"})
    assert "has or had this name" in taken.content.decode()
    for form in ("csv", "xlsx"):
        assert cast.owner.get(f"/campaigns/list.{form}").status_code == 200
        assert cast.alice.get(f"/campaigns/list.{form}").status_code == 200
    cast.marketer.post(f"/campaigns/{campaign.pk}/archive/")
    assert "No campaign is written down yet" in text(cast.owner, "/campaigns/list/")
    assert "Окна осень" in text(cast.owner, "/campaigns/list/?archived")


def test_offers_creatives_and_pages_are_written_down_on_the_campaigns_page(cast):
    cast.marketer.post("/campaigns/new/", {"name": "Окна осень"})
    campaign = Campaign.objects.get()
    base = f"/campaigns/{campaign.pk}"
    cast.marketer.post(f"{base}/offers/new/", {"title": "−10 %", "since": "2026-03-01"})
    offer = Offer.objects.get()
    picture = SimpleUploadedFile("evil.svg", PNG, content_type="image/svg+xml")
    said = {"name": "видео 2", "message": "До и после", "offer": str(offer.pk), "picture": picture}
    cast.marketer.post(f"{base}/creatives/new/", said)
    cast.marketer.post(f"{base}/pages/", {"address": "https://example.com/okna"})
    creative = Creative.objects.get()

    seen = text(cast.alice, f"{base}/")
    assert all(word in seen for word in ("−10 %", "До и после", "https://example.com/okna"))
    shown = cast.alice.get(f"/campaigns/pictures/{creative.pk}/{creative.picture.digest}")
    assert (shown.headers["Content-Type"], shown.content) == ("image/png", PNG)
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert cast.alice.get(f"/campaigns/pictures/{creative.pk}/{'0' * 64}").status_code == 404

    bad = cast.marketer.post(
        f"/campaigns/creatives/{creative.pk}/", said | {"picture": SimpleUploadedFile("a", b"<svg>")}
    )
    assert "This is no picture" in bad.content.decode()
    cast.marketer.post(f"/campaigns/offers/{offer.pk}/", {"title": "−12 %", "since": "2026-03-01"})
    cast.marketer.post(f"/campaigns/creatives/{creative.pk}/archive/")
    assert cast.marketer.post(f"/campaigns/nothing/{offer.pk}/archive/").status_code == 404
    after = text(cast.alice, f"{base}/")
    assert "−12 %" in after
    assert "До и после" not in after


def test_pages_of_an_empty_house_say_what_to_do(cast):
    for browser in (cast.alice, cast.head, cast.marketer, cast.owner):
        for address in ("/launches/", "/launches/incidents/", "/promised/", "/campaigns/list/"):
            assert text(browser, address)
    assert not LaunchReading.objects.exists()
