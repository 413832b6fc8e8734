"""What the state tables know of many leads at once, as the clauses name it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from django.apps import apps

from tandem.agreement.clause_catalogue import announced, judged_fields
from tandem.campaigns.names_queries import counted_as
from tandem.journal.rows import rows_with
from tandem.qualification.models import Qualification


def grades_of(lead_ids: Collection[int]) -> Mapping[int, str]:
    """The grades of leads by id; a lead without one is absent."""
    rows = Qualification.objects.filter(pk__in=list(lead_ids)).exclude(grade="").order_by()
    return dict(rows.values_list("pk", "grade"))


def known_of(lead_ids: Collection[int], names: Collection[str]) -> Mapping[int, dict[str, object]]:
    """Lead id → field → value, in one query for each model that holds any of the fields.

    What is not known is None or absent, as it is NULL in the store.
    """
    fields = announced()
    if not fields.keys() >= set(names):
        fields = judged_fields()
    by_model: dict[str, dict[str, str]] = {}
    for name in sorted(names):
        state = fields[name].state
        assert state is not None, "a judged field has a place in the state tables"
        label, _, attribute = state.rpartition(".")
        by_model.setdefault(label, {})[name] = attribute
    found: dict[int, dict[str, object]] = {lead_id: {} for lead_id in lead_ids}
    for label, attributes in by_model.items():
        model = apps.get_model(label)
        key = model._meta.pk.name
        for lead_id, *values in rows_with(model, (key, *attributes.values()), field=key, among=lead_ids):
            known = found[lead_id]
            for name, value in zip(attributes, values, strict=True):
                # An absent text is empty in the state tables.
                found_value = None if value == "" else value
                if found_value is not None and (within := fields[name].within):
                    found_value = json.loads(found_value).get(within)
                known[name] = found_value
    if "campaign" in names:
        _count_names(found.values())
    return found


def _count_names(known: Iterable[dict[str, object]]) -> None:
    """Let a mended name read as the campaign it counts as, which is what the store says as well."""
    counted = counted_as()
    if counted:
        for each in known:
            each["campaign"] = counted.get(str(each.get("campaign")), each.get("campaign"))
