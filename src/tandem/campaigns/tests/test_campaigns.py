"""Rules of campaigns: their names, goals, budget, and what they promise."""

import struct
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreement.samples import person
from tandem.campaigns import planning, promising
from tandem.campaigns.actions import NotTheirCampaign
from tandem.campaigns.known_names import campaign_named, meant_by
from tandem.campaigns.models import Campaign, CreativePicture, Offer
from tandem.campaigns.picture_rules import MOST_BYTES, NotAPicture, picture_of
from tandem.campaigns.plan_and_fact import lines_of, months_of
from tandem.campaigns.planning import Card
from tandem.campaigns.promising import OfferWords
from tandem.campaigns.queries import Known, promised_on
from tandem.campaigns.samples import spend
from tandem.imports.samples import take
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
PNG = (
    b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0) + b"\0" * 4
)


def marketer():
    return person(Role.MARKETER)


def planned(**said) -> Campaign:
    return planning.plan_campaign(Card(**({"name": "Весна"} | said)), by=marketer(), now=NOW)


def test_a_renamed_campaign_is_found_by_every_name_it_had():
    campaign = planned()
    said = {"campaign_id": campaign.pk, "people": (), "by": marketer(), "now": NOW}
    planning.change_campaign(Card(name="Весна 2026"), **said)
    planning.change_campaign(Card(name="Весна"), **said)
    assert campaign_named("весна 2026") == campaign_named("ВЕСНА") == campaign
    assert list(campaign.names.values_list("name", flat=True)) == ["Весна", "Весна 2026"]
    assert verify().differences == []


def test_two_campaigns_never_share_a_name_now_or_earlier():
    campaign = planned()
    planning.change_campaign(Card(name="Лето"), campaign_id=campaign.pk, people=(), by=marketer(), now=NOW)
    other = planned(name="Зима")
    for taken in ("Лето", "весна"):
        with pytest.raises(planning.NameTaken):
            planned(name=taken)
        with pytest.raises(planning.NameTaken):
            planning.change_campaign(Card(name=taken), campaign_id=other.pk, people=(), by=marketer(), now=NOW)


def test_the_same_card_again_is_no_fact_and_every_change_is_one():
    campaign = planned(target_leads=10)
    facts = FactRow.objects.count()
    said = {"campaign_id": campaign.pk, "by": marketer(), "now": NOW}
    planning.change_campaign(Card(name="Весна", target_leads=10), people=(), **said)
    assert FactRow.objects.count() == facts
    planning.change_campaign(Card(name="Весна", target_leads=12), people=[marketer()], **said)
    planning.change_campaign(Card(name="Весна", target_leads=12), people=(), **said)
    assert FactRow.objects.count() == facts + 3
    assert not campaign.people.filter(answers=True).exists()
    assert verify().differences == []


def test_plan_and_fact_count_the_campaigns_own_days_under_every_name():
    campaign = planned(starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 30), target_leads=10)
    planning.change_campaign(
        Card(name="Весна 2026", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 30)), campaign_id=campaign.pk,
        people=(), by=marketer(), now=NOW,
    )  # fmt: skip
    months = {date(2026, 3, 1): Decimal(500), date(2026, 4, 1): Decimal(300)}
    planning.plan_budget(campaign_id=campaign.pk, months=months, by=marketer(), now=NOW)
    planning.plan_budget(campaign_id=campaign.pk, months={date(2026, 4, 1): None}, by=marketer(), now=NOW)
    spend(campaign="Весна", day=date(2026, 3, 5), spend=Decimal("70.00"))
    spend(campaign="Весна 2026", day=date(2026, 4, 5), spend=Decimal("30.00"))
    spend(campaign="Весна", day=date(2026, 5, 5), spend=Decimal("999.00"))
    campaign.refresh_from_db()

    reading = store.read()
    (line,) = lines_of([campaign], reading, today=date(2026, 3, 31))
    assert (line.done.spend, line.budget, line.done.leads) == (Decimal(100), Decimal(500), 0)
    # Only the month that has a plan is held against the plan.
    assert line.done.spend_planned == Decimal(70)
    assert line.elapsed == pytest.approx(31 / 61)
    assert [(each.planned, each.spent) for each in months_of(line, reading)] == [
        (Decimal(500), Decimal(70)), (None, Decimal(30)),
    ]  # fmt: skip
    assert verify().differences == []


def test_leads_target_leads_and_revenue_of_its_days_stand_against_the_goals():
    campaign = planned(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31), target_leads=4,
                       target_revenue=Decimal(2000))  # fmt: skip
    take(
        "lead",
        [
            {"id": f"L{at}", "client_id": f"C{at}", "campaign": name, "grade": grade,
             "created_at": datetime(2026, month, 5, 9, tzinfo=UTC)}
            for at, (name, grade, month) in enumerate(
                (("Весна", "A", 3), ("Весна", "B", 3), ("Весна", "D", 3), ("Лето", "A", 3), ("Весна", "A", 4))
            )
        ],
    )  # fmt: skip
    take(
        "payment",
        [
            {"id": f"P{at}", "lead_id": f"L{at}", "client_id": f"C{at}", "paid_on": date(2026, 3, 20),
             "amount": Decimal(1000)}
            for at in (0, 3)
        ],
    )  # fmt: skip
    (line,) = lines_of([campaign], store.read(), today=date(2026, 4, 30))
    assert (line.done.leads, line.done.target_leads, line.done.revenue) == (3, 2, Decimal(1000))
    assert (line.campaign.target_leads, line.campaign.target_revenue) == (4, Decimal(2000))


def test_only_marketing_and_the_owner_keep_campaigns():
    for role in (Role.SELLER, Role.SALES_HEAD, Role.ANALYST):
        with pytest.raises(NotTheirCampaign):
            planning.plan_campaign(Card(name="Весна"), by=person(role), now=NOW)
    planning.plan_campaign(Card(name="Весна"), by=person(Role.OWNER), now=NOW)


@pytest.mark.parametrize(
    "said",
    [
        {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 1)},
        {"target_revenue": Decimal(-1)},
        {"target_revenue": Decimal("NaN")},
    ],
)
def test_goals_that_cannot_be_reached_are_refused(said):
    with pytest.raises(planning.BadGoal):
        planned(**said)


def offered(title: str, since: int, until: int | None, campaign: Campaign | None = None) -> Offer:
    words = OfferWords(
        title=title, since=date(2026, 3, since), until=date(2026, 3, until) if until else None, campaign=campaign
    )
    return promising.make_offer(words, by=marketer(), now=NOW)


def promised(day: int, *, campaign="", creative="", offer=""):
    found = promised_on(
        campaign=meant_by(campaign), creative=creative, offer=offer, day=date(2026, 3, day), today=date(2026, 3, 31)
    )
    return [(each.offer, each.known) for each in found]


def test_what_a_lead_was_promised_is_known_by_itself_its_creative_or_its_campaign():
    campaign = planned()
    first, second = offered("−10 %", 1, 10, campaign), offered("−10 %", 11, 20, campaign)
    ad = offered("Окно в подарок", 1, None, campaign)
    promising.make_creative(campaign=campaign, name="Видео 2", message="", link="", offer=ad, by=marketer(), now=NOW)
    assert promised(5, campaign="Весна", offer="−10 %") == [(first, Known.BY_ITSELF)]
    assert promised(15, offer="−10 %") == [(second, Known.BY_ITSELF)]
    assert promised(5, campaign="весна", creative="видео 2") == [(ad, Known.BY_CREATIVE)]
    by_campaign = promised(5, campaign="Весна", creative="видео 3")
    assert by_campaign == [(ad, Known.BY_CAMPAIGN), (first, Known.BY_CAMPAIGN)]
    assert promised(25, campaign="Весна") == [(ad, Known.BY_CAMPAIGN)]
    assert promised(5, campaign="Лето", offer="Ничего такого") == []


def test_an_offer_that_was_put_away_still_holds_for_leads_of_its_days():
    campaign = planned()
    offer = offered("−10 %", 1, 10, campaign)
    promising.archive(offer, by=marketer(), now=NOW + timedelta(days=20))
    promising.archive(offer, by=marketer(), now=NOW + timedelta(days=21))
    assert promised(5, campaign="Весна") == [(offer, Known.BY_CAMPAIGN)]
    assert verify().differences == []


def test_offers_creatives_and_pages_need_their_words():
    campaign = planned()
    said = {"campaign": campaign, "by": marketer(), "now": NOW}
    with pytest.raises(promising.NothingPromised):
        offered(" ", 1, None)
    with pytest.raises(promising.BadDays):
        offered("−10 %", 10, 1)
    with pytest.raises(promising.NotALink):
        promising.make_creative(name="Видео", message="", link="javascript:alert(1)", offer=None, **said)
    with pytest.raises(promising.NothingPromised):
        promising.make_landing_page(address="/два слова", title="", **said)


def test_a_creative_keeps_its_picture_until_another_is_sent():
    said = {"campaign": planned(), "name": "Видео", "message": "", "link": "", "offer": None, "by": marketer()}
    made = promising.make_creative(picture=PNG, now=NOW, **said)
    promising.make_creative(creative_id=made.pk, now=NOW, **said)
    assert CreativePicture.objects.get().kind == "png"
    with pytest.raises(NotAPicture):
        promising.make_creative(picture=b"<svg xmlns='x'><script/></svg>", now=NOW, **said)
    assert verify().differences == []


def test_a_page_put_away_is_back_when_it_is_written_again():
    said = {"campaign": planned(), "address": "/okna/", "title": "", "by": marketer(), "now": NOW}
    page = promising.make_landing_page(**said)
    promising.archive(page, by=marketer(), now=NOW)
    assert promising.make_landing_page(**said).archived_at is None
    assert verify().differences == []


WEBP = b"RIFF\x2c\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (39).to_bytes(3, "little") + (29).to_bytes(3, "little")
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 30, 40) + b"\x01\x01\x11\x00"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG, "png"), (b"GIF89a" + struct.pack("<HH", 40, 30) + b"\0" * 8, "gif"), (WEBP, "webp"), (JPEG, "jpeg")],
)
def test_a_picture_is_what_its_bytes_say(content, kind):
    found = picture_of(content)
    assert (found.kind, found.width, found.height) == (kind, 40, 30)


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda tail: JPEG[:12] + tail))
def test_no_bytes_break_the_reading_of_a_picture(content):
    try:
        found = picture_of(content)
    except NotAPicture:
        return
    assert 0 < found.width <= 6000


def test_a_picture_too_large_is_refused():
    for content in (PNG + b"\0" * MOST_BYTES, PNG[:16] + struct.pack(">II", 40000, 30) + PNG[24:]):
        with pytest.raises(NotAPicture):
            picture_of(content)
