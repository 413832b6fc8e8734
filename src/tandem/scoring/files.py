"""Leads in a file that any system exported: columns as attributes, and who bought."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.scoring.attributes import Attribute, Floats, guessed

#: What stands for "bought" in a column that says yes or no.
_YES = frozenset({"1", "yes", "y", "true", "да", "д"})
_NO = frozenset({"0", "no", "n", "false", "нет", "н", ""})


class FileRefused(Refusal):
    """The file cannot be read as leads with an outcome."""


@dataclass(frozen=True, slots=True)
class LeadsOfFile:
    """The attributes of a file's leads in its order, and 1 for each that bought."""

    attributes: tuple[Attribute, ...]
    bought: Floats


def leads_of(path: Path, *, target: str, bought: str = "", without: Collection[str] = ()) -> LeadsOfFile:
    """Read a CSV file; ``bought`` is the target's value that means a purchase, where it is not plain yes or no.

    Refuses by ``FileRefused``.
    """
    columns = _columns(path)
    for name in (target, *without):
        if name not in columns:
            raise FileRefused(
                Text(
                    ru=f"Колонки «{name}» в файле нет. Есть: {', '.join(columns)}.",
                    en=f"The file has no column “{name}”. It has: {', '.join(columns)}.",
                )
            )
    outcome = _outcome(target, columns[target], bought)
    left = {name: values for name, values in columns.items() if name != target and name not in without}
    return LeadsOfFile(tuple(guessed(name, values) for name, values in left.items()), outcome)


def _columns(path: Path) -> Mapping[str, Sequence[str | None]]:
    try:
        read = duckdb.read_csv(str(path), all_varchar=True, header=True, sample_size=-1)
        found = read.fetchnumpy()
    except duckdb.Error as error:
        raise FileRefused(
            Text(
                ru=f"Файл {path.name} не читается как таблица CSV: {error}. Сохраните его в UTF-8 с заголовками.",
                en=f"{path.name} cannot be read as a CSV table: {error}. Save it in UTF-8 with a row of headers.",
            )
        ) from None
    return {
        name: [None if gone else str(value) for value, gone in zip(values, np.ma.getmaskarray(values), strict=True)]
        for name, values in found.items()
    }


def _outcome(target: str, values: Sequence[str | None], bought: str) -> Floats:
    said = [(value or "").strip() for value in values]
    if bought:
        if bought not in said:
            raise FileRefused(
                Text(
                    ru=f"Значения «{bought}» в колонке «{target}» нет ни у одного лида.",
                    en=f"No lead has the value “{bought}” in the column “{target}”.",
                )
            )
        return np.array([value == bought for value in said], dtype=np.float64)
    if strange := sorted({value for value in said if value.casefold() not in _YES | _NO})[:3]:
        raise FileRefused(
            Text(
                ru=f"Колонка «{target}» говорит не только да и нет: {', '.join(strange)}. "
                "Назовите значение покупки: --bought ЗНАЧЕНИЕ.",
                en=f"The column “{target}” says more than yes and no: {', '.join(strange)}. "
                "Name the value of a purchase: --bought VALUE.",
            )
        )
    return np.array([value.casefold() in _YES for value in said], dtype=np.float64)
