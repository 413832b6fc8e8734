"""Uploaded files before they are imported: kept, given a recipe, tried out, started or thrown away."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from tandem.basics.text import Text
from tandem.imports import actions, sheets, shelf, trying
from tandem.imports.draft_guesses import guess_of, known_recipe, not_read
from tandem.imports.guessing import ColumnGuess, Guess
from tandem.imports.models import Draft, DraftFile, Import
from tandem.imports.recognising import recognise_files
from tandem.imports.refusals import ImportRefused
from tandem.imports.shapes import Problem

#: Problems of a dry run kept for the page.
SHOWN = 30


class NoFiles(ImportRefused):
    """Nothing was uploaded."""


class RecipeNameTaken(ImportRefused):
    """A recipe of that name exists."""


class RecipeNameUnclear(ImportRefused):
    """The name cannot be a file name."""


class Upload(Protocol):
    """An uploaded file as Django hands it over: its name, and its bytes piece by piece."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class Pasted:
    """Cells copied from a spreadsheet, as an upload: lines of tab-separated values."""

    text: str
    name: str = "clipboard.tsv"

    def chunks(self) -> Iterable[bytes]:
        """The text as UTF-8."""
        yield self.text.replace("\r\n", "\n").strip("\n").encode()


def begin(*, uploads: Sequence[Upload], recipe_text: str, made_by_id: int, now: datetime) -> Draft:
    """Keep uploaded files as a draft, read by the given recipe or, when that is empty, by the best one for them.

    A file that cannot be read, or is no table of the recipe, is refused by name and nothing is kept.
    """
    if not uploads:
        raise NoFiles(Text(ru="Выберите хотя бы один файл.", en="Choose at least one file."))
    folder: Path | None = None
    try:
        with transaction.atomic():
            draft = Draft.objects.create(made_by_id=made_by_id, made_at=now)
            folder = _folder(draft.pk)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for number, upload in enumerate(uploads):
                _keep(draft, folder, number, upload)
            choose_recipe(draft=draft, recipe_text=recipe_text)
    except BaseException:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return draft


def choose_recipe(*, draft: Draft, recipe_text: str) -> None:
    """Read the draft by this recipe, or by the best one when it is empty. Refuses by name, changing nothing."""
    files = paths(draft)
    guessed = False
    if recipe_text:
        recognise_files(shelf.recipe_of(recipe_text), files)
    else:
        recipe_text = known_recipe(files)
        if not recipe_text:
            recipe_text, guessed = guessed_recipe(guesses(draft), name=free_name(files[0][1])), True
    _read_by(draft, recipe_text, guessed=guessed)


def map_columns(*, draft: Draft, name: str, choices: Mapping[int, tuple[str, Mapping[str, str]]]) -> None:
    """Put the guessed recipe together anew from a person's choices.

    ``choices``: file id → kind of record and, by column, the field it is (columns left out are kept as extras).
    """
    mapped = []
    for file, found in guesses(draft):
        kind_name, columns = choices.get(file.pk, ("", {}))
        if found.kind is None or kind_name != found.kind.name:
            found = guess_of(file, only=kind_name) if kind_name or not file.sheet else not_read(found)
        # Another kind has other fields: what was chosen for the one that stood says nothing of them.
        if f'kind = "{kind_name}"' in draft.recipe_text:
            found = _chosen(found, columns)
        mapped.append((file, found))
    _read_by(draft, guessed_recipe(mapped, name=name), guessed=True)


def write_recipe(*, draft: Draft, recipe_text: str) -> None:
    """Read the draft by a recipe a person wrote. Raises ``RecipeRefused`` with every mistake in it."""
    shelf.recipe_of(recipe_text)
    _read_by(draft, recipe_text, guessed=True)


def keep_recipe(*, draft: Draft, name: str) -> Path:
    """Put the draft's recipe on the company's own shelf under a name."""
    if not re.fullmatch(r"[\w-]{1,60}", name):
        raise RecipeNameUnclear(
            Text(
                ru="Имя рецепта — буквы, цифры, дефис и подчёркивание, без пробелов: crm_2026.",
                en="The name of a recipe is letters, digits, hyphens and underscores, no blanks: crm_2026.",
            )
        )
    recipe = shelf.recipe_of(draft.recipe_text)
    if name in shelf.recipe_paths():
        raise RecipeNameTaken(
            Text(
                ru=f"Рецепт «{name}» уже есть. Дайте этому другое имя.",
                en=f"There is a recipe “{name}” already. Give this one another name.",
            )
        )
    text = re.sub(rf'(?m)^name = "{re.escape(recipe.name)}"$', f'name = "{name}"', draft.recipe_text, count=1)
    path = shelf.own_folder() / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    Draft.objects.filter(pk=draft.pk).update(recipe_text=text, guessed=False)
    return path


def try_out(*, draft_id: int, now: datetime) -> None:
    """Dry-run a draft and keep the result, unless its recipe was changed meanwhile."""
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None or draft.trial is not None:
        return
    read_so = Draft.objects.filter(pk=draft_id, recipe_text=draft.recipe_text)
    try:
        trials = trying.try_out(recipe_text=draft.recipe_text, files=paths(draft), now=now)
    except ImportRefused as refused:
        read_so.update(trial=[], refusal_ru=refused.text.ru, refusal_en=refused.text.en)
        return
    read_so.update(trial=[_stored(trial) for trial in trials], refusal_ru="", refusal_en="")


def start(*, draft: Draft, started_by_id: int, now: datetime) -> Import:
    """Turn the draft into a waiting import. Raises what ``receive`` raises, the draft kept."""
    run = actions.receive(recipe_text=draft.recipe_text, files=paths(draft), started_by_id=started_by_id, now=now)
    discard(draft_id=draft.pk)
    return run


def discard(*, draft_id: int) -> None:
    """Throw the draft and its files away."""
    Draft.objects.filter(pk=draft_id).delete()
    transaction.on_commit(lambda: shutil.rmtree(_folder(draft_id), ignore_errors=True))


def paths(draft: Draft) -> list[tuple[Path, str]]:
    """The files of a draft and the names they came under; a book of several sheets is one file."""
    return list(dict.fromkeys((settings.HOME / file.path, file.name) for file in draft.files.all()))


def guesses(draft: Draft) -> list[tuple[DraftFile, Guess]]:
    """What each file may be, by its headers and first rows alone."""
    return [(file, guess_of(file)) for file in draft.files.all()]


def guessed_recipe(found: Sequence[tuple[DraftFile, Guess]], *, name: str) -> str:
    """One recipe of all the guesses; empty when of no file it could be told what it holds."""
    parts: list[str] = []
    # Sheets of the same columns are one table of the recipe, which reads them all.
    alike: set[tuple[str, ...]] = set()
    for number, (file, each) in enumerate(found, start=1):
        if each.kind is not None and not (file.sheet and each.headers in alike):
            alike.add(each.headers)
            table = _slug(Path(file.name).stem) + (f"_{number}" if len(found) > 1 else "")
            text = each.to_toml(name=table, system=name, time_zone=settings.TIME_ZONE, currency=settings.CURRENCY)
            head, _, rest = text.partition("[[table]]")
            parts += [] if parts else [head.replace(f'name = "{table}"', f'name = "{name}"', 1)]
            parts.append(f"[[table]]{rest}\n")
    return "".join(parts)


def free_name(filename: str) -> str:
    """A name for a new recipe, made of the file's, that no recipe has."""
    wanted = _slug(Path(filename).stem)
    taken = shelf.recipe_paths().keys()
    if wanted not in taken:
        return wanted
    return next(free for number in range(2, len(taken) + 3) if (free := f"{wanted}_{number}") not in taken)


def _keep(draft: Draft, folder: Path, number: int, upload: Upload) -> None:
    name = Path(upload.name or "file").name[-255:]
    path = folder / f"{number:03d}{Path(name).suffix.lower()[:10]}"
    with path.open("wb") as kept:
        for piece in upload.chunks():
            kept.write(piece)
    for sheet in sheets.filled_sheets(path) or ("",):
        DraftFile.objects.create(
            draft=draft, name=name, path=str(path.relative_to(settings.HOME)), size=path.stat().st_size, sheet=sheet
        )


def _chosen(found: Guess, columns: Mapping[str, str]) -> Guess:
    """A guess with the fields a person chose; what they left as it was keeps its formats."""
    assert found.kind is not None
    guessed = {(each.column, each.field): each for each in found.columns}
    chosen = tuple(
        guessed.get((column, field), ColumnGuess(column, field, 1.0, CHOSEN))
        for column, field in columns.items()
        if found.kind.field(field) is not None
    )
    named = {each.field for each in chosen}
    return replace(
        found,
        columns=chosen,
        missing=tuple(field for field in found.kind.fields if field.required and field.name not in named),
        unused=tuple(header for header in found.headers if header and header not in columns),
    )


CHOSEN = Text(ru="Выбрано вручную.", en="Chosen by hand.")


def _read_by(draft: Draft, recipe_text: str, *, guessed: bool) -> None:
    draft.recipe_text, draft.guessed = recipe_text, guessed
    draft.trial, draft.refusal_ru, draft.refusal_en = None, "", ""
    draft.save()


def _stored(trial: trying.Trial) -> dict[str, Any]:
    return {
        "name": trial.name,
        "table": trial.table,
        "rows": trial.rows,
        "rejected": trial.rejected,
        "warnings": trial.warnings,
        "new": trial.tally.new,
        "changed": trial.tally.changed,
        "same": trial.tally.same,
        "repeated": trial.tally.repeated,
        "problems": [_stored_problem(each) for each in trial.problems[:SHOWN]],
    }


def _stored_problem(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column or "",
        "field": problem.field or "",
        "ru": problem.message.ru,
        "en": problem.message.en,
        "excerpt": problem.value_excerpt[:100],
        "severity": problem.severity,
    }


def _folder(draft_id: int) -> Path:
    return Path(settings.HOME) / "imports" / "drafts" / str(draft_id)


def _slug(text: str) -> str:
    return re.sub(r"\W+", "_", text.lower()).strip("_")[:40] or "table"
