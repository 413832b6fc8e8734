"""Keeps an old file from bringing a forgotten person back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.apps import apps

from tandem.basics.personal_data import forgotten_key
from tandem.basics.personal_mentions import contacts_in
from tandem.basics.text import Text
from tandem.clients.models import Client
from tandem.imports.models import KnownRecord
from tandem.imports.shapes import FieldType, RecordKind
from tandem.imports.writing import Chunk, Guard, Incoming
from tandem.journal.rows import ask
from tandem.measures.tables import shape
from tandem.privacy.identities import digest_of
from tandem.privacy.models import ForgottenClient, ForgottenSign
from tandem.privacy.rules import record_moment

_POINTS = ("phone", "email", "inn")


class Forgotten(Guard):
    """Takes a record about a forgotten client in without anything personal, so that its figures count.

    Only what happened before the client was forgotten: whoever asks anew is a new client. A record that does not say
    when is of the time before.
    """

    def check(self, incoming: Sequence[Incoming], kind: RecordKind, chunk: Chunk) -> None:
        """Empty the personal fields of records about forgotten clients, and warn of each."""
        if not incoming or not _speaks_of_clients(kind) or not _anybody_is_forgotten():
            return
        about = self._whose(incoming, kind, chunk)
        moments = dict(
            ForgottenClient.objects.filter(pk__in=set(about.values())).values_list("client_id", "forgotten_at")
        )
        keys: dict[str, int] = {}
        for each in incoming:
            client_id = about.get(id(each))
            if client_id is None or client_id not in moments or _came_after(each, moments[client_id], chunk):
                continue
            keys[forgotten_key(client_id)] = client_id
            _empty(each, kind, forgotten_key(client_id))
            chunk.warn(each, "forgotten", FORGOTTEN)
        _remember(keys, kind, chunk)
        self._empty_notes(incoming, kind, chunk)

    def _empty_notes(self, incoming: Sequence[Incoming], kind: RecordKind, chunk: Chunk) -> None:
        """Take a note that names a forgotten phone or e-mail off a record that is about nobody or somebody else."""
        written: dict[str, list[tuple[Incoming, str]]] = defaultdict(list)
        for each in incoming:
            for name in _free_texts(kind) & each.values.keys():
                for sign, value in contacts_in(str(each.values[name] or "")):
                    written[digest_of(sign, value)].append((each, name))
        signs = ForgottenSign.objects.filter(digest__in=list(written)).values_list("digest", "client_id")
        moments = ForgottenClient.objects.in_bulk({client_id for _, client_id in signs})
        for digest, client_id in signs:
            for each, name in written[digest]:
                if each.values[name] and not _came_after(each, moments[client_id].forgotten_at, chunk):
                    each.values[name] = None
                    chunk.warn(each, "forgotten", NOTE_FORGOTTEN, field=name)

    def _whose(self, incoming: Sequence[Incoming], kind: RecordKind, chunk: Chunk) -> dict[int, int]:
        """Which forgotten client each record is about, by its identity in memory."""
        about: dict[int, int] = {}
        signs: dict[str, list[Incoming]] = defaultdict(list)
        leads: dict[str, list[Incoming]] = defaultdict(list)
        own: dict[str, list[Incoming]] = defaultdict(list)
        for each in incoming:
            own[each.key].append(each)
            if lead_key := each.values.get("lead_id"):
                leads[str(lead_key)].append(each)
            # A row of a client may add further contacts under the same key.
            for values in (each.values, *each.more):
                for sign in _POINTS:
                    if value := values.get(sign):
                        signs[digest_of(sign, str(value))].append(each)
            if key := each.key if kind.name == "client" else each.values.get("client_id"):
                signs[digest_of("client", f"{chunk.system}\n{key}")].append(each)
        for digest, client_id in ForgottenSign.objects.filter(digest__in=list(signs)).values_list(
            "digest", "client_id"
        ):
            about |= {id(each): client_id for each in signs[digest]}
        about |= self._by_records("lead", leads, chunk)
        about |= self._by_records(kind.name, own, chunk)
        return about

    def _by_records(self, kind: str, records: dict[str, list[Incoming]], chunk: Chunk) -> dict[int, int]:
        """Records that are known here already, or name a lead that is, by the client they stand with."""
        table = next((table for table in shape().tables.values() if table.subject == kind), None)
        if table is None or not records:
            return {}
        subjects = chunk.subjects(kind, records)
        model = apps.get_model(table.state)
        if kind == "client":
            owners = {pk: pk for pk in subjects.values()}
        elif "client" in {field.name for field in model._meta.concrete_fields}:
            rows = model._default_manager.filter(pk__in=set(subjects.values()), client__isnull=False)
            owners = dict(rows.order_by().values_list("pk", "client_id"))
        else:
            return {}
        return {
            id(each): owners[subject_id]
            for key, subject_id in subjects.items()
            if subject_id in owners
            for each in records[key]
        }


def _anybody_is_forgotten() -> bool:
    """Asked for every group of leads: in plain SQL, which costs a tenth of what Django takes to build it."""
    return bool(ask(f"SELECT 1 FROM {ForgottenClient._meta.db_table} LIMIT 1"))


def _speaks_of_clients(kind: RecordKind) -> bool:
    return kind.name == "client" or kind.field("client_id") is not None


def _came_after(each: Incoming, forgotten_at: datetime, chunk: Chunk) -> bool:
    moment = record_moment(each.values, chunk.zone) or each.received_at
    return moment is not None and moment > forgotten_at


def _empty(each: Incoming, kind: RecordKind, key: str) -> None:
    personal = {field.name for field in kind.fields if field.personal} | {"extras"}
    if kind.name == "client":
        personal.add("city")
        each.key = key
    for values in (each.values, *each.more):
        for name in personal & values.keys():
            values[name] = None
    if kind.name == "client":
        each.values["id"] = key
    elif kind.field("client_id") is not None:
        each.values["client_id"] = key


def _free_texts(kind: RecordKind) -> set[str]:
    """Fields in which anything may be written; names and contacts are fields of their own."""
    return {
        field.name
        for field in kind.fields
        if field.personal and field.type is FieldType.TEXT and field.name not in {"client_name", "name", "inn"}
    } | {"extras"}


def _remember(keys: dict[str, int], kind: RecordKind, chunk: Chunk) -> None:
    """Let the keys that say nothing lead to the clients, where those still exist, in this system too."""
    known = chunk.subjects("client", keys)
    there = set(Client.objects.filter(pk__in=keys.values()).values_list("pk", flat=True))
    KnownRecord.objects.bulk_create(
        [
            KnownRecord(
                kind="client", system=chunk.system, key=key, subject_id=client_id, digest="", batch_id=chunk.batch_id
            )
            for key, client_id in keys.items()
            if key not in known and client_id in there
        ]
    )


FORGOTTEN = Text(
    ru="Данные этого клиента удалены по его требованию или по сроку: строка учтена в цифрах, имя и контакты не взяты. "
    "Удалите их и в исходной системе.",
    en="This client's data was erased on request or by its term: the row counts, name and contacts were not taken in. "
    "Erase them in the source system too.",
)

NOTE_FORGOTTEN = Text(
    ru="Здесь записан телефон или почта клиента, чьи данные удалены: текст не взят, остальное учтено.",
    en="A phone or e-mail of a client whose data was erased stands here: the text was not taken in, the rest was.",
)
