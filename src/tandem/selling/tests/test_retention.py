"""Who refused, never paid and is silent is forgotten after the term, and nobody else."""

import datetime as dt
from decimal import Decimal

import pytest

from tandem.clients.merging import merge
from tandem.clients.models import Client
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.privacy.models import ForgottenClient, RetentionRule
from tandem.privacy.retention import ClientRetention, run_rules, set_rule, standing_of
from tandem.selling.samples import activity, invoice, payment

pytestmark = pytest.mark.django_db
THEN = dt.datetime(2023, 1, 10, 9, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
RECENTLY = NOW - dt.timedelta(days=60)


def lost(key, **values):
    said = {"client_name": f"Клиент {key}", "created_at": THEN, "stage": "lost", "stage_at": THEN}
    return lead(client_id=key, **(said | values))


def switch_on(term=24):
    admin = Person.objects.create_user("admin", name="Админ", role="admin")
    set_rule(key="lost_and_silent", on=True, term=term, by=admin, now=NOW)


def due():
    standing = standing_of("lost_and_silent")
    assert standing is not None
    assert isinstance(standing.rule, ClientRetention)
    found = standing.rule.clients(before=standing.before(NOW), limit=99)
    assert len(found) == standing.rule.due(before=standing.before(NOW))
    return set(Client.objects.filter(pk__in=found).values_list("name", flat=True))


def test_only_the_lost_and_silent_are_due():
    switch_on()
    lost("silent")
    lost("late stage", stage_at=RECENTLY)
    lost("asked again"), lead(client_id="asked again", created_at=RECENTLY)
    lost("one open"), lead(client_id="one open", created_at=THEN)
    lost("one in work"), lead(client_id="one in work", created_at=THEN, stage="in_work", stage_at=THEN)
    lost("called"), activity(client_id="called", at=RECENTLY)
    lost("called long ago"), activity(client_id="called long ago", at=THEN)
    lost("paid"), payment(client_id="paid", paid_on=THEN.date(), amount=Decimal(1))
    lost("invoiced"), invoice(client_id="invoiced", issued_on=THEN.date())

    assert due() == {"Клиент silent", "Клиент called long ago"}


def test_merged_clients_are_silent_only_together():
    switch_on()
    for one, other in (("a", "b"), ("c", "d")):
        first, second = lost(one), lost(other)
        if other == "d":
            activity(client_id="d", at=RECENTLY)
        merge(*(Lead.objects.get(pk=each).client_id for each in (first, second)), by_id=None, now=NOW)

    assert due() == {"Клиент a"}
    run_rules(now=NOW)
    assert set(Client.objects.values_list("name", flat=True)) == {"", "Клиент c", "Клиент d"}


def test_a_rule_that_is_off_does_nothing():
    lost("silent")

    assert run_rules(now=NOW) == {"looks": 0}
    assert Client.objects.get().name == "Клиент silent"


def test_the_night_forgets_in_parts_and_goes_on_the_next(monkeypatch):
    monkeypatch.setattr("tandem.privacy.retention.PART", 2)
    switch_on()
    for number in range(5):
        lost(f"n{number}")

    assert run_rules(now=NOW, parts=2)["lost_and_silent"] == 4
    assert len(due()) == 1
    assert run_rules(now=NOW, parts=2)["lost_and_silent"] == 1

    assert set(Client.objects.values_list("name", flat=True)) == {""}
    assert ForgottenClient.objects.filter(rule="lost_and_silent", forgotten_by=None).count() == 5
    assert (Lead.objects.count(), RetentionRule.objects.get(key="lost_and_silent").last_done) == (5, 1)
    assert run_rules(now=NOW)["lost_and_silent"] == 0
