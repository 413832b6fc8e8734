"""Claims of either side: entered, answered by the data, asked again, withdrawn; and who reads them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tandem.diagnosis import claims_entering
from tandem.diagnosis.claims_entering import figures_of
from tandem.diagnosis.models import Claim
from tandem.diagnosis.rules.claims import Against, Cases, Kind, Lacking, Verdict
from tandem.diagnosis.tests.company import reader
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))

pytestmark = pytest.mark.usefixtures("two_months")


def test_leads_of_the_bad_campaign_are_junk_and_those_of_the_good_one_are_not(db):
    head = reader(Role.SALES_HEAD)
    bad = _answered(head, campaign="Spring")
    figures = figures_of(bad)
    assert bad.verdict == Verdict.HOLDS
    # In February every second lead of a day is of Spring, and none of them is target; in January every second was.
    assert figures.cases == Cases(56, 56)
    assert figures.bar is not None
    assert (figures.bar.against, figures.bar.cases) == (Against.BEFORE, Cases(31, 62))
    assert figures.beside[0].cases == Cases(28, 56)
    assert figures.among == 2
    good = _answered(head, campaign="Autumn")
    assert good.verdict == Verdict.CANNOT_TELL
    needs = figures_of(good).tested
    assert needs is not None
    assert needs.lacking is Lacking.TOO_FEW


def test_without_calls_nobody_is_accused_of_not_calling_back(db):
    found = _answered(reader(Role.MARKETING_HEAD), kind="silent")
    assert found.verdict == Verdict.CANNOT_TELL
    assert figures_of(found).lacking is Lacking.NO_CONTACTS


def test_without_reasons_nobody_knows_whether_it_is_the_price(db):
    assert figures_of(_answered(reader(Role.SALES_HEAD), kind="dear")).lacking is Lacking.NO_REASONS


def test_asked_again_it_answers_again_with_more_proof_and_both_stay(db):
    head = reader(Role.SALES_HEAD)
    first = _answered(head, campaign="Spring")
    again = claims_entering.ask(claim_id=first.claim_id, by=head, now=NOW, reading=store.read())
    assert [each.number for each in Claim.objects.get().answers.order_by("number")] == [1, 2]
    levels = [found.level for each in (first, again) if (found := figures_of(each).tested)]
    assert levels == pytest.approx([1 - 0.05 / 2, 1 - 0.1 / 6 / 2])
    assert again.data_position > first.data_position
    claims_entering.withdraw(claim_id=first.claim_id, by=head, now=NOW)
    with pytest.raises(claims_entering.IsWithdrawn):
        claims_entering.ask(claim_id=first.claim_id, by=head, now=NOW, reading=store.read())
    assert not FactRow.objects.filter(payload__contains="никуда не годятся").exists()
    assert verify().clean


def test_only_the_two_sides_claim_and_a_seller_of_their_own_leads(db):
    with pytest.raises(claims_entering.NotASide):
        _entered(reader(Role.OWNER))
    head = reader(Role.SALES_HEAD)
    with pytest.raises(claims_entering.NoSuchClaim, match="Winter"):
        _entered(head, campaign="Winter")
    seller = reader(Role.SELLER)
    assert _entered(seller).seller_id == seller.pk
    other = _entered(reader(Role.MARKETING_HEAD))
    assert list(Claim.objects.seen_by(seller).values_list("entered_by", flat=True)) == [seller.pk]
    assert other in Claim.objects.seen_by(reader(Role.ANALYST))
    anna = Person.objects.get(name="Anna")
    named = _entered(head, seller_id=anna.pk)
    marketer = reader(Role.MARKETER)
    assert named not in Claim.objects.seen_by(marketer)
    with pytest.raises(claims_entering.NoSuchClaim):
        _entered(marketer, seller_id=anna.pk)


def test_more_leads_are_asked_for_only_beside_what_becomes_of_those_there_are(signed_in):
    browser = signed_in(Role.MARKETING_HEAD)
    typed = {"kind": "more", "first": "2026-02-01", "last": "2026-02-28", "words": "Бюджет не выбран"}
    beside = browser.post("/claims/new/", typed)
    assert beside.status_code == 200
    assert not Claim.objects.exists()
    text = beside.content.decode()
    assert "I have looked" in text
    assert "Anna" in text
    made = browser.post("/claims/new/", typed | {"looked": "1"})
    assert made.status_code == 302
    page = browser.get(made["Location"]).content.decode()
    assert "How many minutes a lead takes is not known" in page or "there is nobody" in page.lower()
    assert "Anna" in page


def test_a_campaign_is_chosen_and_an_unknown_one_is_refused_by_those_alike(signed_in):
    client = signed_in(Role.SALES_HEAD)
    form = client.get("/claims/new/").content.decode()
    assert re.findall(r"<option>(Spring|Autumn)</option>", form) == ["Autumn", "Spring"]
    typed = {"kind": "junk", "first": "2026-02-01", "last": "2026-02-28", "words": "Одни студенты"}

    for name, alike in (("spri", "«Spring»"), ("Autunm", "«Autumn»"), ("Zzz", "choose a name from the list")):
        refused = client.post("/claims/new/", {**typed, "campaign": name})
        page = refused.content.decode()
        assert refused.status_code == 422
        assert f"“{name}”" in page
        assert alike in page
        assert "Одни студенты" in page
    assert not Claim.objects.exists()


def test_the_pages_say_it_with_numbers_and_lead_to_the_leads(signed_in):
    browser = signed_in(Role.SALES_HEAD)
    typed = {
        "kind": "junk", "first": "2026-02-01", "last": "2026-02-28", "campaign": "Spring", "words": "Одни студенты",
    }  # fmt: skip
    made = browser.post("/claims/new/", typed)
    page = browser.get(made["Location"]).content.decode()
    assert "holds" in page
    assert "(n = 56)" in page
    assert "measure=non_target_leads&amp;from=2026-02-01&amp;to=2026-02-28&amp;campaign=Spring" in page
    assert "the same could have been said of 2 campaigns" in page
    assert "Одни студенты" in page
    browser.post(made["Location"], {"ask": ""})
    assert "All answers" in browser.get(made["Location"]).content.decode()
    assert browser.get("/claims/").content.decode().count("The leads are junk") == 1
    assert browser.post("/claims/new/", typed | {"first": "soon"}).status_code == 422


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 403), (Role.OWNER, 200), (Role.SELLER, 200)])
def test_who_reads_claims(signed_in, role, status):
    assert signed_in(role).get("/claims/").status_code == status


def _entered(by, **changed):
    said: dict[str, Any] = {
        "kind": Kind.JUNK, "first": FEBRUARY[0], "last": FEBRUARY[1], "campaign": "", "seller_id": None,
        "words": "Лиды никуда не годятся", "looked": False,
    }  # fmt: skip
    return claims_entering.enter(**(said | changed), by=by, now=NOW, reading=store.read())


def _answered(by, **changed):
    made = _entered(by, **changed)
    return claims_entering.ask(claim_id=made.pk, by=by, now=NOW, reading=store.read())
