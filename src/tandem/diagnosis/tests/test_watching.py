"""Campaigns under watch: from the store to a warning, what is asked, and what marketing answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import numpy as np
import pytest
from django.test import Client

from tandem.agreement.document import FigurePromise, Promise
from tandem.agreement.samples import DOCUMENT, signed
from tandem.diagnosis import warning_answers, watching
from tandem.diagnosis.models import AudienceWarning, AudienceWatch
from tandem.diagnosis.rules.audience import State
from tandem.diagnosis.rules.audience_baseline import Basis, Past, others, own_past
from tandem.diagnosis.warning_reading import leads_of
from tandem.imports.samples import take
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.horizon import horizon
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.selling.samples import payment

START = date(2025, 9, 1)
#: How long the made-up history is, and from which day on the astray campaign brings the wrong people.
DAYS, TURNED = 190, 145
NOW = datetime(2026, 3, 9, 20, tzinfo=UTC)


def _company(*, astray=("Баннер",)):
    """Two campaigns with two leads a day; the astray ones bring the wrong people from a day on."""
    rng = np.random.default_rng(4)
    rows: list[dict[str, object]] = []
    spend: list[dict[str, object]] = []
    for campaign, share in (("Поиск", 0.5), ("Баннер", 0.45)):
        for day in range(DAYS):
            on = START + timedelta(days=day)
            true = 0.05 if campaign in astray and day >= TURNED else share
            for hour in (9, 12):
                number = len(rows) + 1
                rows.append(
                    {
                        "id": f"L{number}",
                        "client_id": f"C{number}",
                        "campaign": campaign,
                        "created_at": datetime(on.year, on.month, on.day, hour, tzinfo=UTC),
                        "grade": "B" if rng.random() < true else "D",
                    }
                )
        spend.append({"day": START + timedelta(days=DAYS - 1), "campaign": campaign, "spend": Decimal(90000)})
    take("lead", rows)
    take("spend", spend)


@pytest.fixture
def company(db):
    _company()
    return NOW


def test_the_campaign_that_turned_is_warned_of_once_with_day_share_and_money(company):
    assert watching.look(now=company) == 1
    assert watching.look(now=company + timedelta(hours=1)) == 0
    (warning,) = AudienceWarning.objects.select_related("watch")
    assert (warning.watch.campaign, warning.watch.creative) == ("Баннер", "")
    turned = START + timedelta(days=TURNED)
    assert warning.earliest <= turned <= warning.latest
    assert abs((warning.changed_on - turned).days) <= 7
    assert warning.share == pytest.approx(0.05, abs=0.08)
    assert warning.chance < 0.05 / 2
    # Of what was spent since then the part beyond the plan is at stake.
    assert warning.at_stake is not None
    assert float(warning.at_stake) == pytest.approx(90000 * (warning.watch.planned - warning.share), rel=0.01)
    fact = FactRow.objects.get(kind="audience_warned")
    assert fact.subject_id == warning.pk
    assert verify().clean


def test_an_export_whose_deals_closed_long_after_its_last_lead_is_watched_to_its_end(company):
    late = company + timedelta(days=150)
    take("lead", [{"id": "L1", "stage": "lost", "stage_at": late}])

    assert horizon(store.read()).until == late.date()
    assert watching.look(now=late + timedelta(days=1)) == 1
    assert AudienceWarning.objects.get().watch.campaign == "Баннер"


def test_a_company_that_keeps_its_shares_is_left_in_peace(db):
    _company(astray=())
    assert watching.look(now=NOW) == 0
    assert {each.state for each in watching.standings(store.read(), creatives=False)} == {State.WATCHING}
    assert AudienceWatch.objects.count() == 2


def test_marketing_answers_and_the_watch_begins_anew(company, client):
    watching.look(now=company)
    warning = AudienceWarning.objects.get()
    marketer = Person.objects.create_user("m", name="Марк", role="marketer", language="en")
    seller = Person.objects.create_user("s", name="Семён", role="seller", language="en")
    now = company + timedelta(days=1)

    warning_answers.see(warning_id=warning.pk, by=seller, now=now)
    warning.refresh_from_db()
    assert warning.seen_at is None
    warning_answers.see(warning_id=warning.pk, by=marketer, now=now)
    with pytest.raises(warning_answers.NotTheAnswerer):
        warning_answers.answer(warning_id=warning.pk, outcome="kept", done="…", by=seller, now=now)
    with pytest.raises(warning_answers.NothingSaid):
        warning_answers.answer(warning_id=warning.pk, outcome="changed", done=" ", by=marketer, now=now)
    warning_answers.answer(warning_id=warning.pk, outcome="changed", done="Сузили площадки", by=marketer, now=now)
    with pytest.raises(warning_answers.AlreadyAnswered):
        warning_answers.answer(warning_id=warning.pk, outcome="changed", done="ещё", by=marketer, now=now)

    warning.refresh_from_db()
    assert (warning.seen_by, warning.answered_by, warning.outcome) == (marketer, marketer, "changed")
    before, after = AudienceWatch.objects.filter(campaign="Баннер", creative="").order_by("pk")
    assert before.closed_at == now
    assert after.closed_at is None
    assert after.since > horizon(store.read()).until
    assert watching.look(now=now) == 0
    assert not FactRow.objects.filter(payload__contains="Сузили").exists()


def test_the_pages_say_which_since_when_and_what_to_ask(company):
    watching.look(now=company)
    browser = _browser("marketing_head")
    text = browser.get("/warnings/").content.decode()
    assert 'href="/warnings/"' in browser.get("/").content.decode()
    assert "One of 2 brings the wrong people." in text
    assert text.index("Баннер") < text.index("Поиск")
    assert "came in the last thirty days" in browser.get("/warnings/?by=creative").content.decode()
    watch = AudienceWarning.objects.get().watch
    page = browser.get(f"/warnings/{watch.pk}/").content.decode()
    assert "What was changed around" in page
    assert "a little below its own share before the watch" in page
    assert "measure=non_target_leads" in page
    assert AudienceWarning.objects.get().seen_at is not None
    refused = browser.post(f"/warnings/{watch.pk}/", {"outcome": "changed", "done": ""})
    assert refused.status_code == 422
    assert browser.post(f"/warnings/{watch.pk}/", {"outcome": "changed", "done": "Отключили"}).status_code == 302
    assert "Отключили" in browser.get("/warnings/").content.decode()
    assert browser.get("/warnings/table.csv").status_code == 200
    assert _browser("seller").get("/warnings/").status_code == 403
    assert _browser("sales_head").post(f"/warnings/{watch.pk}/", {"outcome": "x"}).status_code == 403


def test_who_has_not_paid_has_not_paid_at_once(db):
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    lead(id="P", client_id="CP", campaign="Поиск", created_at=at)
    lead(id="N", client_id="CN", campaign="Поиск", created_at=at)
    payment(client_id="CP", lead_id="P", amount=Decimal(5000), paid_on=date(2026, 3, 9))
    watch = AudienceWatch(campaign="Поиск", since=date(2026, 3, 1))
    assert sorted(leads_of(watch, store.read(), wait=0).paid_on) == [-1, 8]


def test_without_leads_the_page_says_what_to_do(db):
    assert "Import leads" in _browser("owner").get("/warnings/").content.decode()


def test_before_the_first_look_the_page_says_when_it_is_and_without_a_share_what_is_missing(db):
    lead(campaign="Поиск", created_at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    browser = _browser("owner")
    assert "agree which share of leads is to be target" in browser.get("/warnings/").content.decode()

    figure = FigurePromise(measure="target_share", relation="at least", amount=Decimal("0.4"))
    promise = Promise(key="share", side="marketing", title="Доля целевых", figure=figure)
    signed(msgspec.structs.replace(DOCUMENT, promises=(promise,)), since=date(2026, 3, 1))
    assert "the first look is within the hour" in browser.get("/warnings/").content.decode()
    watching.look(now=NOW)
    assert "Nothing speaks against any of 1." in browser.get("/warnings/").content.decode()


def test_a_bad_campaign_among_the_others_hardly_moves_what_a_new_one_is_held_to():
    good = {name: Past(200, 500) for name in "abcdefghi"}
    held, spoiled = others(good), others(good | {"bad": Past(25, 500)})
    assert held is not None
    assert spoiled is not None
    assert held.basis is Basis.OTHERS
    assert held.share == pytest.approx(0.4, abs=0.02)
    assert 0.05 < spoiled.share < held.share
    assert others({"a": Past(200, 500)}) is None


def test_ones_own_past_counts_by_its_lower_quartile_and_only_where_there_is_enough_of_it():
    held = own_past({"large": Past(400, 1000), "small": Past(9, 20)})
    assert set(held) == {"large"}
    assert 0.37 < held["large"].share < 0.4


def _browser(role):
    person = Person.objects.create_user(role, name=role, role=role, language="en")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    return browser
