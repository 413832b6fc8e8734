"""A forgotten person is nowhere any more, and no figure has moved."""

import datetime as dt
import re

import pytest
from django.apps import apps
from django.db import connection, models

from tandem.basics.periods import Grain, parse_period
from tandem.clients.merging import merge
from tandem.clients.models import Client, ContactPoint
from tandem.imports.models import ImportProblem
from tandem.imports.samples import take, taken
from tandem.intake.doors import Arriving
from tandem.intake.models import Lead, RefusedRequest
from tandem.intake.samples import lead, source
from tandem.intake.taking_in import take_in
from tandem.journal.models import FactRow
from tandem.measures.catalogue import catalogue
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import NotForThisRole
from tandem.privacy.actions import NoSuchClient, forget
from tandem.privacy.models import ForgottenClient, ForgottenSign
from tandem.privacy.tests.company import EMAIL, INN, KINDS, NAME, NOW, PHONE, history, person, semyonov

pytestmark = pytest.mark.django_db

MARCH = parse_period("2026-03", today=dt.date(2026, 6, 1))


def rows(label):
    """The table of a room on a floor above."""
    return apps.get_model(label).objects.all()


def figures():
    """Every measure of the catalogue, in all and by week, and those of leads by source and seller."""
    reading = store.read()
    every = answer(Question(tuple(catalogue()), MARCH, grain=Grain.WEEK), reading)
    figures_of_leads = ("leads", "deals_won", "revenue_paid", "response_time_median")
    split = answer(Question(figures_of_leads, MARCH, by=("source", "seller")), reading)
    return repr([(row.members, row.bucket, row.values) for said in (every, split) for row in (said.total, *said.rows)])


def everything_kept():
    """Every text of every table of ours, as one."""
    texts = []
    for model in apps.get_models():
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        if names and model.__module__.startswith("tandem."):
            texts += [f"{model._meta.label}: {row}" for row in model._default_manager.values_list(*names)]
    return texts


def naming_him(texts):
    signs = (NAME, "семенов", PHONE, PHONE[2:], EMAIL, INN, "345-67-89")
    pattern = re.compile("|".join(map(re.escape, signs)), re.IGNORECASE)
    return [text for text in texts if pattern.search(text)]


def test_nothing_kept_names_the_person_any_more():
    history()
    assert len(naming_him(everything_kept())) > 8

    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    assert naming_him(everything_kept()) == []
    assert not RefusedRequest.objects.exists()


def test_no_figure_moves_and_the_journal_still_agrees():
    history()
    before = figures()
    leads, payments = Lead.objects.count(), rows("selling.Payment").count()

    forget(client_id=semyonov(), by=person("owner"), now=NOW)

    assert figures() == before
    assert verify().clean
    assert (Lead.objects.count(), rows("selling.Payment").count()) == (leads, payments)


def test_others_keep_what_is_theirs():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    other = Lead.objects.get(source="VK", deal__stage="lost").client
    assert other.name == "Иванова Анна"
    assert other.contact_points.get().value == "+79120000001"


def test_the_journal_tells_that_it_was_done_by_whom_and_nothing_else():
    history()
    admin = person("admin")

    forget(client_id=semyonov(), by=admin, now=NOW)

    fact = FactRow.objects.get(kind="client_forgotten")
    assert (fact.subject_id, fact.actor_id, fact.payload) == (semyonov(), admin.pk, '{"rule":null}')


@pytest.mark.parametrize("role", ["seller", "sales_head", "marketing_head", "marketer", "analyst"])
def test_only_those_who_answer_for_the_data_forget(role):
    history()
    with pytest.raises(NotForThisRole):
        forget(client_id=semyonov(), by=person(role), now=NOW)


def test_a_client_who_is_not_there_cannot_be_forgotten():
    with pytest.raises(NoSuchClient):
        forget(client_id=404, by=person("admin"), now=NOW)


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_same_rows_again_bring_nothing_back(kind):
    history()
    before = figures()
    clients = Client.objects.count()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    tally, file = taken(kind, KINDS[kind]())

    assert naming_him(everything_kept()) == []
    assert (tally.new, Client.objects.count()) == (0, clients)
    assert "forgotten" in set(file.problems.values_list("code", flat=True))
    assert figures() == before


def test_a_changed_row_of_an_old_lead_counts_without_the_person():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)
    (row, *_) = KINDS["lead"]()

    take("lead", [row | {"campaign": "Двери", "extras": {"Ещё": NAME}}])

    assert naming_him(everything_kept()) == []
    assert Lead.objects.get(campaign="Двери").client_id == semyonov()
    assert verify().clean


def test_an_old_lead_from_another_system_joins_the_forgotten_client_without_a_name():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    (lead_id,) = take("lead", [KINDS["lead"]()[0] | {"id": "X9", "client_id": "other-1"}], system="another")

    assert naming_him(everything_kept()) == []
    assert Lead.objects.get(pk=lead_id).client_id == semyonov()


def test_a_note_about_his_lead_is_not_taken_in_with_a_later_file():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    take("activity", [{"id": "A9", "at": KINDS["activity"]()[0]["at"], "lead_id": "L1", "result": "Пётр просил"}])

    assert rows("selling.Activity").get(lead__isnull=False, duration=None).result == ""


def test_whoever_asks_anew_is_a_new_client():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)
    asked = KINDS["lead"]()[0] | {"id": "L77", "created_at": NOW + dt.timedelta(days=3)}

    (lead_id,) = take("lead", [asked])

    client = Lead.objects.get(pk=lead_id).client
    assert (client.name, client.pk != semyonov()) == (NAME, True)


def at_a_door(received_at):
    """His request, as another system's webhook sends it."""
    crm = source(name="CRM", system="crm")
    cells = {"phone": PHONE, "client_name": NAME, "client_id": "C1"}
    record = Arriving(source=crm.key, key="55", received_at=received_at, cells=cells)
    (taken_in,) = take_in([record], sources={crm.key: crm}, now=NOW + dt.timedelta(days=3))
    return Lead.objects.get(pk=taken_in.subject_id).client


def test_a_request_that_waited_since_before_joins_the_forgotten_client():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    assert at_a_door(NOW - dt.timedelta(hours=1)).pk == semyonov()
    assert naming_him(everything_kept()) == []
    assert verify().clean


def test_a_request_of_today_is_taken_as_it_is():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    assert at_a_door(NOW + dt.timedelta(days=3)).name == NAME


def test_merged_clients_are_one_person_and_go_together():
    history()
    other = lead(client_name=NAME, phone="+79990000009")
    card = Lead.objects.get(pk=other).client_id
    merge(semyonov(), card, by_id=None, now=NOW)
    before = figures()

    forget(client_id=card, by=person("admin"), now=NOW)

    assert naming_him(everything_kept()) == []
    assert set(ForgottenClient.objects.values_list("pk", flat=True)) == {semyonov(), card}
    assert figures() == before
    assert verify().clean


def test_what_is_kept_of_the_signs_is_keyed():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    assert ForgottenClient.objects.get().client_id == semyonov()
    digests = list(ForgottenSign.objects.values_list("digest", flat=True))
    assert len(digests) == 4  # the phone, the mail, the tax number and the key of the client
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)


def test_forgetting_twice_is_forgetting_once():
    history()
    admin = person("admin")
    forget(client_id=semyonov(), by=admin, now=NOW)
    forget(client_id=semyonov(), by=admin, now=NOW + dt.timedelta(days=1))

    assert ContactPoint.objects.filter(client=semyonov()).count() == 0
    assert ForgottenSign.objects.count() == 4


def test_an_import_can_still_be_undone():
    from tandem.imports.models import Import
    from tandem.imports.undoing import undo

    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)
    for run in Import.objects.order_by("-pk"):
        undo(import_id=run.pk, by_id=None, now=NOW)

    assert (Lead.objects.count(), Client.objects.count()) == (0, 0)
    assert verify().clean
    # And the file of that day, taken in anew, still brings nobody back.
    for kind, rows in KINDS.items():
        take(kind, rows())
    assert naming_him(everything_kept()) == []


def test_a_refused_row_keeps_its_line_and_reason_but_no_value():
    history()
    forget(client_id=semyonov(), by=person("admin"), now=NOW)

    problem = ImportProblem.objects.get(code="bad_phone")
    assert (problem.line, problem.excerpt) == (7, "")
    assert "erased" in problem.message_en
    assert connection.vendor
