"""What a request says: its answers are free text, the rest is where it came from. Refused ones may name anybody."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from urllib.parse import unquote_plus

from tandem.basics.personal_data import AboutClient, Identity, Keeper, LookedAfter, NotAboutClients, Remains
from tandem.basics.personal_mentions import Mentions
from tandem.basics.text import Text
from tandem.intake.models import RefusedRequest

DECLARED = (
    AboutClient(
        "intake.Lead",
        Text(ru="Заявки", en="Leads"),
        client="client",
        blanked=("answers",),
        # The journal holds these too, and figures are counted by them: none says who the person is.
        kept=(
            "source", "channel", "campaign", "ad_group", "creative", "offer", "landing_page", "product", "segment",
            "city",
        ),
    ),
    AboutClient(
        "intake.Touch",
        Text(ru="Касания до заявки", en="Touches before the lead"),
        client="lead__client",
        # A click's mark points at one browser; the rest is in the journal, and a page there names nobody.
        blanked=("click_ids",),
        kept=("source", "channel", "campaign", "ad_group", "creative", "page", "referrer", "device", "offer"),
    ),
    NotAboutClients(
        "intake.Source", ("key", "name", "door", "system", "fingerprint", "defaults", "settings"), "a door of ours"
    ),
    NotAboutClients("intake.Arrival", ("id", "kind", "missing", "receipts"), "ids, times and codes of the steps"),
    LookedAfter(
        "intake.RefusedRequest",
        ("reason_ru", "reason_en", "method", "query", "content_type", "headers", "body"),
        "a request as it came, for some days",
    ),
    NotAboutClients("intake.UnkeptRefusals", ("source_key", "why"), "counts"),
    NotAboutClients("intake.MailboxPlace", ("failure_ru", "failure_en"), "why a server was not reached"),
)  # fmt: skip


class RefusedKeeper(Keeper):
    """Removes refused requests that name the person: nothing else is known by them."""

    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """Whatever they were refused for."""
        mentions = Mentions(people)
        named = [pk for pk, text in _refused() if mentions.in_text(text)]
        RefusedRequest.objects.filter(pk__in=named).delete()

    def mentions(self, identity: Identity) -> list[tuple[Text, str]]:
        """The beginnings of such requests."""
        finder = Mentions([identity])
        return [(_REFUSED, text[:500]) for _, text in _refused() if finder.in_text(text)]

    def remains(self) -> Collection[Remains]:
        """What waits outside of the database."""
        return (
            Remains(
                Text(
                    ru="Заявки, которые ждут в буфере на диске, пока база данных недоступна или их нельзя принять.",
                    en="Leads that wait in the spool on disk while the database is away, or that cannot be taken in.",
                )
            ),
        )


_REFUSED = Text(ru="Заявка, которую не приняли", en="A request that was refused")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def _refused() -> Iterator[tuple[int, str]]:
    """The texts of refused requests as people read them, whether they came as JSON or as a form."""
    rows = RefusedRequest.objects.order_by("pk").values_list("pk", "query", "body")
    for pk, query, body in rows.iterator(chunk_size=500):
        text = unquote_plus(f"{query}\n{bytes(body).decode('utf-8', 'replace')}")
        yield pk, _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


KEEPERS = (RefusedKeeper(),)
