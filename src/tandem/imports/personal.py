"""What imports keep of a person beside the records themselves: keys, excerpts of rows, copies of files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import batched

from django.conf import settings
from django.db import transaction

from tandem.basics.personal_data import Identity, Keeper, LookedAfter, NotAboutClients, Remains, forgotten_key
from tandem.basics.personal_mentions import Mentions
from tandem.basics.text import Text
from tandem.imports.keeping import remove_copies
from tandem.imports.models import ImportFile, ImportProblem, KnownRecord

DECLARED = (
    NotAboutClients(
        "imports.Import",
        ("recipe", "recipe_text", "system", "status", "failure_ru", "failure_en"),
        "how a file was read, and why it stopped",
    ),
    NotAboutClients("imports.ImportFile", ("table", "name", "path", "digest", "sheet"), "a file's name and place"),
    LookedAfter(
        "imports.Draft",
        ("recipe_text", "trial", "refusal_ru", "refusal_en"),
        "excerpts of rows nobody took in; gone within a week",
    ),
    NotAboutClients("imports.DraftFile", ("name", "path", "sheet"), "a file's name and place"),
    LookedAfter(
        "imports.ImportProblem",
        ("column", "field", "code", "message_ru", "message_en", "excerpt", "severity"),
        "the beginning of a value that was refused",
    ),
    LookedAfter(
        "imports.KnownRecord", ("kind", "system", "key", "digest"), "the key may be a name; the digest is of a row"
    ),
)

_SLICE = 500
_GONE = Text(ru="Строка о клиенте, чьи данные удалены.", en="A row about a client whose data was erased.")


class ImportKeeper(Keeper):
    """Renames the client's keys, empties excerpts that name them, and removes the copies of files they came in."""

    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """Keys and excerpts now; copies of files once the transaction has ended."""
        for person in people:
            _rename_keys(person)
        mentions = Mentions(people)
        files = set(_empty_excerpts(mentions))
        imports = {batch_id for person in people for batch_id in person.batch_ids}
        files |= set(ImportFile.objects.filter(run__in=imports).values_list("pk", flat=True))

        def remove() -> None:
            remove_copies(files, mentions=mentions, now=now)

        transaction.on_commit(remove, robust=True)

    def mentions(self, identity: Identity) -> list[tuple[Text, str]]:
        """Excerpts of refused rows, and the names of the files whose copies are still here."""
        finder = Mentions([identity])
        excerpts = [(_EXCERPT, row[2]) for row in _problems() if finder.in_text(row[2])]
        files = ImportFile.objects.filter(run__in=identity.batch_ids, removed_at=None).exclude(path="")
        return excerpts + [(_COPY, name) for name in files.order_by("pk").values_list("name", flat=True)]

    def remains(self) -> Collection[Remains]:
        """What no button here reaches."""
        days = settings.KEEP_IMPORT_FILES_DAYS
        until = (
            Text(ru=f"до {days} дней", en=f"for up to {days} days")
            if days
            else Text(ru="бессрочно: срок хранения выключен", en="for ever: their retention is switched off")
        )
        return (
            Remains(
                Text(
                    ru=f"Копии файлов незаконченных импортов ({until.ru}) и загрузки, которые никто не запустил "
                    "(7 дней).",
                    en=f"Copies of files of imports that are not finished ({until.en}), and uploads nobody started "
                    "(7 days).",
                )
            ),
            Remains(
                Text(
                    ru="Отпечатки загруженных строк (хеши) и номера записей в исходных системах: по ним повторный "
                    "импорт не считает лид второй раз.",
                    en="Fingerprints (hashes) of imported rows and record numbers of the source systems: by them a "
                    "repeated import does not count a lead twice.",
                )
            ),
        )


_EXCERPT = Text(ru="Отвергнутая строка импорта", en="A refused row of an import")
_COPY = Text(ru="Копия загруженного файла", en="Copy of an imported file")


def _rename_keys(person: Identity) -> None:
    """Nobody can be read from the new keys; rows of the old ones find their way by the list of the forgotten."""
    for number, known in enumerate(
        KnownRecord.objects.filter(kind="client", subject_id=person.client_id).exclude(key__startswith="~")
    ):
        key = forgotten_key(person.client_id)
        if KnownRecord.objects.filter(kind="client", system=known.system, key=key).exists():
            key = f"{key}.{known.pk}.{number}"
        KnownRecord.objects.filter(pk=known.pk).update(key=key)


def _empty_excerpts(mentions: Mentions) -> Iterator[int]:
    """The ids of the files with rows that name any of them, whose excerpts are emptied."""
    named = [(pk, file_id) for pk, file_id, *texts in _problems() if any(map(mentions.in_text, texts))]
    for part in batched([pk for pk, _ in named], _SLICE, strict=False):
        ImportProblem.objects.filter(pk__in=part).update(excerpt="", message_ru=_GONE.ru, message_en=_GONE.en)
    yield from {file_id for _, file_id in named}


def _problems() -> Iterator[tuple[int, int, str, str]]:
    rows = ImportProblem.objects.exclude(excerpt="").order_by("pk")
    return rows.values_list("pk", "file_id", "excerpt", "message_ru").iterator(chunk_size=5_000)


KEEPERS = (ImportKeeper(),)
