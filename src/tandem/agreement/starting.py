"""The starter agreement: complete and sensible, to be edited rather than written."""

from __future__ import annotations

import calendar
from datetime import date
from importlib.resources import files
from typing import Any, Literal

import msgspec

from tandem.agreement.document import Document
from tandem.agreement.yaml_text import from_yaml

#: The month the dates of the files are written for.
_WRITTEN = date(2026, 1, 1)


def starter(language: Literal["ru", "en"], today: date | None = None) -> Document:
    """The starter in Russian or English; its dates are moved by whole months to fit a start in ``today``'s month.

    Without ``today`` the dates stand as in the file, for a start in January 2026.
    """
    text = files("tandem.agreement").joinpath("starter", f"{language}.yaml").read_text(encoding="utf-8")
    document = from_yaml(text)
    if today is None:
        return document
    months = (today.year - _WRITTEN.year) * 12 + today.month - _WRITTEN.month
    return msgspec.convert(_moved(msgspec.to_builtins(document, builtin_types=(date,)), months), Document)


def _moved(value: Any, months: int) -> Any:
    """The same with every date ``months`` later; the last day of a month stays a last day."""
    if isinstance(value, date):
        year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        was_last = value.day == calendar.monthrange(value.year, value.month)[1]
        return date(year, month + 1, last if was_last else min(value.day, last))
    if isinstance(value, dict):
        return {key: _moved(each, months) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_moved(each, months) for each in value]
    return value
