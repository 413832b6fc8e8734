"""What daily work keeps of a person: notes of calls, texts of payments, and what documents said of whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any
from urllib.parse import unquote_plus

from django.db.models import Q, QuerySet

from tandem.basics.personal_data import AboutClient, Identity, Keeper, LookedAfter, NotAboutClients, forgotten_key
from tandem.basics.personal_mentions import Mentions
from tandem.basics.text import Text
from tandem.imports.models import KnownRecord
from tandem.selling.models import Activity, Clue, Payment, SavedView
from tandem.selling.waiting import KINDS, SIGNS

_WHO_PAID = Text(ru="Оплаты", en="Payments")

DECLARED = (
    AboutClient(
        # The reason is told in the journal too: one of the company's own list.
        "selling.Deal", Text(ru="Сделки", en="Deals"), client="lead__client", kept=("stage", "lost_reason"),
    ),
    AboutClient(
        "selling.Activity", Text(ru="Касания", en="Contacts"), client="client",
        blanked=("result",), kept=("kind", "direction"),
    ),
    AboutClient(
        "selling.Invoice", Text(ru="Счета", en="Invoices"), client="client",
        kept=("number", "folded_number", "currency"),
    ),
    AboutClient(
        "selling.Payment", _WHO_PAID, client="client",
        blanked=("purpose",), kept=("matched_by", "kind", "currency", "number"),
    ),
    AboutClient(
        "selling.Shipment", Text(ru="Отгрузки", en="Shipments"), client="client",
        kept=("matched_by", "number", "currency"),
    ),
    AboutClient(
        "selling.Cost", Text(ru="Себестоимость", en="Costs of sale"), client="client",
        kept=("matched_by", "currency", "product"),
    ),
    AboutClient(
        "selling.Clearance", Text(ru="Согласования сделки", en="Clearances of the deal"), client="lead__client",
        kept=("rule", "role"),
    ),
    AboutClient(
        "selling.PriceException", Text(ru="Цены ниже прайса", en="Prices below the list"), client="lead__client",
        blanked=("reason",), kept=("currency",),
    ),
    AboutClient(
        "selling.NextStep", Text(ru="Следующие шаги", en="Next steps"), client="lead__client", blanked=("what",),
    ),
    AboutClient(
        "selling.DroppedStep", Text(ru="Шаги закрытых лидов", en="Steps of closed leads"), client="lead__client",
        blanked=("what",),
    ),
    AboutClient("selling.Note", Text(ru="Заметки", en="Notes"), client="lead__client", blanked=("words",)),
    NotAboutClients("selling.SentForm", ("token",), "a number made by the page, to tell a form sent twice"),
    AboutClient(
        "selling.DealLine", Text(ru="Продукты сделки", en="Products of the deal"), client="lead__client",
        kept=("product",),
    ),
    AboutClient(
        "selling.Handoff", Text(ru="Передача сделки в работу", en="Hand-off of the deal"), client="lead__client",
        kept=("checklist",),
    ),
    NotAboutClients("selling.HandoffTick", ("item",), "lines of a checklist of the agreement, by their keys"),
    NotAboutClients("selling.ListPrice", ("product", "currency"), "the company's own price list"),
    LookedAfter("selling.Clue", ("kind", "system", "sign", "value"), "phones and names by which documents are matched"),
    LookedAfter("selling.SavedView", ("name", "query"), "a saved search may be for a name or a phone"),
)  # fmt: skip

_SLICE = 500


class SellingKeeper(Keeper):
    """Clues of documents, documents nobody could match, and saved searches."""

    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """Documents stay with their client, by a key that says nothing."""
        for person in people:
            _make_clues_silent(person)
        mentions = Mentions(people)
        for pk in [pk for pk, query in _searches() if mentions.in_text(unquote_plus(query))]:
            SavedView.objects.filter(pk=pk).update(query="")
        for rows, column in _unmatched():
            named = [pk for pk, text in rows.values_list("pk", column) if mentions.in_text(text)]
            for part in batched(named, _SLICE, strict=False):
                rows.model._default_manager.filter(pk__in=part).update(**{column: ""})

    def mentions(self, identity: Identity) -> list[tuple[Text, str]]:
        """Texts of unmatched payments and notes of calls that name the person."""
        finder = Mentions([identity])
        return [
            (_UNMATCHED, text)
            for rows, column in _unmatched()
            for text in rows.values_list(column, flat=True)
            if finder.in_text(text)
        ]


_UNMATCHED = Text(ru="Документ, который ни с кем не связан", en="A document matched with nobody")


def _make_clues_silent(person: Identity) -> None:
    """What names the person becomes the key by which nobody can be read, in each system that speaks of them."""
    named = Q(sign__in=SIGNS, value__in=[value for _, value in person.points])
    for system, key in person.keys:
        named |= Q(sign="client", system=system, value=key)
    for kind in KINDS:
        own = kind.model._default_manager.filter(client_id=person.client_id).order_by().values("pk")
        named |= Q(kind=kind.name, subject_id__in=own, sign__in=("client", *SIGNS))
    key = forgotten_key(person.client_id)
    clues = Clue.objects.filter(named).exclude(value=key)
    for system, batch_id in dict(clues.order_by("-batch_id").values_list("system", "batch_id")).items():
        KnownRecord.objects.get_or_create(
            kind="client", system=system, key=key,
            defaults={"subject_id": person.client_id, "digest": "", "batch_id": batch_id},
        )  # fmt: skip
    clues.update(sign="client", value=key)


def _searches() -> Iterator[tuple[int, str]]:
    return SavedView.objects.filter(query__contains="search=").values_list("pk", "query").iterator()


def _unmatched() -> list[tuple[QuerySet[Any], str]]:
    """Free texts that belong to no client."""
    return [
        (Payment.objects.filter(client=None).exclude(purpose="").order_by("pk"), "purpose"),
        (Activity.objects.filter(client=None).exclude(result="").order_by("pk"), "result"),
    ]


KEEPERS = (SellingKeeper(),)
