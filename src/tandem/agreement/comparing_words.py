"""Two texts word by word: what stayed, what was taken out, what was put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: A word with what follows it on the line: punctuation changes with its word, blanks never count as a change.
_PIECE = re.compile(r"\S+\s*|\s+")
#: Below this share of common words two texts are shown one after the other, and not woven into each other.
_ALIKE = 0.3
#: A word or two left between changes is noise: the reader sees one longer change.
_ISLAND = 2
#: Comparing each word with each takes too long beyond some five hundred words.
_MOST_PAIRS = 250_000


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in a row and what became of them."""

    kind: Literal["kept", "removed", "added"]
    text: str


def compared(before: str, after: str) -> tuple[Run, ...]:
    """The two texts as one sequence of runs.

    The kept and removed ones together are ``before``, the kept and added ones ``after``; where only blanks between
    kept words differ they are those of ``after``.
    """
    if before == after:
        return (Run("kept", after),) if after else ()
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        return tuple(_merged(_around(old, new)))
    matcher = SequenceMatcher(None, [piece.strip() for piece in old], [piece.strip() for piece in new], autojunk=False)
    if matcher.ratio() < _ALIKE:
        return tuple(_merged([Run("removed", before), Run("added", after)]))
    return tuple(_merged(list(_runs(matcher, old, new))))


def _around(old: list[str], new: list[str]) -> list[Run]:
    """Very long texts: what they have in common at both ends, and all between as one change."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    last = next((at for at in range(shorter - first) if old[-1 - at] != new[-1 - at]), shorter - first)
    return [
        Run("kept", "".join(new[:first])),
        Run("removed", "".join(old[first : len(old) - last])),
        Run("added", "".join(new[first : len(new) - last])),
        Run("kept", "".join(new[len(new) - last :])),
    ]


def _runs(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Run]:
    changes = matcher.get_opcodes()
    blank = ""
    for place, (tag, a, b, c, d) in enumerate(changes):
        inside = 0 < place < len(changes) - 1
        if tag == "equal" and not (inside and d - c <= _ISLAND and _short(new[c:d])):
            yield Run("kept", "".join(new[c:d]))
            # Where the new text ends, the old one may go on: its words must not stick to the kept ones.
            blank = "" if new[d - 1][-1:].isspace() else old[b - 1][len(old[b - 1].rstrip()) :]
        else:
            yield Run("removed", blank + "".join(old[a:b]) if a < b else "")
            yield Run("added", "".join(new[c:d]))
            blank = ""


def _short(pieces: list[str]) -> bool:
    """Prepositions and the like: not worth breaking a change for."""
    return all(len(piece.strip()) <= 3 for piece in pieces)


def _merged(runs: list[Run]) -> Iterator[Run]:
    """Neighbouring changes as one removal and one addition; empty runs dropped."""
    removed = added = ""
    for run in [*runs, Run("kept", "")]:
        if run.kind == "removed":
            removed += run.text
        elif run.kind == "added":
            added += run.text
        else:
            if removed:
                yield Run("removed", removed)
            if added:
                yield Run("added", added)
            removed = added = ""
            if run.text:
                yield run
