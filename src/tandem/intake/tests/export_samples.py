"""Exports made up by hand in the shape of each system, with the records a recipe must make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from typing import Literal

Records = tuple[tuple[str, Mapping[str, object]], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One file: what it is called, its text, and every record it gives, without the fields that stay empty.

    ``format``: how the text is written to disk; ``xlsx`` splits lines at ``;``, and ``encoding`` is of text files.
    """

    recipe: str
    table: str
    language: Literal["ru", "en"]
    name: str
    text: str
    records: Records
    format: Literal["text", "xlsx"] = "text"
    encoding: str = "utf-8"
    rejected: int = 0


def samples() -> list[Sample]:
    """The samples of all modules beside this one."""
    modules = ("crm_samples", "more_crm_samples", "ad_samples", "money_samples", "plain_samples", "example_samples")
    return [each for module in modules for each in import_module(f"{__package__}.{module}").SAMPLES]


def money(text: str) -> Decimal:
    """An amount as records hold it."""
    return Decimal(text).quantize(Decimal("0.01"))


def day(text: str) -> date:
    """A day from its ISO form."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """An instant in UTC from its ISO form."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
