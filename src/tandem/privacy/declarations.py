"""What the rooms declare of the personal data they keep, found at start."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from tandem.basics.discovery import modules_named
from tandem.basics.personal_data import AboutClient, Declaration, Keeper, LookedAfter, NotAboutClients
from tandem.intake.models import Lead


@functools.cache
def declared() -> tuple[Declaration, ...]:
    """Every room's declarations, by room."""
    found: list[Declaration] = []
    for module in modules_named("personal"):
        announced = module.DECLARED
        found += announced if isinstance(announced, tuple) else (announced,)
    return tuple(found)


@functools.cache
def about_clients() -> tuple[AboutClient, ...]:
    """The tables with rows about a client, the client's own first."""
    found = [each for each in declared() if isinstance(each, AboutClient)]
    return tuple(sorted(found, key=lambda each: (not each.model.startswith("clients."), each.model)))


@functools.cache
def keepers() -> tuple[Keeper, ...]:
    """Who looks after what lies outside of a client's own rows; daily work before imports, whose keys it reads."""
    found = [keeper for module in modules_named("personal") for keeper in getattr(module, "KEEPERS", ())]
    return tuple(sorted(found, key=lambda each: type(each).__module__, reverse=True))


def model_of(each: Declaration) -> type[models.Model]:
    """The table a declaration speaks of."""
    return apps.get_model(each.model)


def rows_about(each: AboutClient, client_ids: Iterable[int]) -> QuerySet[models.Model]:
    """The rows of a table that are about any of the clients."""
    wanted = list(client_ids)
    rows = model_of(each)._default_manager.all()
    if each.by_lead:
        return rows.filter(**{f"{each.client}__in": Lead.objects.filter(client__in=wanted).order_by().values("pk")})
    return rows.filter(**{f"{each.client}__in": wanted})


def undeclared_columns() -> list[str]:
    """``app.Model.column`` of every column of text or bytes that no room has declared, or declared twice."""
    said: list[str] = []
    for each in declared():
        columns = (*each.blanked, *each.kept) if isinstance(each, AboutClient) else each.columns
        said += [f"{each.model}.{column}" for column in columns]
    there = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("tandem.")
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField)
    ]
    twice = {each for each in said if said.count(each) > 1}
    return sorted((set(there) ^ set(said)) | twice)


__all__ = ["LookedAfter", "NotAboutClients", "about_clients", "declared", "keepers", "model_of", "rows_about"]
