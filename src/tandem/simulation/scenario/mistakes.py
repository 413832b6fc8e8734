"""What is wrong with a scenario file: each mistake with its line, the place in the file, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import msgspec

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.simulation.scenario import company_format, file_format


@dataclass(frozen=True, slots=True)
class Mistake:
    """``place`` is a path such as ``cause[0].dial``; ``line`` counts from 1, None where no line holds it."""

    place: str
    text: Text
    line: int | None = None

    def said(self) -> Text:
        """The mistake with its place in front."""
        if self.line is None:
            return Text(ru=f"{self.place}: {self.text.ru}", en=f"{self.place}: {self.text.en}")
        return Text(
            ru=f"строка {self.line}, {self.place}: {self.text.ru}", en=f"line {self.line}, {self.place}: {self.text.en}"
        )


class ScenarioRefused(Refusal):
    """The file is no scenario; ``mistakes`` says what to mend."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        told = [each.said() for each in mistakes]
        super().__init__(Text(ru="\n".join(each.ru for each in told), en="\n".join(each.en for each in told)))
        self.mistakes = tuple(mistakes)


class NoSuchScenario(Refusal):
    """Neither a name on the shelf nor a file."""


def line_of(text: str, place: str) -> int | None:
    """The line of a place like ``work.noncore`` or ``cause[1].to``; of its section where the field is not written."""
    *sections, last = place.split(".")
    head = ".".join(sections) or last
    here, counted, section_line = "", dict[str, int](), None
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _HEADER.match(line):
            here = found["name"]
            if found["many"]:
                counted[here] = counted.get(here, -1) + 1
                here = f"{here}[{counted[here]}]"
            if head in (here, place) or place == here:
                section_line = number
            if place == here:
                return number
        elif (key := _KEY.match(line)) and ((here == head and key[1] == last) or place == f"{here}.{key[1]}"):
            return number
    return section_line


_HEADER = re.compile(r"\s*\[(?P<many>\[)?\s*(?P<name>[\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)\s*(?:=|\.)")


def mistake_of(error: msgspec.ValidationError, text: str) -> Mistake:
    """The mistake that a value of the wrong kind is."""
    said, _, path = str(error).partition(" - at ")
    place = path.strip("`").removeprefix("$").removeprefix(".")
    for pattern, sentence in _SENTENCES:
        if found := pattern.fullmatch(said):
            values = found.groupdict()
            if name := values.get("name"):
                where = f"{place}.{name}".lstrip(".")
                near = "" if pattern is _MISSING else _near(name)
                return Mistake(where, sentence.format(name=name, near=near), line_of(text, where))
            return Mistake(place, sentence.format(**values), line_of(text, place))
    return Mistake(place or "scenario", Text(ru=said, en=said), line_of(text, place))


_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]+)`")
_SENTENCES = (
    (
        re.compile(r"Object contains unknown field `(?P<name>[^`]+)`"),
        Text(ru="такого поля нет{near}.", en="there is no such field{near}."),
    ),
    (_MISSING, Text(ru="поле обязательно.", en="the field is required.")),
    (
        re.compile(r"Invalid enum value '(?P<given>[^']*)'"),
        Text(ru="«{given}» здесь не подходит; возможные слова перечислены в docs/simulation.md.",
             en="“{given}” is not possible here; docs/simulation.md lists the words."),
    ),
    (
        re.compile(r"Expected `(?P<type>[^`]+)`, got `(?P<got>[^`]+)`"),
        Text(ru="нужно значение вида {type}, а здесь {got}.", en="a value of the kind {type} is needed, not {got}."),
    ),
    (
        re.compile(r"Expected `(?P<type>[^`]+)` (?P<limit>[<>]=? [-\d.]+)"),
        Text(ru="нужно {type} {limit}.", en="{type} {limit} is needed."),
    ),
    (
        re.compile(r"Expected `array` of (?P<limit>length .+)"),
        Text(ru="нужен список, {limit}.", en="a list is needed, {limit}."),
    ),
)  # fmt: skip


def _near(name: str) -> str:
    """The field that was perhaps meant."""
    known = {
        field.name
        for module in (company_format, file_format)
        for part in vars(module).values()
        if isinstance(part, type) and issubclass(part, msgspec.Struct)
        for field in msgspec.structs.fields(part)
    }
    found = get_close_matches(name, sorted(known), n=1)
    return f" ({found[0]}?)" if found else ""
