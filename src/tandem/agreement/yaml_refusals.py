"""How a YAML file of an agreement is refused: where, and why, in both languages."""

from __future__ import annotations

import yaml

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text


class YamlRefused(Refusal):
    """The file is no agreement. ``line`` and ``column`` count from 1; None where the whole file is meant."""

    def __init__(self, text: Text, line: int | None = None, column: int | None = None) -> None:
        self.reason = text
        self.line, self.column = line, column
        if line is not None:
            text = Text(ru=f"Строка {line}, столбец {column}: {text.ru}", en=f"Line {line}, column {column}: {text.en}")
        super().__init__(text)


#: What the parser says, and what the writer of the file did.
_CAUSES = (
    (
        "cannot start any token",
        "здесь стоит знак, с которого текст без кавычек начинаться не может (например, табуляция). Отступы делают "
        "пробелами, а такой текст берут в кавычки.",
        "here is a sign that no unquoted text may begin with (a tab, for example). Indent by blanks, and put such a "
        "text in quotes.",
    ),
    (
        "tab character",
        "в отступе табуляция. Отступы делают пробелами.",
        "there is a tab in the indent. Indent by blanks.",
    ),
    (
        "alphabetic or numeric",
        "знак & или * в начале текста. Возьмите текст в кавычки.",
        "a text begins with & or *. Put it in quotes.",
    ),
    (
        "mapping values are not allowed",
        "двоеточие с пробелом внутри текста. Возьмите весь текст в кавычки.",
        "a colon and a blank inside a text. Put the whole text in quotes.",
    ),
    (
        "could not find expected ':'",
        "после ключа нет двоеточия, или текст продолжается без отступа.",
        "there is no colon after the key, or a text goes on without indent.",
    ),
    (
        "did not find expected",
        "отступ не такой, как у соседних строк, или не закрыта скобка либо кавычка.",
        "the indent differs from the lines beside it, or a bracket or quote is not closed.",
    ),
    (
        "expected <block end>",
        "отступ не такой, как у соседних строк, или не закрыта скобка либо кавычка.",
        "the indent differs from the lines beside it, or a bracket or quote is not closed.",
    ),
    (
        "unexpected end of stream",
        "файл обрывается внутри кавычек.",
        "the file ends inside a quoted text.",
    ),
    (
        "not allowed",
        "здесь стоит управляющий знак, которого в тексте быть не может.",
        "here is a control sign that no text may hold.",
    ),
)


def of_parser(error: yaml.YAMLError) -> YamlRefused:
    """The refusal for an error of the YAML parser."""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).splitlines()[0]
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    for phrase, ru, en in _CAUSES:
        if phrase in said:
            return YamlRefused(Text(ru=f"Файл не читается: {ru}", en=f"The file cannot be read: {en}"), line, column)
    return YamlRefused(
        Text(ru=f"Файл не читается как YAML ({said}).", en=f"The file cannot be read as YAML ({said})."), line, column
    )
