"""The pages of the scorecard: read by both heads, disputed line by line, put into the draft."""

from __future__ import annotations

import html
import json
import re
from datetime import date

import msgspec
import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.agreement import queries
from tandem.agreement.samples import sign, signed
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.scoring import trainings
from tandem.scoring.drift import MOVED_FAR
from tandem.scoring.models import Column, Training
from tandem.scoring.proposal import Drifted
from tandem.scoring.tests.company import bring, card_of, chances, found_by, going, reader, trained

pytestmark = pytest.mark.django_db

AGREEMENT = agreement(target="grade in ('A', 'B')")


@pytest.fixture
def company():
    signed(AGREEMENT, since=date(2025, 1, 1))
    bring(chances(700))


def text(response):
    """What a reader sees, in one line."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\N{NO-BREAK SPACE}", " "))


def page(browser, address="/scorecard/"):
    response = browser.get(address)
    assert response.status_code == 200
    return text(response)


def test_both_heads_read_the_card_its_worth_and_what_would_change(company):
    trained(reader(Role.SALES_HEAD))

    for role in (Role.SALES_HEAD, Role.MARKETING_HEAD):
        said = page(reader(role))
        for expected in (
            "Client's budget", "friends", "Share that bought", "Leads of known fate: 700", "Tells buyers apart (AUC)",
            "Calibration slope", "Error of the chance (ECE)", "Brier score", "Chances promised and come true",
            "Buyers among the best leads", "Put it into the draft",
        ):  # fmt: skip
            assert expected in said


def test_drawings_stand_beside_tables_of_the_same_figures(company):
    training = trained(reader())
    found = found_by(training).evaluation
    assert found is not None

    body = reader().get("/scorecard/").content.decode()

    drawings = re.findall(r'<svg class="plot".*?</svg>', body, flags=re.S)
    assert len(drawings) == 2
    assert all('role="img" aria-label=' in each for each in drawings)
    assert [each.count("<circle") for each in drawings] == [len(found.reliability), len(found.lift)]
    assert f"{100 * found.lift[0]:.0f}%" in text(reader().get("/scorecard/"))


def test_sellers_do_not_open_it_and_marketers_do_not_decide(company):
    training = trained(reader())

    assert reader(Role.SELLER).get("/scorecard/").status_code == 403
    assert reader(Role.SELLER).get("/scorecard/columns/").status_code == 403
    marketer = reader(Role.MARKETER)
    said = page(marketer)
    assert "Put it into the draft" not in said
    assert "Train anew" not in said
    # Sellers by name are for who sees the operating report.
    assert marketer.get(f"/scorecard/{training.pk}/sellers.csv").status_code == 404
    assert marketer.get(f"/scorecard/{training.pk}/campaigns.csv").status_code == 200
    marketer.post(f"/scorecard/{training.pk}/adoption/")
    marketer.post("/scorecard/columns/judgement/", {"column": "source", "said": "late"})
    marketer.post("/scorecard/")
    assert queries.draft() is None
    assert not Column.objects.exists()
    assert Training.objects.count() == 1


def test_nothing_is_asked_or_shown_without_leads():
    said = page(reader())

    assert "There are no leads yet" in said
    assert "Train a card" not in said


def test_a_training_shows_how_far_it_is_and_can_be_cancelled(company):
    browser = reader()
    browser.post("/scorecard/")
    asked = going()
    Training.objects.filter(pk=asked.pk).update(started_at=timezone.now(), done=3, steps=11)

    assert "step 3 of 11" in page(browser, f"/scorecard/{asked.pk}/")
    assert "step 3 of 11" in text(browser.get(f"/scorecard/{asked.pk}/", headers={"hx-request": "true"}))
    browser.post("/scorecard/")
    assert Training.objects.count() == 1

    browser.post(f"/scorecard/{asked.pk}/cancellation/")
    trainings.run(training_id=asked.pk, now=timezone.now)
    assert trainings.latest() is None
    assert "cancelled before its end" in page(browser)
    assert browser.get(f"/scorecard/{asked.pk}/", headers={"hx-request": "true"}).headers["HX-Refresh"] == "true"


def test_asking_puts_a_job_into_the_queue(company, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as queued:
        reader().post("/scorecard/")

    assert len(queued) == 1


def test_a_training_learns_from_the_whole_history_even_while_the_store_is_behind(company, monkeypatch):
    from tandem.measures import store

    # So short that the store would wait for its job rather than follow what is new at once.
    monkeypatch.setattr(store, "DELTA_LIMIT", 0)
    assert store.store.read().freshness.behind > 0

    assert found_by(trained(reader())).used.trained == 700


def test_a_training_cancelled_between_two_steps_stops_there(company, monkeypatch):
    browser = reader()
    browser.post("/scorecard/")
    asked = going()

    def no_longer(number):
        note = noting(number)

        def noted(done, of):
            if done == 2:
                browser.post(f"/scorecard/{number}/cancellation/")
            note(done, of)

        return noted

    noting = trainings._noting
    monkeypatch.setattr(trainings, "_noting", no_longer)
    trainings.run(training_id=asked.pk, now=timezone.now)

    asked.refresh_from_db()
    assert (asked.done, asked.result) == (2, None)


def test_the_card_goes_into_the_draft_is_signed_and_scores_leads(company):
    browser = reader()
    training = trained(browser)

    browser.post(f"/scorecard/{training.pk}/adoption/")

    assert "This card is in the draft of the agreement" in page(browser)
    changes = page(browser, browser.get(reverse("agreement_draft_comparison")).headers["Location"])
    assert "friends" in changes
    from tandem.agreement import actions
    from tandem.agreement.samples import person

    actions.propose(by=person(Role.OWNER), now=timezone.now(), since=date(2026, 3, 1), reason="")
    sign("marketing", now=timezone.now())
    sign("sales", now=timezone.now())
    card = card_of(training)
    assert [term.key for term in queries.in_force().document.scorecard.terms] == [term.key for term in card.terms]
    assert "This card is in force" in page(browser)
    assert "Trained on 700 leads" in page(browser, "/scorecard/in-force/")


def test_a_line_opens_its_leads_with_what_came_of_each(company):
    browser = reader()
    training = trained(browser)
    card = card_of(training)
    term = next(each for each in card.terms if each.key == "source")
    at, line = next((at, each) for at, each in enumerate(term.bins) if each.value == "friends")
    address = f"/scorecard/{training.pk}/leads/source/{at}/"

    said = page(browser, address)

    assert f"Source: friends {line.leads}" in said
    assert said.count("did not buy") == line.leads - line.buyers
    assert len(browser.get(f"{address}?as=csv").content.decode("utf-8-sig").splitlines()) == line.leads + 1
    assert browser.get(f"/scorecard/{training.pk}/leads/source/999/").status_code == 404
    assert browser.get(f"/scorecard/{training.pk}/leads/nothing/0/").status_code == 404


def test_open_leads_show_where_the_card_would_move_them_and_whose_they_are(company):
    from tandem.imports.samples import taken
    from tandem.scoring.tests.company import NOW

    taken(
        "lead",
        [
            {"id": f"open{at}", "client_id": f"O{at}", "created_at": NOW, "source": source, "campaign": campaign,
             "seller": seller, "budget": budget}
            for at, (source, campaign, seller, budget) in enumerate(
                # Newest first is the order without a card: of one moment, the one taken in last.
                [("friends", "Word of mouth", "Bob", 400_000), ("ads", "Autumn", "Alice", 10_000)]
            )
        ],
        at=NOW,
    )  # fmt: skip
    browser = reader()

    training = trained(browser)

    found, said = found_by(training), page(browser)
    assert [(each.before, each.after) for each in found.moved] == [(2, 1), (1, 2)]
    assert {each.member: each.rise for each in found.campaigns} == {"Word of mouth": 0.5, "Autumn": -0.5}
    for expected in ("Word of mouth 1 +50%", "Alice 1 −50%", f"№ {found.moved[0].lead_id} no grade 2 1 2"):
        assert expected in said
    assert "Alice" not in page(reader(Role.MARKETER))


@pytest.mark.parametrize(
    "part", ["card", "reliability", "gains", "grades", "drift", "leads", "campaigns", "sellers", "silent"]
)
def test_every_list_is_a_file_too(company, part):
    browser = reader()
    training = trained(browser)

    csv = browser.get(f"/scorecard/{training.pk}/{part}.csv")
    xlsx = browser.get(f"/scorecard/{training.pk}/{part}.xlsx")

    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert xlsx.content.startswith(b"PK")
    assert browser.get(f"/scorecard/{training.pk}/{part}.exe").status_code == 404


def test_the_card_as_json_scores_as_the_card_does(company):
    from tandem.agreement.document import Scorecard
    from tandem.scoring.cards import Card

    browser = reader()
    training = trained(browser)

    body = json.loads(browser.get(f"/scorecard/{training.pk}/card.json").content)

    read = Card(msgspec.convert(body, Scorecard, strict=False))
    own = Card(card_of(training))
    for row in ({"source": "friends", "budget": 200_000}, {"source": "nobody"}, {}):
        assert read.points(row) == own.points(row)


def test_a_card_that_leads_have_moved_away_from_is_not_to_be_relied_on(company):
    browser = reader()
    signed(
        msgspec.structs.replace(AGREEMENT, scorecard=card_of(trained(browser))),
        since=date(2026, 3, 1),
    )
    assert "Nobody has looked yet" in page(browser, "/scorecard/in-force/")
    training = trained(browser)
    assert "Do not rely" not in page(browser, "/scorecard/in-force/")

    far = Drifted(name="source", index=2 * MOVED_FAR)
    proposal = msgspec.structs.replace(found_by(training), in_force=(far,))
    Training.objects.filter(pk=training.pk).update(result=msgspec.to_builtins(proposal))

    for address in ("/scorecard/", "/scorecard/in-force/", "/leads/?sort=chance"):
        assert "“Source” moved most (PSI 0.50). Do not rely on the chances" in page(browser, address)


def test_drift_over_the_history_is_said_before_the_figures(company):
    browser = reader()
    training = trained(browser)
    far = Drifted(name="", index=2 * MOVED_FAR)
    proposal = msgspec.structs.replace(found_by(training), drift=(far,))
    Training.objects.filter(pk=training.pk).update(result=msgspec.to_builtins(proposal))

    said = page(browser)

    assert "Leads have changed over the time the card learned from: The points themselves" in said
    assert said.index("Leads have changed over the time") < said.index("Tells buyers apart")


def test_in_russian_the_page_speaks_as_the_trade_does(company):
    browser = reader(Role.SALES_HEAD, language="ru")
    trained(browser)

    said = page(browser)

    for expected in (
        "У кого шанс купить выше",
        "Лидов с известной судьбой: 700",
        "Различает купивших (AUC)",
        "В черновик регламента",
    ):
        assert expected in said
