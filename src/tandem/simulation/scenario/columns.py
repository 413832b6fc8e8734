"""Columns of the files of a world: instants, days, names and sums as the plain tables of docs/import.md write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from tandem.simulation.rules import Floats, Ints

type Flags = NDArray[np.bool_]


def write_table(path: Path, columns: Mapping[str, pa.Array]) -> None:
    """UTF-8 CSV with commas; the same columns give the same bytes."""
    options = pa_csv.WriteOptions(quoting_style="needed")
    pa_csv.write_csv(pa.table(dict(columns)), str(path), options)


class Clock:
    """Writes instants of a world, given in seconds since its first local midnight; the files carry no zone."""

    def __init__(self, start: date) -> None:
        self._zero = int(datetime.combine(start, time(), tzinfo=UTC).timestamp())

    def moments(self, seconds: Ints, shown: Flags | None = None) -> pa.Array:
        """2026-03-05 14:07:00; empty where not ``shown``."""
        return self._written(seconds, shown, "%Y-%m-%d %H:%M:%S")

    def days(self, seconds: Ints, shown: Flags | None = None) -> pa.Array:
        """2026-03-05."""
        return self._written(seconds, shown, "%Y-%m-%d")

    def _written(self, seconds: Ints, shown: Flags | None, form: str) -> pa.Array:
        known = seconds if shown is None else np.where(shown, seconds, 0)
        text = pc.strftime(pa.array(known + self._zero, pa.timestamp("s")), format=form)
        return text if shown is None else where(shown, text)


def taken(values: Sequence[str], places: Ints) -> pa.Array:
    """Of a list of texts the one at each place; -1 is empty."""
    return pa.array(["", *values]).take(pa.array(places + 1))


def numbers(values: Ints, shown: Flags | None = None) -> pa.Array:
    """Whole numbers; empty where not ``shown``."""
    text = pc.cast(pa.array(values), pa.string())
    return text if shown is None else where(shown, text)


def sums(values: Floats, shown: Flags | None = None) -> pa.Array:
    """Roubles with kopecks, a point between."""
    kopecks = np.round(values * 100).astype(np.int64)
    rest = pc.utf8_lpad(numbers(kopecks % 100), 2, "0")
    text = pc.binary_join_element_wise(numbers(kopecks // 100), rest, ".")
    return text if shown is None else where(shown, text)


def where(shown: Flags, values: pa.Array) -> pa.Array:
    """The values where ``shown``, empty elsewhere."""
    return pc.if_else(pa.array(shown), values, "")
