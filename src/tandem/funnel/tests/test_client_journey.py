"""One client's way over several leads: every part with what was promised, and nothing of colleagues for a seller."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from tandem.access.models import Look
from tandem.agreement.rules import VERSION_ZERO, Agreement
from tandem.agreement.samples import signed
from tandem.agreement.starting import starter
from tandem.basics.text import Text
from tandem.funnel.client_ads import impression_cells
from tandem.funnel.client_journey import ClientJourney, LeadPart, client_journey
from tandem.funnel.client_owners import owner_of
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.store import store
from tandem.people.rules import Department, Role
from tandem.selling.facts import HandoffItemTicked
from tandem.selling.lead_journey_words import Happened
from tandem.selling.queries import Reader
from tandem.selling.samples import activity, invoice, payment


def text_of(answered: Any) -> str:
    assert answered.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answered.content.decode())))


@pytest.fixture
def client_id(db) -> int:
    """A client who bought in March and asked again in May; the second lead is with a colleague."""
    first, _second = take(
        "lead",
        [
            {"id": "1", "client_id": "C", "created_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "seller": "Anna",
             "campaign": "Spring", "offer": "ten percent off", "stage": "won",
             "stage_at": datetime(2026, 3, 9, tzinfo=UTC), "client_name": "Ivan Test"},
            {"id": "2", "client_id": "C", "created_at": datetime(2026, 5, 2, 9, tzinfo=UTC), "seller": "Boris",
             "campaign": "Summer", "offer": "second window free"},
        ],
    )  # fmt: skip
    activity(lead_id="1", client_id="C", at=datetime(2026, 3, 2, 10, tzinfo=UTC), kind="meeting")
    payment(lead_id="1", paid_on=date(2026, 3, 10))
    found = Lead.objects.get(pk=first).client_id
    assert found
    return found


def test_the_way_goes_over_all_leads_with_what_was_promised_at_each(client_id, signed_in):
    text = text_of(signed_in(Role.SALES_HEAD).get(f"/funnel/clients/{client_id}/"))

    assert "2 leads, purchases: 1." in text
    assert text.index("ten percent off") < text.index("Paid") < text.index("second window free")
    assert "61 days after the lead before" in text
    assert Look.objects.filter(page="lead", client_id=client_id).exists()


def test_a_seller_sees_their_own_part_and_that_there_is_more(client_id, signed_in):
    text = text_of(signed_in(name="Boris").get(f"/funnel/clients/{client_id}/"))

    assert "second window free" in text
    assert "ten percent off" not in text
    assert "With colleagues, and not shown: 1." in text


def test_who_has_nothing_of_a_client_finds_no_page(client_id, history, signed_in):
    take("lead", [{"id": "3", "client_id": "D", "created_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "seller": "Vera"}])

    assert signed_in(name="Vera").get(f"/funnel/clients/{client_id}/").status_code == 404
    assert signed_in(Role.OWNER).get("/funnel/clients/999999/").status_code == 404


def test_names_are_not_shown_to_those_who_see_none(client_id, signed_in):
    browser = signed_in(Role.MARKETER)

    assert "Ivan Test" not in browser.get(f"/funnel/clients/{client_id}/").content.decode()


# From the impression to the repeat sale


def visit(moment: datetime, device: str, **said: str) -> dict[str, str]:
    return {"at": moment.isoformat(), "page": "https://shop.example/windows", "device": device, **said}


@pytest.fixture
def whole(db) -> int:
    """A client of three leads on two devices who rang, met, was billed, paid, got money back and bought again."""
    visits = [
        visit(datetime(2026, 3, 1, 9, tzinfo=UTC), "mobile", utm_source="yandex", utm_campaign="Spring",
              utm_content="video 2", yclid="1234567890"),
        visit(datetime(2026, 3, 2, 8, tzinfo=UTC), "desktop", utm_source="mail", utm_campaign="Letter"),
    ]  # fmt: skip
    take(
        "spend",
        [
            {"id": "S1", "day": date(2026, 3, 1), "source": "yandex", "campaign": "Spring", "creative": "video 2",
             "spend": Decimal("5400.00"), "impressions": 24000, "clicks": 310},
            {"id": "S2", "day": date(2026, 3, 1), "source": "yandex", "campaign": "Spring", "creative": "video 1",
             "spend": Decimal("99.00"), "impressions": 77, "clicks": 7},
            {"id": "S3", "day": date(2026, 3, 1), "source": "yandex", "campaign": "Spring", "creative": "video 2",
             "spend": Decimal("20.00"), "impressions": 1000, "clicks": 5, "currency": "USD"},
            # After the visit, and of another campaign: neither can have led to it.
            {"id": "S4", "day": date(2026, 3, 2), "source": "yandex", "campaign": "Spring", "spend": Decimal("11.00"),
             "impressions": 55555, "clicks": 1},
            # Told of by the week: the last day before the lead.
            {"id": "S5", "day": date(2026, 5, 1), "source": "radio", "campaign": "Summer", "spend": Decimal("-7.00"),
             "impressions": 3000},
        ],
    )  # fmt: skip
    first, *_ = take(
        "lead",
        [
            {"id": "1", "client_id": "C", "created_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "seller": "Anna",
             "touches": json.dumps(visits), "offer": "ten percent off", "client_name": "Ivan Test"},
            {"id": "2", "client_id": "C", "created_at": datetime(2026, 5, 2, 9, tzinfo=UTC), "seller": "Anna",
             "campaign": "Summer", "offer": "second window free"},
            {"id": "3", "client_id": "C", "created_at": datetime(2026, 6, 2, 9, tzinfo=UTC), "seller": "Anna",
             "stage": "lost", "stage_at": datetime(2026, 6, 3, 9, tzinfo=UTC)},
        ],
    )  # fmt: skip
    activity(lead_id="1", client_id="C", at=datetime(2026, 3, 2, 10, tzinfo=UTC), kind="call")
    activity(lead_id="1", client_id="C", at=datetime(2026, 3, 4, 10, tzinfo=UTC), kind="meeting")
    activity(lead_id="2", client_id="C", at=datetime(2026, 5, 2, 10, tzinfo=UTC), kind="call", direction="in")
    invoice(lead_id="1", number="17", issued_on=date(2026, 3, 6), amount=Decimal("1000.00"))
    for stage, day, month, key in (("won", 9, 3, "1"), ("won", 9, 5, "2")):
        take("lead", [{"id": key, "stage": stage, "stage_at": datetime(2026, month, day, 9, tzinfo=UTC)}])
    payment(lead_id="1", paid_on=date(2026, 3, 10), amount=Decimal("1000.00"))
    payment(lead_id="1", paid_on=date(2026, 3, 20), amount=Decimal("-1200.00"), kind="refund")
    payment(lead_id="2", paid_on=date(2026, 5, 12), amount=Decimal("90.00"), currency="USD")
    found = Lead.objects.get(pk=first).client_id
    assert found
    return found


def way(client_id: int, reader: Reader | None = None) -> ClientJourney:
    found = client_journey(client_id, reader=reader or Reader(None, contacts=True), reading=store.read())
    assert found
    return found


def kinds(part: LeadPart) -> list[str]:
    return [entry.kind for entry in part.entries if entry.kind in _TOLD]


_TOLD = {
    "impressions", "click", "touch_made", "lead_captured", "call", "meeting", "invoice", "lead_moved", "payment",
    "refund",
}  # fmt: skip


def test_the_way_goes_from_the_impressions_of_a_day_to_the_repeat_sale(whole):
    found = way(whole)
    first, second, third = found.parts

    assert kinds(first) == [
        "impressions", "click", "touch_made", "click", "touch_made", "lead_captured", "call", "meeting", "invoice",
        "lead_moved", "payment", "refund",
    ]  # fmt: skip
    assert kinds(second) == ["impressions", "lead_captured", "call", "lead_moved", "payment"]
    assert [(part.bought, part.repeat) for part in found.parts] == [(True, False), (True, True), (False, False)]
    assert (found.purchases, found.devices) == (2, ["desktop", "mobile"])
    assert [found.count(kind) for kind in ("call", "meeting", "invoice", "payment", "refund")] == [2, 1, 1, 2, 1]
    assert [third.days, second.days, first.days] == [31, 61, None]


def test_the_cell_is_of_the_day_campaign_and_creative_before_the_click_and_its_currencies_stay_apart(whole):
    cells = {cell.campaign: cell for cell in impression_cells(Lead.objects.values_list("pk", flat=True), store.read())}

    # Plain Python over the rows above: of the creative of that day, and no other.
    assert set(cells) == {"Spring", "Summer"}
    spring, summer = cells["Spring"], cells["Summer"]
    assert (spring.day, spring.creative, spring.impressions, spring.clicks) == (date(2026, 3, 1), "video 2", 25000, 315)
    assert spring.spend == {"RUB": Decimal(5400), "USD": Decimal(20)}
    # A correction below zero stays one.
    assert (summer.day, summer.impressions, summer.clicks, summer.spend) == (
        date(2026, 5, 1), 3000, None, {"RUB": Decimal(-7)},
    )  # fmt: skip


def test_money_of_a_lead_is_what_came_less_what_went_back_by_currency(whole):
    first, second, third = way(whole).parts

    assert (first.net, second.net, third.net) == ({"RUB": Decimal(-200)}, {"USD": Decimal(90)}, {})


def test_the_page_says_of_the_cell_that_it_is_no_person_and_of_each_entry_who_answers(whole, signed_in):
    text = text_of(signed_in(Role.SALES_HEAD).get(f"/funnel/clients/{whole}/"))

    assert "Devices: computer, phone · visits: 2 · clicks: 2 · calls: 2 · meetings: 1 · invoices: 1" in text
    assert "Impressions of “Spring · video 2” on Sun 1 Mar" in text
    assert "shown 25,000, clicks 315" in text
    assert "It knows nobody by name, and whether this client saw it is not known." in text
    assert "Click on the ad: yandex marketing Click id yclid …567890" in text
    assert "Click on the ad: mail marketing Without a click id: the address says so." in text
    assert "received, less what went back: −\u2060₽200" in text
    assert "received, less what went back: $90" in text
    assert text.count("repeat sale") == 1
    order = ["Impressions of", "Click on the ad", "Lead captured", "Outgoing call", "Meeting", "Invoice 17", "Paid",
             "given back", "Summer"]  # fmt: skip
    places = [text.index(each, text.index("Impressions of")) for each in order]
    assert places == sorted(places)


def test_a_click_id_is_shown_to_those_alone_who_see_contacts_and_impressions_to_those_who_see_spend(whole):
    marketer = way(whole, Reader(None, contacts=False))
    seller = way(whole, Reader(Lead.objects.earliest("pk").assignment.seller_id, contacts=True, role=Role.SELLER))

    clicks = [entry.note for entry in marketer.parts[0].entries if entry.kind == "click"]
    assert clicks[0] == Text(ru="Идентификатор клика yclid", en="Click id yclid")
    assert "impressions" not in kinds(seller.parts[0])
    assert "click" in kinds(seller.parts[0])


def test_who_answers_for_each_stretch_is_said_by_the_agreement_of_the_lead():
    sales, marketing = Department.SALES, Department.MARKETING
    turned = tuple(replace(stage, owner=marketing if stage.owner is sales else sales) for stage in VERSION_ZERO.stages)
    other = replace(VERSION_ZERO, stages=turned)
    told = ("impressions", "click", "touch_made", "lead_captured", "call", "meeting", "invoice",
            "handoff_item_ticked", "payment")  # fmt: skip

    def owners(agreement: Agreement) -> list[str]:
        entries = [Happened(datetime(2026, 3, 1, tzinfo=UTC), Text(ru="", en=""), "eye", kind=kind) for kind in told]
        return [owner_of(entry, agreement) for entry in entries]

    assert owners(VERSION_ZERO) == ["marketing"] * 4 + ["sales"] * 5
    # Before the lead it is always marketing: no agreement has a stage for it.
    assert owners(other) == ["marketing"] * 3 + ["sales"] + ["marketing"] * 5


def test_the_contract_is_on_the_way_as_the_line_of_the_hand_off_that_says_so(db):
    written = starter("en", date(2026, 3, 1))
    signed(written, since=date(2026, 3, 1), now=datetime(2026, 2, 27, 9, tzinfo=UTC))
    (lead_id,) = take("lead", [{"id": "1", "client_id": "C", "created_at": datetime(2026, 3, 2, 9, tzinfo=UTC),
                                "seller": "Anna", "stage": "invoice"}])  # fmt: skip
    with transaction.atomic():
        ticked = HandoffItemTicked(handoff_id=1, item="contract")
        at = datetime(2026, 3, 8, 9, tzinfo=UTC)
        record([Happening(ticked, 1, at, lead_id)], recording=Recording(at=at, source="test", version=1))
    client = Lead.objects.get(pk=lead_id).client_id
    assert client
    (part,) = way(client).parts
    (entry,) = [each for each in part.entries if each.kind == "handoff_item_ticked"]

    assert entry.sentence.en == "Ready for the hand-off: The contract or invoice is signed by both sides"
    assert entry.owner == "sales"
