"""How long clients are kept who did not buy and are silent."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.agreement.rules import LOST
from tandem.basics.text import Text
from tandem.clients.models import Client
from tandem.intake.models import Lead
from tandem.privacy.models import ForgottenClient
from tandem.privacy.retention import ClientRetention, Counted
from tandem.selling.models import Activity, Invoice, Payment, Shipment


class LostAndSilent(ClientRetention):
    """Clients whose every lead is lost, who never paid, and with whom there was nothing since."""

    key = "lost_and_silent"
    title = Text(ru="Отказались и молчат", en="Lost and silent")
    about = Text(
        ru="Клиенты, у которых все лиды закрыты отказом, оплат, счетов и отгрузок не было никогда, и за срок ничего не "
        "происходило: ни заявки, ни касания, ни смены этапа. Имя, контакты и тексты удаляются, цифры остаются.",
        en="Clients whose every lead is lost, with no payment, invoice or shipment ever, and with whom nothing "
        "happened within the term: no lead, no contact, no change of stage. Name, contacts and texts go, figures stay.",
    )
    counted = Counted.MONTHS
    usual, least = 36, 3

    def due(self, *, before: datetime) -> int:
        """How many such clients there are."""
        return self._due(before).count()

    def clients(self, *, before: datetime, limit: int) -> list[int]:
        """The next of them, those first seen earliest first."""
        return list(self._due(before).order_by("registered_at", "pk").values_list("pk", flat=True)[:limit])

    def _due(self, before: datetime) -> QuerySet[Client]:
        own = Lead.objects.filter(_whole("client"))
        standing = own.exclude(deal__stage=LOST, deal__stage_at__lt=before, captured_at__lt=before)
        clients = Client.objects.filter(Exists(own), ~Exists(standing), counts_as=None, registered_at__lt=before)
        clients = clients.exclude(pk__in=ForgottenClient.objects.values("client_id"))
        recent = Activity.objects.filter(_whole("client"), contacted_at__gte=before)
        bought = [model.objects.filter(_whole("client")) for model in (Payment, Invoice, Shipment)]
        return clients.filter(~Exists(recent), *(~Exists(rows) for rows in bought))


def _whole(client: str) -> Q:
    """Of the client, or of one that is merged into it."""
    return Q(**{client: OuterRef("pk")}) | Q(**{f"{client}__counts_as": OuterRef("pk")})
