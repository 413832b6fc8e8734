"""The pages of the distribution: who takes part, what nobody has, why this seller, and another rule on past leads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import msgspec
import pytest
from django.core.management import call_command

from tandem.agreement.samples import draft, person
from tandem.handover.dealing import deal_waiting
from tandem.handover.models import Assignment, Dealing, Held, RosterEntry
from tandem.handover.tests.cast import HOURS, NOON, TERMS, arrives, distributes, document, seller
from tandem.intake.samples import lead
from tandem.measures.sealing import sync
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(client, role: Role):
    client.force_login(person(role))
    return client


def texts(answer) -> str:
    return str(answer.content.decode())


@pytest.fixture
def head(client):
    return signed_in(client, Role.SALES_HEAD)


def test_only_those_who_answer_for_it_see_and_decide(client):
    distributes()
    anna = seller("Анна")
    lead_id = arrives()
    for role in (Role.SELLER, Role.MARKETER, Role.ANALYST, Role.MARKETING_HEAD):
        signed_in(client, role)
        assert client.get("/distribution/").status_code == 403
        assert client.get("/distribution/what-if/").status_code == 403
        assert client.post(f"/distribution/leads/{lead_id}/", {"seller": anna.pk}).status_code == 403
        assert client.post(f"/distribution/sellers/{anna.pk}/leaving/").status_code == 403
        assert client.post("/distribution/leads/").status_code == 403
    assert signed_in(client, Role.OWNER).get("/distribution/").status_code == 200


def test_a_firm_that_has_agreed_on_nothing_reads_what_to_do(head):
    page = texts(head.get("/distribution/"))
    assert "says nothing of distribution" in page or "ничего не говорит" in page


def test_a_seller_is_taken_in_and_gets_what_they_are_for(head):
    distributes()
    anna = seller("Анна")
    lead()
    answer = head.post(
        f"/distribution/sellers/{anna.pk}/",
        {"share": "0.5", "since": "2026-03-01", "until": "", "for_product": "Окна, Двери"},
    )
    assert answer.status_code == 302, texts(answer)
    entry = RosterEntry.objects.get(pk=anna.pk)
    assert (entry.share, str(entry.since)) == (Decimal("0.5"), "2026-03-01")
    assert sorted(each.value for each in entry.specialties.all()) == ["Двери", "Окна"]
    page = texts(head.get("/distribution/"))
    assert "Двери, Окна" in page
    refused = texts(head.post(f"/distribution/sellers/{anna.pk}/", {"share": "3"}))
    assert "aria-invalid" in refused or "errorlist" in refused


def test_a_lead_that_fits_nobody_is_an_alarm_and_is_given_by_hand(head):
    distributes()
    anna = seller("Анна", products=("Окна",))
    lead_id = arrives(product="Двери")
    assert f"/leads/{lead_id}/" in texts(head.get("/distribution/"))
    assert "/distribution/" in texts(head.get("/"))
    head.post(f"/distribution/leads/{lead_id}/", {"seller": anna.pk})
    assert Assignment.objects.get(pk=lead_id).seller_id == anna.pk
    assert not Held.objects.exists()
    assert head.post(f"/distribution/leads/{lead_id}/", {"seller": "nobody"}).status_code == 302
    assert head.post("/distribution/leads/999999/", {"seller": anna.pk}).status_code == 404


def test_whoever_answers_for_it_gives_a_lead_to_another_seller_from_its_card(head):
    distributes()
    anna, boris = seller("Анна"), seller("Борис")
    lead_id = arrives()
    first = Assignment.objects.get(pk=lead_id).seller_id
    other = boris if first == anna.pk else anna
    card = f"/leads/{lead_id}/"

    page = texts(head.get(card))
    assert f'<option value="{other.pk}">' in page
    assert f'<option value="{first}">' not in page
    answer = head.post(f"/distribution/leads/{lead_id}/", {"seller": other.pk, "next": card})

    assert answer.headers["Location"] == card
    assert Assignment.objects.get(pk=lead_id).seller_id == other.pk
    head.force_login(other)
    assert f"/distribution/leads/{lead_id}/" not in texts(head.get(card))


def test_what_an_import_brought_is_given_out_by_one_button_and_a_leaving_seller_by_another(head):
    distributes()
    anna, boris = seller("Анна"), seller("Борис")
    leads = [lead() for _ in range(12)]
    sync()
    assert "12" in texts(head.get("/distribution/"))
    head.post("/distribution/leads/")
    assert Assignment.objects.filter(pk__in=leads).count() == 12
    sync()
    head.post(f"/distribution/sellers/{anna.pk}/leaving/", {"next": "/distribution/"})
    assert Assignment.objects.filter(seller=boris).count() == 12
    sync()
    page = texts(head.get("/distribution/"))
    assert page.count("Анна") >= 6


def test_leads_of_a_dismissed_seller_are_an_alarm_and_one_button_hands_them_over(head):
    def said(address: str) -> str:
        return texts(head.get(address, headers={"accept-language": "en"}))

    distributes()
    anna, boris = seller("Анна"), seller("Борис")
    leads = [lead(seller="Анна") for _ in range(3)]
    lead(seller="Анна", stage="lost", lost_reason="Дорого")
    sync()
    assert "hand them over" not in said("/")
    assert "With those who are not here" not in said("/distribution/")
    card = f"/leads/{leads[0]}/"

    for person_ in (anna, boris):
        person_.set_password("x")
        person_.save()
    Person.objects.filter(pk=anna.pk).update(is_active=False)

    assert "3 open leads are with people who are not here any more (Анна): hand them over." in said("/")
    assert f"/distribution/sellers/{anna.pk}/leaving/" in said("/distribution/")
    # Nobody is given a lead who is not here.
    assert f'<option value="{anna.pk}"' not in said(card)
    head.post(f"/distribution/leads/{arrives()}/", {"seller": anna.pk})
    assert not Assignment.objects.filter(seller=anna, dealing__occasion="by_hand").exists()

    head.post(f"/distribution/sellers/{anna.pk}/leaving/", {"next": "/distribution/"})
    sync()
    assert set(leads) <= set(Assignment.objects.filter(seller=boris).values_list("pk", flat=True))
    assert "hand them over" not in said("/")
    assert "With those who are not here" not in said("/distribution/")


def test_the_reason_and_the_candidates_are_shown_and_a_seller_reads_only_the_reason(client):
    distributes()
    anna = seller("Анна")
    lead_id = arrives()
    boss = signed_in(client, Role.SALES_HEAD)
    page = texts(boss.get(f"/leads/{lead_id}/distribution/"))
    assert "Анна" in page
    assert "<table" in page
    client.force_login(anna)
    own = texts(client.get(f"/leads/{lead_id}/distribution/"))
    assert "Анна" in own
    assert "<table" not in own
    other = seller("Борис")
    client.force_login(other)
    assert client.get(f"/leads/{lead_id}/distribution/").status_code == 404


def test_a_command_replays_and_says_when_a_receipt_was_tampered_with():
    distributes()
    seller("Анна")
    boris = seller("Борис")
    lead_id = arrives()
    out = StringIO()
    call_command("replay", lead_id, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["lead"], told["same"], told["candidates"]) == (lead_id, True, 2)
    call_command("replay", "--from", "2026-03-04", stdout=out)
    assert "1 decisions, 0 come out differently" in out.getvalue()
    dealing = Dealing.objects.get()
    receipt = json.loads(dealing.receipt)
    receipt["sellers"] = [each for each in receipt["sellers"] if each[0] != Assignment.objects.get().seller_id]
    Dealing.objects.update(receipt=json.dumps(receipt))
    assert boris
    with pytest.raises(SystemExit):
        call_command("replay", lead_id, stdout=out)


def test_a_lead_without_a_decision_is_said_so_by_name():
    distributes()
    own = lead(seller="Анна")
    said, wrong = StringIO(), StringIO()

    call_command("replay", own, 999_999, stdout=said, stderr=wrong)

    assert f"№ {own}: no decision to replay, it came with its seller" in wrong.getvalue()
    assert "№ 999999: no decision to replay, there is no such lead" in wrong.getvalue()


def test_another_rule_is_tried_on_the_leads_of_a_time(head):
    distributes()
    seller("Анна")
    seller("Борис", products=("Окна",))
    # Seven of ten are doors, which Boris does not sell: with specialties he can have three at most.
    for at in range(10):
        lead(product="Окна" if at < 3 else "Двери", created_at=datetime(2026, 3, 3, 7, at, tzinfo=UTC))
    draft(msgspec.structs.replace(document(msgspec.structs.replace(TERMS, specialties=())), calendars=(HOURS,)))
    sync()
    page = head.get("/distribution/what-if/?from=2026-03-01&to=2026-03-10")
    assert page.status_code == 200
    first, by_draft = page.context["rules"]
    shares = [{str(pk): each.leads for pk, each in rule[1].shares.items()} for rule in (first, by_draft)]
    assert min(shares[0].values()) <= 3 < 7 <= max(shares[0].values())
    assert sorted(shares[1].values()) == [5, 5]
    file = head.get("/distribution/what-if.csv?from=2026-03-01&to=2026-03-10")
    assert file.status_code == 200
    assert "Борис" in b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")


def test_who_waits_for_a_shift_is_no_alarm(head):
    distributes()
    seller("Анна")
    arrives(at=datetime(2026, 3, 4, 20, 0, tzinfo=UTC))
    assert deal_waiting(now=datetime(2026, 3, 4, 21, 0, tzinfo=UTC)).given == 0
    assert 'class="overdue"' not in texts(head.get("/distribution/"))
    assert person(Role.SALES_HEAD)
    assert NOON


def test_what_of_a_leaver_fits_nobody_is_named_with_the_reason_when_handed_over_and_on_the_page(head):
    distributes()
    anna = seller("Анна")
    seller("Борис", products=("Окна",))
    lead(seller="Анна", product="Окна")
    door = lead(seller="Анна", product="Двери")
    sync()

    sent = head.post(f"/distribution/sellers/{anna.pk}/leaving/", {"next": "/distribution/"}, follow=True)

    (said,) = [str(each) for each in sent.context["messages"]]
    assert f"№ {door}" in said
    assert "Двери" in said
    table = texts(sent).partition("<tbody>")[2].partition("</tbody>")[0]
    assert f'href="/leads/{door}/"' in table
    assert "Двери" in table.partition("<select")[0]
