"""The agreement as a YAML file: how it is read, and how a bad file is refused: with line, column and reason.

Reading follows the types of ``document``: a text field takes ``yes`` or ``2024-01-01`` as the text it is. Of YAML only
what such a file needs is taken: anchors and aliases (a file of a kilobyte can unfold to a gigabyte), tags (they name
classes), several documents, and keys given twice are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from tandem.agreement.yaml_refusals import YamlRefused, of_parser
from tandem.basics.text import Text

LARGEST = 1_000_000
#: The deepest place of a document is a filter's value: promises, item, figure, where, source, value.
DEEPEST = 10

# libyaml reads a megabyte in a third of a second, and Python alone in ten; both give the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of the file and where it begins, from 1."""

    line: int
    column: int

    def refused(self, ru: str, en: str, **values: object) -> YamlRefused:
        return YamlRefused(Text(ru=ru, en=en).format(**values), self.line, self.column)


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    text: str
    #: Written without quotes and not as a block.
    plain: bool


@dataclass(frozen=True, slots=True)
class Listed(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Keyed(Node):
    entries: tuple[tuple[Scalar, Node], ...]


def read(text: str, *, loader: object = _LOADER) -> Node:
    """The nodes of the one document in ``text``. Raises `YamlRefused`."""
    _refuse_size(text)
    _refuse_halves(text)
    try:
        return _document(_events(text.removeprefix("\ufeff"), loader))
    except yaml.YAMLError as error:
        raise of_parser(error) from error


def _refuse_size(text: str) -> None:
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise YamlRefused(
            Text(
                ru="Файл больше 1 МБ. Регламент занимает десятки килобайт: похоже, это не он.",
                en="The file is larger than 1 MB. An agreement takes some tens of kilobytes: this is hardly one.",
            )
        )


def _refuse_halves(text: str) -> None:
    """Half a sign of UTF-16 alone is no text, and would stop the parser itself."""
    half = next((at for at, sign in enumerate(text) if "\ud800" <= sign <= "\udfff"), None)
    if half is not None:
        line, column = text.count("\n", 0, half) + 1, half - text.rfind("\n", 0, half)
        raise Node(line, column).refused(
            "Половина знака: файл перекодирован с ошибкой. Сохраните его в UTF-8.",
            "Half a sign: the file was converted wrongly. Save it in UTF-8.",
        )


def _events(text: str, loader: object) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=loader)  # type: ignore[arg-type]  # the stubs know one class
    for event in events:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _at(event).refused(
                "Ссылки YAML (& и *) здесь не принимаются: повторите сам текст. Если это просто текст, возьмите его "
                "в кавычки.",
                "Anchors and aliases (& and *) are not taken here: repeat the text itself. If it is just a text, put "
                "it in quotes.",
            )
        if getattr(event, "tag", None) is not None or getattr(event, "tags", None):
            raise _at(event).refused(
                "Метки типов YAML (!…) здесь не принимаются. Если это просто текст, возьмите его в кавычки.",
                "Tags (!…) are not taken here. If it is just a text, put it in quotes.",
            )
        yield event


def _document(events: Iterator[yaml.Event]) -> Node:
    found: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if found is not None:
                raise _at(event).refused(
                    "В файле больше одного документа (---). Регламент в файле один.",
                    "There is more than one document (---) in the file. One file holds one agreement.",
                )
            found = _node(next(events), events, 1)
    if found is None or (isinstance(found, Scalar) and not found.text):
        raise YamlRefused(Text(ru="Файл пуст.", en="The file is empty."), 1, 1)
    return found


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    at = _at(event)
    if depth > DEEPEST:
        raise at.refused(
            "Слишком глубоко: в регламенте не бывает больше {deepest} уровней.",
            "Too deep: an agreement has no more than {deepest} levels.",
            deepest=DEEPEST,
        )
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(at.line, at.column, event.value, bool(event.implicit[0]))
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_node(inner, events, depth + 1))
        return Listed(at.line, at.column, tuple(items))
    return Keyed(at.line, at.column, tuple(_entries(events, depth)))


def _entries(events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[Scalar, Node]]:
    first: dict[str, int] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(event, events, depth + 1)
        if not isinstance(key, Scalar):
            raise key.refused("Ключ должен быть одним словом.", "A key must be a single word.")
        if key.text in first:
            raise key.refused(
                "«{key}» здесь уже есть, строка {line}. Оставьте одно.",
                "“{key}” is already there, line {line}. Keep one of them.",
                key=key.text,
                line=first[key.text],
            )
        first[key.text] = key.line
        yield key, _node(next(events), events, depth + 1)


def _at(event: yaml.Event) -> Node:
    assert event.start_mark is not None
    return Node(event.start_mark.line + 1, event.start_mark.column + 1)
