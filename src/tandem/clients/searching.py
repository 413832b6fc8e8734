"""The search for likely duplicates: asked on a page or at night, run by a job, its pairs kept with why."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path

import duckdb
import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.clients.likeness import COMPANIES, PERSONS, Scheme
from tandem.clients.likeness_engine import Described, Likely, Search
from tandem.clients.models import Client, ContactPoint, DuplicatePair, DuplicateSearch
from tandem.clients.spelling import city_key, company_words, mail_key, person_words, phone_key
from tandem.journal.rows import insert_rows
from tandem.people.models import Person

type Now = Callable[[], datetime]

#: Pairs less likely than this are not worth anybody's look.
LEAST = 0.2
#: So many pairs at most wait for people, the likeliest; the page says how many were found.
MOST_PAIRS = 100_000
#: What a search is at, in order; each for persons and for companies.
STEPS: Mapping[str, Text] = {
    "read": Text(ru="читаем клиентов", en="reading clients"),
    "describe": Text(ru="приводим имена, телефоны и почту к одному виду", en="spelling names, phones and mails alike"),
    "meet": Text(ru="подбираем, кого с кем сравнить", en="choosing whom to compare with whom"),
    "learn": Text(ru="учимся на ваших данных", en="learning from your data"),
    "compare": Text(ru="сравниваем", en="comparing"),
    "keep": Text(ru="записываем пары", en="keeping the pairs"),
}
_BATCH = 20_000
#: A search that was not heard of for so long has lost its process; its job runs it again.
_SILENT = timedelta(hours=2)
_MEMORY = "3GB"

_UNFORESEEN = Text(
    ru="Поиск не удался из-за ошибки в программе. Подробности в журнале ошибок; попробуйте ещё раз.",
    en="The search failed for an error in the program. The log has the details; try again.",
)


class SearchingAlready(Refusal):
    """One search runs at a time."""


def ask(*, by: Person | None, now: datetime) -> DuplicateSearch:
    """Ask for a search; a job runs it. Refuses by ``SearchingAlready``."""
    silent = DuplicateSearch.objects.filter(going=True)
    # One whose process and job are both gone would forbid every other for ever.
    silent.annotate(last=Coalesce("heard_at", "asked_at")).filter(last__lt=now - _SILENT).update(
        going=False, finished_at=now, failure_ru=_UNFORESEEN.ru, failure_en=_UNFORESEEN.en
    )
    try:
        with transaction.atomic():
            return DuplicateSearch.objects.create(asked_at=now, asked_by=by)
    except IntegrityError:
        raise SearchingAlready(
            Text(
                ru="Поиск уже идёт: дождитесь его конца, пары появятся на этой странице.",
                en="A search is running already: wait for its end, the pairs will be on this page.",
            )
        ) from None


def run(*, search_id: int, now: Now) -> bool:
    """Run a search to its end; safe to run again after a kill, and without effect once it has ended.

    Returns whether it came to an end now. What it needs and has not is on its page; only what nobody foresaw raises.
    """
    asked = DuplicateSearch.objects.get(pk=search_id)
    if not asked.going:
        return False
    try:
        _search(asked, now)
    except Refusal as refused:
        _failed(search_id, refused.text, now())
        return False
    except Exception:
        _failed(search_id, _UNFORESEEN, now())
        raise
    return True


def _search(asked: DuplicateSearch, now: Now) -> None:
    def note(step: str) -> None:
        DuplicateSearch.objects.filter(pk=asked.pk).update(step=step, heard_at=now())

    place = settings.HOME / "duplicates"
    # What a killed search left is personal data without a purpose; no other search runs now.
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    found: list[Likely] = []
    compared, total, models = 0, 0, {}
    for scheme in (PERSONS, COMPANIES):
        note("read")
        with tempfile.TemporaryDirectory(dir=place) as folder:
            search = Search(connection_in(Path(folder)), scheme, told=note)
            search.take(described(scheme))
            for likely in search.find(least=LEAST):
                total += len(likely)
                found += likely[: MOST_PAIRS - len(found)]
            compared += search.compared
            if search.model is not None:
                models[scheme.name] = msgspec.to_builtins(search.model)
            search.connection.close()
    note("keep")
    with transaction.atomic():
        keep(found)
        DuplicateSearch.objects.filter(pk=asked.pk).update(
            going=False,
            finished_at=now(),
            clients=Client.objects.filter(counts_as__isnull=True).count(),
            compared=compared,
            found=total,
            model=models,
        )


def connection_in(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB that works in a file of this folder and spills there what does not fit into its share of memory."""
    connection = duckdb.connect(str(folder / "search.duckdb"))
    connection.execute(f"SET memory_limit = '{_MEMORY}'")
    connection.execute(f"SET threads = {settings.STORE_THREADS}")
    connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
    connection.execute("SET preserve_insertion_order = false")
    return connection


def described(scheme: Scheme) -> Iterator[list[Described]]:
    """All clients of the scheme's kind as the search reads them, those merged into one as one."""
    merged: dict[int, list[int]] = {}
    rows = Client.objects.filter(kind=scheme.name, counts_as__isnull=False).values_list("pk", "counts_as_id")
    for client_id, top in rows:
        merged.setdefault(top or 0, []).append(client_id)
    clients = Client.objects.filter(kind=scheme.name, counts_as__isnull=True).order_by("pk")
    for batch in batched(clients.values_list("pk", "name", "city").iterator(chunk_size=_BATCH), _BATCH, strict=False):
        yield _described(scheme, batch, merged)


def _described(
    scheme: Scheme, batch: Sequence[tuple[int, str, str]], merged: Mapping[int, Sequence[int]]
) -> list[Described]:
    first, last = batch[0][0], batch[-1][0]
    points: dict[int, list[tuple[str, str]]] = {}
    rows = ContactPoint.objects.order_by().values_list("client_id", "type", "value")
    for client_id, type_, value in rows.filter(client__gte=first, client__lte=last).iterator(chunk_size=_BATCH):
        points.setdefault(client_id, []).append((type_, value))
    far = [each for client_id, _, _ in batch for each in merged.get(client_id, ()) if not first <= each <= last]
    for part in batched(far, 500, strict=False):
        for client_id, type_, value in rows.filter(client__in=part):
            points.setdefault(client_id, []).append((type_, value))
    return [
        describe(
            scheme,
            client_id,
            name,
            city,
            [point for each in (client_id, *merged.get(client_id, ())) for point in points.get(each, ())],
        )
        for client_id, name, city in batch
    ]


def describe(scheme: Scheme, client_id: int, name: str, city: str, points: Sequence[tuple[str, str]]) -> Described:
    """One client as the search reads it; ``points`` are (type, value) of its contact points."""
    words, patronymic = person_words(name) if scheme is PERSONS else (company_words(name), "")
    return Described(
        client_id,
        words=words,
        patronymic=patronymic,
        # A number that is no country's is many strangers'.
        phones=[phone_key(value) for type_, value in points if type_ == "phone" and value.startswith("+")],
        mails=[mail_key(value) for type_, value in points if type_ == "email"],
        inns=[value for type_, value in points if type_ == "inn" and len(set(value)) > 2],
        city=city_key(city),
    )


def keep(found: Sequence[Likely]) -> None:
    """Let these be the pairs that wait for people: what was decided stays, what is no longer likely goes."""
    decided = set(DuplicatePair.objects.exclude(decision="").values_list("one_id", "other_id"))
    DuplicatePair.objects.filter(decision="").delete()
    standing = set(Client.objects.filter(counts_as__isnull=True).values_list("pk", flat=True)) if found else set()
    insert_rows(
        DuplicatePair,
        ("one", "other", "weight", "probability", "outcomes", "decision"),
        [
            (each.one, each.other, each.weight, each.probability, _why(each), "")
            for each in found
            # Somebody may have merged or undone one of them while we searched.
            if (each.one, each.other) not in decided and each.one in standing and each.other in standing
        ],
    )


def _why(likely: Likely) -> list[list[object]]:
    return [[each.trait, each.level, each.weight] for each in likely.outcomes]


def _failed(search_id: int, why: Text, at: datetime) -> None:
    DuplicateSearch.objects.filter(pk=search_id, going=True).update(
        going=False, finished_at=at, failure_ru=why.ru, failure_en=why.en
    )
