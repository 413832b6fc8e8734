"""For rows without an id that still speak of one thing, such as the plan of one seller for one month."""

from __future__ import annotations

from collections.abc import Iterable

from tandem.imports.models import KnownRecord
from tandem.imports.writing import Chunk


def supersede(chunk: Chunk, subject_ids: Iterable[int]) -> None:
    """Let earlier content about these subjects count as new when it comes again, inside the caller's transaction.

    A plan of 100, corrected to 120 and back to 100, must end at 100, although the content "100" is known.
    Call it from the writer of the kind for the subjects that a row with other content has just described.
    """
    ids = list(subject_ids)
    if ids:
        KnownRecord.objects.filter(
            kind=chunk.kind, system=chunk.system, subject_id__in=ids, key__startswith="#"
        ).exclude(key__in=[each.key for each in (*chunk.new, *chunk.changed)]).update(digest="")
