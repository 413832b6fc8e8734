"""Rules of the patterns that run over the bytes of a workbook somebody else made."""

from __future__ import annotations

import importlib
import re

import pytest

from tandem.imports import xlsx_archives, xlsx_files

PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in (xlsx_archives, xlsx_files)
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
}


def most_repeats(pattern: re.Pattern[bytes]) -> int:
    """The longest repetition a pattern allows, anywhere in it."""
    parser = importlib.import_module("re._parser")
    most = 0
    waiting = [parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else 0)]
    while waiting:
        for operation, argument in waiting.pop():
            if "REPEAT" in str(operation):
                most = max(most, int(argument[1]))
            parts = argument if isinstance(argument, tuple | list) else [argument]
            nested = [each for part in parts for each in (part if isinstance(part, list) else [part])]
            waiting += [each for each in nested if isinstance(each, parser.SubPattern)]
    return most


def test_the_measure_sees_what_is_unbounded_however_deep():
    assert most_repeats(re.compile(rb"a(?:b(?!c*)){0,3}")) > 2_000
    assert most_repeats(re.compile(rb"a(?:b|c{0,7})?")) == 7


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_over_a_workbook_repeats_without_a_bound(name):
    assert most_repeats(PATTERNS[name]) <= 2_000
