"""A first recipe for a file nobody has described: known recipes by their headers, else columns by name and look.

What is proposed is a draft: each mapping carries a confidence and its reason, and `Guess.to_toml` writes it out for
a person to read, mend and save.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from tandem.basics.text import Text
from tandem.imports.guessing_groups import gathering, shared_key
from tandem.imports.reading import header_key
from tandem.imports.recipes import Recipe
from tandem.imports.shapes import BrokenRow, Cells, Field, FieldType, Kinds, RecordKind
from tandem.imports.value_looks import (
    LOOKS,
    date_format,
    decimal_sign,
    is_serial_day,
    is_written_day,
    share,
    tells_rows_apart,
)
from tandem.imports.values import text_of

# Below this a recipe is not offered: too many of the file's columns mean nothing to it.
LEAST_CONFIDENCE = 0.25
SAMPLE_ROWS = 200
# Whether rows share their ids shows in more of them: the rows of one record may lie far apart.
KEYED_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class KnownRecipe:
    """A recipe on the shelf that reads the file. ``confidence``: share of the file's columns it knows, 0 to 1."""

    recipe: Recipe
    table: str
    confidence: float
    reason: Text


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column as one field. ``dates``: the format its values have, where the sample tells it for sure.

    ``values``: a beginning of the value map, where the file writes what the field knows in its own way; of ``kept``
    fields what is not in it stays as it is.
    """

    column: str
    field: str
    confidence: float
    reason: Text
    dates: str | None = None
    decimal: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file may be. ``known``: best first; ``kind`` and ``columns``: a mapping from names and values alone.

    ``missing``: required fields of the kind that no column was found for. ``unused``: columns kept as extras.
    ``shared``: the column of ids that several rows share, as in a history or an order by lines; empty for none.
    """

    known: tuple[KnownRecipe, ...]
    kind: RecordKind | None
    columns: tuple[ColumnGuess, ...]
    missing: tuple[Field, ...]
    unused: tuple[str, ...]
    headers: tuple[str, ...]
    shared: str = ""

    def to_toml(self, *, name: str, system: str, time_zone: str, currency: str) -> str:
        """The generic mapping as a recipe to edit; each field carries its confidence and reason as a comment.

        Raises ``ValueError`` when no kind of record was found.
        """
        if self.kind is None:
            raise ValueError("No kind of record was found for this file.")
        marks = [guess.column for guess in self.columns if guess.confidence >= 0.9][:4] or [
            header for header in self.headers if header
        ][:3]
        lines = [
            "[recipe]",
            f"name = {_quoted(name)}",
            f"system = {_quoted(system)}",
            "",
            "[formats]",
            f"time_zone = {_quoted(time_zone)}",
            f"currency = {_quoted(currency)}",
            "",
            "[[table]]",
            f"name = {_quoted(name)}",
            f"headers = [{', '.join(map(_quoted, marks))}]",
            *self._made_columns(),
            "",
            "[[table.record]]",
            f"kind = {_quoted(self.kind.name)}",
        ]
        if gathered := self._gathered():
            lines.append(f"when = \"{_PLACE} = '1'\"")
        if self.kind.extras:
            lines.append("keep_rest = true")
        lines += ["", "[table.record.fields]"]
        lines += [_field_line(guess, _short(guess.field) if guess.field in gathered else "") for guess in self.columns]
        told = {guess.field for guess in self.columns}
        lines += [f"{field} = {_quoted(_short(field))}" for field in gathered if field not in told]
        lines += [f'# {field.name} = ""  # required: name its column' for field in self.missing]
        return "\n".join(lines) + "\n"

    def _gathered(self) -> dict[str, dict[str, str]]:
        """The fields that all rows of one id decide together, where ids are shared and still read from there."""
        columns = {guess.field: guess.column for guess in self.columns}
        if self.kind is None or not self.shared or columns.get("id") != self.shared:
            return {}
        unclear = any(guess.dates for guess in self.columns)
        return gathering(self.kind, columns, self.shared, unclear_times=unclear)

    def _made_columns(self) -> list[str]:
        if not (gathered := self._gathered()):
            return []
        rows = {_PLACE: {"of": self.shared, "take": "place"}} | {_short(name): each for name, each in gathered.items()}
        return [
            "",
            "# Several rows tell of one record: they are gathered by its id, and its first row gives the record.",
            "[table.columns]",
            *(
                f"{name} = {{ {', '.join(f'{key} = {_quoted(value)}' for key, value in each.items())} }}"
                for name, each in rows.items()
            ),
        ]


#: The short name of the column that says which row of its record a row is.
_PLACE = "place_of_row"


def _short(field: str) -> str:
    return f"gathered_{field}"


def guess(
    headers: Sequence[str], sample_rows: Iterable[Cells], kinds: Kinds, recipes: Iterable[Recipe], filename: str = ""
) -> Guess:
    """What a file with these headers and first rows may be.

    The values of ``SAMPLE_ROWS`` rows are looked at, and whether ids are shared, in ``KEYED_ROWS`` at most.
    """
    keyed = [cells for cells in islice(sample_rows, KEYED_ROWS) if not isinstance(cells, BrokenRow)]
    rows = keyed[:SAMPLE_ROWS]
    samples = {
        header: [text for cells in rows if (text := text_of(cells[index]))]
        for index, header in enumerate(headers)
        if header
    }
    kind, columns = _best_kind(samples, kinds)
    used = {each.column for each in columns}
    found = {each.field for each in columns}
    return Guess(
        known=tuple(_known(headers, filename, recipes)),
        kind=kind,
        columns=tuple(columns),
        missing=tuple(field for field in kind.fields if field.required and field.name not in found) if kind else (),
        unused=tuple(header for header in samples if header not in used),
        headers=tuple(headers),
        shared=shared_key(next((each.column for each in columns if each.field == "id"), ""), headers, keyed),
    )


def _known(headers: Sequence[str], filename: str, recipes: Iterable[Recipe]) -> list[KnownRecipe]:
    keys = {header_key(header) for header in headers if header}
    found = []
    for recipe in recipes:
        table = recipe.table_for(headers, filename)
        if table is None:
            continue
        known = len(table.known_columns() & keys) / max(1, len(keys))
        if known >= LEAST_CONFIDENCE or table.names_file(filename):
            reason = Text(ru="Знакомы {known} из {all} столбцов.", en="{known} of {all} columns are known.").format(
                known=len(table.known_columns() & keys), all=len(keys)
            )
            found.append(KnownRecipe(recipe, table.name, round(known, 2), reason))
    return sorted(found, key=lambda each: (-each.confidence, each.recipe.name))


def _best_kind(samples: dict[str, list[str]], kinds: Kinds) -> tuple[RecordKind | None, list[ColumnGuess]]:
    """The kind that explains the columns best: required fields found, then the sum of confidences."""
    best: tuple[tuple[float, float], RecordKind, list[ColumnGuess]] | None = None
    for kind in kinds.values():
        columns = _columns(samples, kind)
        if not columns:
            continue
        required = [field for field in kind.fields if field.required]
        # A required field told by the look of its values alone says less of the kind than one with a name.
        found = sum(each.confidence for each in columns if kind.requires(each.field)) / max(1, len(required))
        # What a kind cannot be without counts twice: a table with money in it is hardly a list of calls.
        explained = sum(each.confidence * (1 + kind.requires(each.field)) for each in columns)
        score = (round(found, 1), explained / (1 + 0.01 * len(kind.fields)))
        if best is None or score > best[0]:
            best = (score, kind, columns)
    return (None, []) if best is None else (best[1], best[2])


def _columns(samples: dict[str, list[str]], kind: RecordKind) -> list[ColumnGuess]:
    """Each field its best column, and each column one field; the surest pairs first."""
    pairs = [
        (confidence, column, field, reason)
        for column, values in samples.items()
        for field in kind.fields
        if (scored := _score(column, values, field)) is not None
        for confidence, reason in [scored]
    ]
    taken_columns: set[str] = set()
    taken_fields: set[str] = set()
    guesses = []
    for confidence, column, field, reason in sorted(pairs, key=lambda each: -each[0]):
        if column in taken_columns or field.name in taken_fields:
            continue
        taken_columns.add(column)
        taken_fields.add(field.name)
        values = samples[column]
        guesses.append(
            ColumnGuess(
                column=column,
                field=field.name,
                confidence=confidence,
                reason=reason,
                dates=date_format(values) if field.type in (FieldType.INSTANT, FieldType.DAY) else None,
                values=_choice_map(values, field) if field.type is FieldType.CHOICE else _known_values(values, field),
                kept=field.type is not FieldType.CHOICE,
                decimal=decimal_sign(values) if field.type in (FieldType.MONEY, FieldType.NUMBER) else None,
            )
        )
    order = kind.field_names
    return sorted(guesses, key=lambda each: order.index(each.field))


_BY_NAME = Text(ru="Так столбец называют выгрузки.", en="Exports call the column so.")
_BY_NAME_PART = Text(ru="Название похоже.", en="The name is alike.")
_BY_NAME_ONLY = Text(ru="Название подходит, но значения — не очень.", en="The name fits, the values less so.")
_BY_LOOK = Text(ru="Так выглядят значения.", en="The values look so.")


def _score(column: str, values: Sequence[str], field: Field) -> tuple[float, Text] | None:
    """Confidence that a column is a field, by its name and the look of its values."""
    key = header_key(column)
    names = {header_key(name) for name in (field.name, field.title.ru, field.title.en, *field.headers)}
    named = key in names
    alike = not named and any(len(name) > 3 and re.search(rf"\b{re.escape(name)}\b", key) for name in names)
    look = LOOKS.get(field.type)
    fitting = share(values, look) if look is not None and values else None
    if fitting is not None and (named or alike) and field.type in (FieldType.INSTANT, FieldType.DAY):
        # Days of Excel that lost their format look like numbers, so they are believed only beside a name.
        fitting = max(fitting, share(values, is_serial_day))
    if named:
        if fitting is None or fitting >= 0.7:
            return 0.95, _BY_NAME
        return (0.6, _BY_NAME_ONLY) if fitting >= 0.3 else None
    if alike and (fitting is None or fitting >= 0.7):
        return 0.6, _BY_NAME_PART
    # Only phones and mails look like nothing else.
    if field.type in (FieldType.PHONE, FieldType.EMAIL) and fitting is not None and fitting >= 0.8:
        return 0.7, _BY_LOOK
    # Without a time and a number of its own no row becomes a lead: better a doubtful column than none.
    if field.required and field.type is FieldType.ID and tells_rows_apart(values):
        return 0.4, _BY_LOOK
    if field.required and field.type in (FieldType.INSTANT, FieldType.DAY) and share(values, is_written_day) >= 0.9:
        return 0.4, _BY_LOOK
    return None


def _choice_map(values: Sequence[str], field: Field) -> tuple[tuple[str, str], ...]:
    """Values that begin with the name of a choice (``A - High``); nothing when all are choices as they stand."""
    choices = {choice.casefold(): choice for choice in field.choices or ()}
    distinct = list(dict.fromkeys(values))
    if all(value.casefold() in choices for value in distinct):
        return ()
    begun = [(value, re.split(r"[^\w]+", value.casefold().strip(), maxsplit=1)[0]) for value in distinct]
    return tuple((value, choices[first]) for value, first in begun if first in choices)


def _known_values(values: Sequence[str], field: Field) -> tuple[tuple[str, str], ...]:
    """Values by which the export calls what the field knows; nothing when all are written as here."""
    found = []
    for value in dict.fromkeys(values):
        key = header_key(value)
        for known in field.known_values:
            if any(key == header_key(word) or key.startswith(f"{header_key(word)} ") for word in known.words):
                found.append((value, known.value))
                break
    return tuple((value, here) for value, here in found if value != here)


def _field_line(guess: ColumnGuess, gathered: str = "") -> str:
    source = gathered or guess.column
    options = [f"column = {_quoted(source)}"]
    if guess.dates:
        options.append(f"dates = {_quoted(guess.dates)}")
    if guess.decimal:
        options.append(f"decimal = {_quoted(guess.decimal)}")
    if guess.values:
        pairs = ", ".join(f"{_quoted(value)} = {_quoted(choice)}" for value, choice in guess.values)
        options.append(f"map = {{{pairs}}}")
        options += ['otherwise = "keep"'] if guess.kept else []
    value = _quoted(source) if len(options) == 1 else "{" + ", ".join(options) + "}"
    return f"{guess.field} = {value}  # {guess.confidence:.0%}: {guess.reason.en}"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, all but DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
