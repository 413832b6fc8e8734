"""An import whose leads and clients something hangs on is undone whole, or refused in a sentence: never half."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from tandem.campaigns.models import Launch
from tandem.clients.merging import merge
from tandem.clients.models import Client, DuplicatePair
from tandem.imports.acted_on import NeededByOthers
from tandem.imports.models import Import
from tandem.imports.samples import take
from tandem.imports.undoing import undo
from tandem.intake.doors import Arriving
from tandem.intake.models import Lead
from tandem.intake.samples import CAPTURED_AT, source
from tandem.intake.taking_in import take_in
from tandem.materials.models import Material
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.selling.models import Activity
from tandem.selling.next_steps import plan_step

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def relations() -> dict[str, models.ForeignKey[Any, Any]]:
    """Every foreign key to a lead or a client, by name."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in (Lead, Client)
    }


def brought() -> tuple[int, Lead]:
    """An import of one lead with its client; the import and the lead."""
    (lead_id,) = take("lead", [{"id": "L1", "created_at": CAPTURED_AT, "phone": "+79123456789"}])
    return Import.objects.latest("pk").pk, Lead.objects.get(pk=lead_id)


def hang_on(field: models.ForeignKey[Any, Any], lead: Lead) -> models.Model:
    """A row that points there and came otherwise than by an import: by a door or a hand."""
    model = field.model
    target = lead.pk if field.related_model is Lead else lead.client_id
    if field.primary_key:
        model._default_manager.filter(pk=target).delete()
    if model is Client:
        merge(target, Client.objects.create(registered_at=NOW).pk, by_id=None, now=NOW)
        return Client.objects.get(counts_as_id=target)
    if model is DuplicatePair:
        return _pair(field, target)
    values = {each.attname: _something(each) for each in model._meta.concrete_fields if each.attname != "id"}
    return model._default_manager.create(**values | _SAID.get(model._meta.label, {}) | {field.attname: target})


#: What has to be one of a few words.
_SAID: dict[str, dict[str, Any]] = {
    "clients.ContactPoint": {"type": "email", "value": "anna@example.com"},
    "selling.PriceException": {"list_price": 2},
    "materials.MaterialUse": {"way": "sent"},
}


def _pair(field: models.Field[Any, Any], target: int) -> DuplicatePair:
    """A pair is ordered; the client stands on the side the field says."""
    if field.name == "one":
        return DuplicatePair.objects.create(one_id=target, other=Client.objects.create(registered_at=NOW))
    return DuplicatePair.objects.create(one=Client.objects.create(pk=-1, registered_at=NOW), other_id=target)


_FRESH = itertools.count(1)


def _something(field: models.Field[Any, Any]) -> Any:
    if field.remote_field is not None:
        return None if field.null else _other(field.remote_field.model)
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    kinds: list[tuple[type[models.Field[Any, Any]], Callable[[], Any]]] = [
        (models.DateTimeField, lambda: NOW),
        (models.DateField, NOW.date),
        (models.CharField, lambda: f"x{next(_FRESH)}"),
        (models.TextField, str),
        (models.BooleanField, bool),
        (models.DecimalField, lambda: Decimal(1)),
        (models.JSONField, dict),
    ]
    return next((make() for kind, make in kinds if isinstance(field, kind)), 1)


def _other(model: type[models.Model]) -> Any:
    if model is Client:
        return Client.objects.create(registered_at=NOW).pk
    if model is Lead:
        client = Client.objects.create(registered_at=NOW)
        return Lead.objects.create(client=client, captured_at=NOW).pk
    if model is Activity:
        return Activity.objects.create(kind="call", contacted_at=NOW).pk
    if model is Launch:
        return Launch.objects.create(campaign="Spring", launched_at=NOW).pk
    if model is Material:
        owner = _other(Person)
        return Material.objects.create(
            title="Price list", kind="solution", owner_id=owner, review_on=NOW.date(), made_at=NOW
        ).pk
    return apps.get_model("people.Person")._default_manager.create(username=f"u{next(_FRESH)}", role="seller").pk


@pytest.mark.parametrize("name", sorted(relations()))
def test_whatever_points_at_a_lead_or_client_the_undo_is_whole_or_refused_in_words(name):
    import_id, lead = brought()
    hang_on(relations()[name], lead)
    connection.check_constraints()
    try:
        undo(import_id=import_id, by_id=None, now=timezone.now())
    except NeededByOthers as refused:
        assert "№ ." not in refused.text.ru
        assert len(refused.text.en) > 30
        assert Lead.objects.filter(pk=lead.pk).exists()
    else:
        assert not Lead.objects.filter(pk=lead.pk).exists()
    connection.check_constraints()


def refused_in_words(import_id: int, words: str = "came by no import") -> None:
    with pytest.raises(NeededByOthers) as refused:
        undo(import_id=import_id, by_id=None, now=timezone.now())
    assert words in refused.value.text.en
    connection.check_constraints()
    assert verify().differences == []


def test_a_lead_with_a_next_step_by_hand_stays():
    import_id, lead = brought()
    person = Person.objects.create_user("anna", name="Anna", role="seller")
    plan_step(lead_id=lead.pk, what="Call", due_on=NOW.date(), by=person, today=NOW.date(), now=NOW)
    refused_in_words(import_id, f"1 of 1. For example, no. {lead.pk}: ")


def test_a_client_who_asked_again_by_a_door_stays():
    import_id, _ = brought()
    opened = source()
    again = Arriving(source=opened.key, key="1", received_at=NOW, cells={"phone": "+79123456789"})
    take_in([again], sources={opened.key: opened}, now=NOW)
    assert Client.objects.count() == 1
    refused_in_words(import_id)


def test_a_lead_that_another_message_joined_stays():
    import_id, _ = brought()
    opened = source()
    said = {"phone": "+79123456789", "consent": "yes", "text": "Hello"}
    message = Arriving(
        source=opened.key, key="1", record="r1", joins=9_000, received_at=CAPTURED_AT + timedelta(days=1), cells=said
    )
    take_in([message], sources={opened.key: opened}, now=NOW)
    assert Lead.objects.count() == 1
    refused_in_words(import_id)


def test_an_import_that_nothing_hangs_on_is_undone_and_its_duplicates_with_it():
    import_id, lead = brought()
    other = Client.objects.create(registered_at=NOW)
    DuplicatePair.objects.create(one_id=min(lead.client_id, other.pk), other_id=max(lead.client_id, other.pk))
    undo(import_id=import_id, by_id=None, now=timezone.now())
    assert not Lead.objects.exists()
    assert not DuplicatePair.objects.exists()
