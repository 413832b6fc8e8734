"""A dry run: reads everything, writes nothing, and tells what would be new, changed, the same and rejected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.imports.actions import chunks, reader_of
from tandem.imports.made_columns import with_carried
from tandem.imports.models import ImportFile
from tandem.imports.reading import open_table
from tandem.imports.recipes import Recipe
from tandem.imports.recognising import Recognised, recognise_files
from tandem.imports.shapes import Cells, Problem, RowResult
from tandem.imports.sheets import reading_sheet
from tandem.imports.shelf import recipe_of, record_kinds
from tandem.imports.taking import Known, Taking, Tally
from tandem.imports.writing import Chunk, Writer, writers
from tandem.journal.actions import Recording

#: Problems of a file kept as examples; all are counted.
EXAMPLES = 200

#: Told of every rejected row: the headers of its file, the line, the cells, what is wrong.
type Rejected = Callable[[Sequence[str], int, Cells, Sequence[Problem]], None]


@dataclass(slots=True)
class Trial:
    """What an import of one file would do. ``problems`` are the first ``EXAMPLES`` of them."""

    name: str
    table: str
    rows: int = 0
    rejected: int = 0
    warnings: int = 0
    tally: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)


def try_out(
    *, recipe_text: str, files: Sequence[tuple[Path, str]], now: datetime, rejected: Rejected | None = None
) -> list[Trial]:
    """What importing the files would do, one ``Trial`` a file; raises what ``receive`` and ``run`` raise.

    The numbers are those of a run, but for payments that no client of ours made: a run may leave them out.
    """
    recipe = recipe_of(recipe_text)
    recognised = recognise_files(recipe, files)
    return [_try_file(recipe, each, now, rejected) for each in recognised]


def _try_file(recipe: Recipe, recognised: Recognised, now: datetime, rejected: Rejected | None) -> Trial:
    table, name = reading_sheet(recognised.table, recognised.sheet), recognised.name
    trial = Trial(name=name, table=table.name)
    trying = Trying(
        file=ImportFile(table=table.name, name=name),
        kinds=record_kinds(),
        recording=Recording(at=now, source="import", batch_id=0),
        zone=ZoneInfo(settings.TIME_ZONE),
        currency=recipe.formats.currency or settings.CURRENCY,
        system=recipe.system,
    )
    with open_table(recognised.path, options=table.reading_options(), filename=name) as opened:
        reader = reader_of(recipe, table, opened, now, name=name, path=recognised.path)
        for chunk in chunks(opened.rows()):
            results = [reader.read(line, cells) for line, cells in chunk]
            problems = trying.judge(results, trial)
            if rejected is not None:
                width, headers = len(opened.headers), (*opened.headers, *reader.carried_headers)
                full = [
                    (line, with_carried(cells, width, result.carried))
                    for (line, cells), result in zip(chunk, results, strict=True)
                ]
                _hand_over(full, problems, headers, rejected)
    return trial


def _hand_over(
    chunk: Sequence[tuple[int, Cells]], problems: Sequence[Problem], headers: Sequence[str], rejected: Rejected
) -> None:
    by_line: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.severity == "rejected":
            by_line.setdefault(problem.line, []).append(problem)
    for line, cells in chunk:
        if line in by_line:
            rejected(headers, line, cells, by_line[line])


@dataclass(slots=True)
class Trying(Taking):
    """Sorts rows out as ``Taking`` does, but remembers in memory what it would have written."""

    #: Hash of (kind, key) → digest of what this dry run met: a million rows must fit.
    met: dict[int, str] = field(default_factory=dict)

    def judge(self, rows: Sequence[RowResult], trial: Trial) -> list[Problem]:
        """Add a chunk of rows to the trial; return all that is wrong with them."""
        problems = [problem for row in rows for problem in row.problems]
        records = [record for row in rows if not row.rejected for record in row.records]
        for kind, of_kind in self._by_kind(records):
            writer = writers()[kind.name]
            chunk = Chunk(
                kind=kind.name,
                system=self.system,
                recording=self.recording,
                zone=self.zone,
                currency=self.currency,
                new=[],
                changed=[],
            )
            met = self._sort_out(writer, [self._incoming(writer, each) for each in of_kind], chunk, trial.tally)
            for again, (_first, digest) in met.more.items():
                self.met[hash((kind.name, again))] = digest
            for each in (*chunk.new, *chunk.changed):
                self.met[hash((kind.name, each.key))] = each.digest
            problems += chunk.problems
            trial.tally.new += len(chunk.new)
            trial.tally.changed += len(chunk.changed)
        trial.rows += len(rows)
        trial.rejected += len({each.line for each in problems if each.severity == "rejected"})
        trial.warnings += sum(each.severity == "warning" for each in problems)
        trial.problems += problems[: max(0, EXAMPLES - len(trial.problems))]
        return problems

    def _known(self, writer: Writer, keys: set[str]) -> dict[str, Known]:
        known = Taking._known(self, writer, keys)
        for key in keys:
            if (digest := self.met.get(hash((writer.kind, key)))) is not None:
                known[key] = Known(0, digest, 0, None, None)
        return known
