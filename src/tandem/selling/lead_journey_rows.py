"""Which contacts and documents belong to a lead: one more than is shown of each kind, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache

from django.db.models import Q, QuerySet

from tandem.journal.prepared import Prepared, prepared
from tandem.selling.models import Activity, Invoice, Payment, Shipment

#: Where a window is open.
BEFORE_ALL, AFTER_ALL = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


@cache
def contacts_of(most: int) -> Prepared[[int, Collection[int], dt.datetime, dt.datetime], Activity]:
    """Contacts, with who made them."""

    def found(lead: int, cards: Collection[int], since: dt.datetime, until: dt.datetime) -> QuerySet[Activity]:
        own = Activity.objects.filter(_of(lead, cards, contacted_at__gte=since, contacted_at__lt=until))
        return own.select_related("seller").order_by("-contacted_at", "-pk")[: most + 1]

    return prepared(found)


@cache
def invoices_of(most: int) -> Prepared[[int, Collection[int], dt.date, dt.date], Invoice]:
    """Bills."""

    def found(lead: int, cards: Collection[int], since: dt.date, until: dt.date) -> QuerySet[Invoice]:
        own = Invoice.objects.filter(_of(lead, cards, issued_on__gte=since, issued_on__lt=until))
        return own.order_by("-issued_on", "-pk")[: most + 1]

    return prepared(found)


@cache
def payments_of(most: int) -> Prepared[[int, Collection[int], dt.date, dt.date], Payment]:
    """Payments, with the bill each is for."""

    def found(lead: int, cards: Collection[int], since: dt.date, until: dt.date) -> QuerySet[Payment]:
        own = Payment.objects.filter(_of(lead, cards, paid_on__gte=since, paid_on__lt=until))
        return own.select_related("invoice").order_by("-paid_on", "-pk")[: most + 1]

    return prepared(found)


@cache
def shipments_of(most: int) -> Prepared[[int, Collection[int], dt.date, dt.date], Shipment]:
    """Shipments."""

    def found(lead: int, cards: Collection[int], since: dt.date, until: dt.date) -> QuerySet[Shipment]:
        own = Shipment.objects.filter(_of(lead, cards, shipped_on__gte=since, shipped_on__lt=until))
        return own.order_by("-shipped_on", "-pk")[: most + 1]

    return prepared(found)


def _of(lead: int, cards: Collection[int], **within: object) -> Q:
    """Rows that name the lead, and those of its client that name none and fall into its time."""
    return Q(lead=lead) | Q(client__in=cards, lead=None, **within)


def newest[**P, M](
    asked: Prepared[P, M], most: int, counted: bool, *values: P.args, **named: P.kwargs
) -> tuple[list[M], int]:
    """The newest ``most`` of what a question finds, and how many more there are; 0 unless they are ``counted``."""
    found = asked(*values, **named)
    if len(found) <= most or not counted:
        return found[:most], 0
    every = asked.query(*values, **named)
    # The query ends behind what is shown.
    every.query.clear_limits()
    return found[:most], every.count() - most
