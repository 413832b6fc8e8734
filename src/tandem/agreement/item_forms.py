"""A form for any item of the agreement, made from the structure that the item is."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAliasType, Union, get_args, get_origin, get_type_hints

import msgspec
from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language

from tandem.agreement import titles
from tandem.agreement.clause_catalogue import fields as clause_fields
from tandem.agreement.clause_widget import ClauseTextarea
from tandem.agreement.document import ASK, Document, Part
from tandem.agreement.storing import item_type, key_from, own_key
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue
from tandem.people.rules import Role

#: Texts that need room.
_LONG = {"definition", "words", "description", "preamble", "entry", "exit", "example", "trigger", "reaction", "reason"}
_MEASURES = {"measure", "shared_measure", "own_measure"}
_TABLES = ("leads", "returns", "launches")
_MOST_ROWS = 200
#: A key is made of the first of these that a new item fills.
_NAMED_BY = ("title", "what", "trigger", "about", "words", "role")
#: Whichever of these is chosen is kept, the other is dropped.
_ONE_OF = ("figure", "duty")


@dataclass(slots=True)
class Layout:
    """How a form reads: its fields, then its parts, each with a title and fields of its own."""

    title: Text | None = None
    fields: list[BoundField] = field(default_factory=list)
    parts: list[Layout] = field(default_factory=list)
    #: A row of a list.
    is_row: bool = False
    #: One of several parts of which one is chosen; the others are folded away.
    folds: bool = False
    chosen: bool = False


class ItemForm(forms.Form):
    """The form of one item; ``body()`` is what was written, as plain data."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        section: str,
        key: str,
        part: Any,
        document: Document,
        is_new: bool = False,
    ) -> None:
        self._kind = item_type(section, key)
        self._part = part
        self._document = document
        self._is_new = is_new
        self._sent = data
        super().__init__(data)
        # A key may stand in the form only while nobody refers to it.
        self._skip_key = not is_new and not _is_rows(self._kind)
        self._add(self._kind, "", part)

    @property
    def layout(self) -> Layout:
        """The fields in their order, with the parts of the item."""
        return self._layout(self._kind, "", None)

    def body(self) -> Any:
        """What was written, as plain data; call it on a valid form."""
        collected = self._collect(self._kind, "")
        if isinstance(collected, dict):
            if not self._is_new:
                own = getattr(self._part, "key", None)
                return collected | ({"key": own} if own is not None else {})
            if "key" in collected:
                named = next((str(collected[name]) for name in _NAMED_BY if collected.get(name)), "")
                collected["key"] = key_from(collected["key"] or named)
        return collected

    def _add(self, kind: Any, path: str, value: Any) -> None:
        if _is_rows(kind):
            rows = list(value or ())
            count = self._rows_sent(path) if self.is_bound else len(rows) + 1
            self.fields[f"{path}-count"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=count, min_value=0, max_value=_MOST_ROWS
            )
            for number in range(count):
                at = _joined(path, str(number))
                self._add(_row_kind(kind), at, rows[number] if number < len(rows) else None)
                if number < len(rows):
                    self.fields[f"{at}-remove"] = forms.BooleanField(required=False, label=_said(_REMOVE))
            return
        if kind_of_choice := _one_of(kind):
            chosen = next((name for name in kind_of_choice if getattr(value, name, None) is not None), "")
            self.fields[_joined(path, "measured_by")] = forms.ChoiceField(
                required=False,
                initial=chosen,
                label=_said(_MEASURED_BY),
                choices=[("", _said(_NOT_MEASURED)), *((name, _label(kind, name)) for name in kind_of_choice)],
            )
        for name, inner in _fields_of(kind).items():
            if name == "key" and self._skip_key and not path:
                continue
            current = getattr(value, name, None) if value is not None else None
            if (nested := _part_kind(inner)) is not None or _is_rows(inner):
                self._add(nested or inner, _joined(path, name), current)
            else:
                self.fields[_joined(path, name)] = self._field(kind, name, inner, current, is_set=value is not None)

    def _rows_sent(self, path: str) -> int:
        sent = str((self._sent or {}).get(f"{path}-count", "0"))
        return min(int(sent), _MOST_ROWS) if sent.isdecimal() and len(sent) < 4 else 0

    def _field(self, kind: type[Part], name: str, inner: Any, current: Any, *, is_set: bool) -> forms.Field:
        label, about = titles.label(kind.__name__, name)
        initial = current if is_set else _default(kind, name)
        common: dict[str, Any] = {
            "required": False, "label": _said(label), "help_text": _said(about) if about else "", "initial": initial,
        }  # fmt: skip
        choices = self._choices(kind, name, inner)
        if choices is not None and _is_many(inner):
            found = [*choices, *((each, each) for each in (initial or ()) if each not in dict(choices))]
            return forms.MultipleChoiceField(choices=found, widget=forms.CheckboxSelectMultiple, **common)
        if choices is not None:
            common["initial"] = str(initial) if initial is not None else ""
            if common["initial"] not in dict(choices):
                choices = [*choices, (common["initial"], common["initial"])]
            return forms.ChoiceField(choices=choices, **common)
        if inner is bool:
            return forms.BooleanField(**common)
        if inner is int:
            return forms.IntegerField(min_value=0, max_value=10**6, **common)
        if inner in (Decimal, Decimal | None):
            return forms.DecimalField(max_digits=18, decimal_places=6, localize=True, **common)
        if inner == date | None:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
        if get_origin(inner) is dict:
            common["initial"] = _lines(initial or {})
            return LinesField(to_many=get_origin(get_args(inner)[1]) is tuple, **common)
        if is_clause(kind.__name__, name):
            return forms.CharField(widget=ClauseTextarea(kind.__name__), max_length=2000, **common)
        if name in _LONG:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000, **common)
        return forms.CharField(max_length=300, **common)

    def _choices(self, kind: type[Part], name: str, inner: Any) -> list[tuple[str, str]] | None:
        nothing = ("", "—")
        document = self._document
        match _bare(inner):
            case "Side":
                return [nothing, *((key, _said(words)) for key, words in titles.SIDES.items())]
            case "RoleKey":
                roles = [(role.value, _said(role.words)) for role in Role]
                return roles if _is_many(inner) else [nothing, *roles]
        if _is_many(inner):
            return [(stage.key, stage.title or stage.key) for stage in document.stages]
        if values := _literals(inner):
            return [(str(value), _said(titles.choice(value)) if value != "" else "—") for value in values]
        if name in _MEASURES:
            return [nothing, *((key, _said(each.name)) for key, each in catalogue().items())]
        if (kind.__name__, name) == ("GradeRow", "grade"):
            grades = [(grade.key, grade.title or grade.key) for grade in document.grading.grades]
            return [nothing, *grades, (ASK, _said(titles.choice(ASK)))]
        if (kind.__name__, name) == ("Kpi", "goal"):
            return [nothing, *((goal.key, goal.title or goal.key) for goal in document.goals)]
        if kind.__name__ == "DutyPromise" and name in ("since", "until"):
            return [nothing, *_instants()]
        if kind.__name__ == "DutyPromise" and name == "about":
            return [(table, _said(titles.choice(table))) for table in _TABLES]
        if name == "calendar":
            return [nothing, *((each.key, each.title or each.key) for each in document.calendars)]
        if name == "holidays":
            return [nothing, ("RU", "RU")]
        return None

    def _collect(self, kind: Any, path: str) -> Any:
        if _is_rows(kind):
            rows = []
            for number in range(self._rows_sent(path)):
                at = _joined(path, str(number))
                row = self._collect(_row_kind(kind), at)
                if row != self._blank(_row_kind(kind)) and not self.cleaned_data.get(f"{at}-remove"):
                    rows.append(row)
            return rows
        chosen = self.cleaned_data.get(_joined(path, "measured_by"), "")
        found: dict[str, Any] = {}
        for name, inner in _fields_of(kind).items():
            at = _joined(path, name)
            if (nested := _part_kind(inner)) is not None:
                part = self._collect(nested, at)
                if name in _ONE_OF and _one_of(kind):
                    found[name] = part if name == chosen else None
                else:
                    found[name] = part if part != self._blank(nested) or not _is_optional(inner) else None
            elif _is_rows(inner):
                found[name] = self._collect(inner, at)
            elif at in self.fields:
                found[name] = self._value(kind, name, inner, self.cleaned_data.get(at))
        return found

    def _value(self, kind: type[Part], name: str, inner: Any, cleaned: Any) -> Any:
        if cleaned is None or cleaned == "":
            empty = _default(kind, name)
            return "" if isinstance(empty, str) and "" in (_literals(inner) or ("",)) else empty
        return _ANSWERS.get(cleaned, cleaned) if _bare(inner) == "AnswerOrAny" else cleaned

    def _blank(self, kind: type[Part]) -> dict[str, Any]:
        """What a part nobody wrote in comes as."""
        blank: dict[str, Any] = {}
        for name, inner in _fields_of(kind).items():
            value = _default(kind, name)
            blank[name] = list(value) if _is_many(inner) or _is_rows(inner) else value
        return blank

    def _layout(self, kind: Any, path: str, title: Text | None) -> Layout:
        layout = Layout(title)
        if _is_rows(kind):
            layout.fields.append(self[f"{path}-count"])
            for number in range(self._rows_sent(path) if self.is_bound else self.fields[f"{path}-count"].initial):
                at = _joined(path, str(number))
                row = self._layout(_row_kind(kind), at, None)
                row.is_row = True
                if f"{at}-remove" in self.fields:
                    row.fields.append(self[f"{at}-remove"])
                layout.parts.append(row)
            return layout
        if (chooser := _joined(path, "measured_by")) in self.fields:
            layout.fields.append(self[chooser])
        for name, inner in _fields_of(kind).items():
            at = _joined(path, name)
            if (nested := _part_kind(inner)) is not None or _is_rows(inner):
                part = self._layout(nested or inner, at, titles.label(kind.__name__, name)[0])
                if name in _ONE_OF and chooser in self.fields:
                    part.folds, part.chosen = True, self[chooser].value() == name
                layout.parts.append(part)
            elif at in self.fields:
                layout.fields.append(self[at])
        return layout


class LinesField(forms.CharField):
    """A mapping as lines of ``key: value``; with ``to_many`` the values are parted by commas."""

    def __init__(self, *, to_many: bool, **options: Any) -> None:
        self.to_many = to_many
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}), max_length=5000, **options)

    def to_python(self, value: Any) -> Any:
        """The mapping."""
        found: dict[str, Any] = {}
        for line in str(super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            name, _, rest = line.partition(":")
            found[name.strip()] = [each.strip() for each in rest.split(",")] if self.to_many else rest.strip()
        return found


def is_clause(structure: str, name: str) -> bool:
    """Whether a field holds an expression."""
    return name in ("clause", "of", "holds") or structure == "Questions"


def named(part: Any) -> str:
    """What an item is called in a list: its title or the beginning of its words."""
    for name in (*_NAMED_BY, "key"):
        if value := getattr(part, name, ""):
            if name == "role":
                return _said(titles.role(value))
            return str(value)
    return own_key(part)


def told(value: Any, structure: str = "") -> Iterator[str]:
    """A part as lines of text: for two texts beside each other."""
    if isinstance(value, Part):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if inner in ("", None, (), {}, _default(type(value), name)):
                continue
            title = _label(type(value), name)
            if isinstance(inner, Part) or (isinstance(inner, tuple) and inner and isinstance(inner[0], Part)):
                yield f"{title}:"
                yield from (f"  {line}" for line in told(inner))
            elif isinstance(inner, tuple):
                yield f"{title}: {', '.join(map(str, inner))}"
            else:
                yield f"{title}: {inner}"
    elif isinstance(value, tuple):
        for each in value:
            yield "— " + "; ".join(told(each))


_REMOVE = Text(ru="Удалить строку", en="Remove this row")
_MEASURED_BY = Text(ru="Как измеряется", en="How it is measured")
_NOT_MEASURED = Text(ru="ещё не решено", en="not decided yet")
_ANSWERS = {"True": True, "False": False}


def _said(text: Text) -> str:
    return text.in_language(get_language() or "ru")


def _label(kind: type[Part], name: str) -> str:
    return _said(titles.label(kind.__name__, name)[0])


def _fields_of(kind: type[Part]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}


def _default(kind: type[Part], name: str) -> Any:
    return getattr(kind(), name)


def _is_rows(kind: Any) -> bool:
    return get_origin(kind) is tuple and isinstance(get_args(kind)[0], type) and issubclass(get_args(kind)[0], Part)


def _row_kind(kind: Any) -> type[Part]:
    found: type[Part] = get_args(kind)[0]
    return found


def _is_many(kind: Any) -> bool:
    return get_origin(kind) is tuple and not _is_rows(kind)


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def _part_kind(kind: Any) -> type[Part] | None:
    """The structure of a nested part, whether or not it may be absent."""
    for each in (kind, *get_args(kind)) if get_origin(kind) is not tuple else ():
        if isinstance(each, type) and issubclass(each, Part):
            return each
    return None


def _one_of(kind: Any) -> tuple[str, ...]:
    names = getattr(kind, "__struct_fields__", ())
    return _ONE_OF if all(name in names for name in _ONE_OF) else ()


def _bare(kind: Any) -> str:
    """The name of the kind of text that a field is, through a tuple."""
    inner = get_args(kind)[0] if get_origin(kind) is tuple else kind
    return inner.__name__ if isinstance(inner, TypeAliasType) else ""


def _literals(kind: Any) -> tuple[Any, ...]:
    """The values of a choice, or nothing."""
    while isinstance(kind, TypeAliasType):
        kind = kind.__value__
    if get_origin(kind) is Literal:
        return get_args(kind)
    if get_origin(kind) in (Union, types.UnionType) and bool in get_args(kind):
        return (True, False, *(value for each in get_args(kind) for value in _literals(each)))
    return ()


def _instants() -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for table in _TABLES:
        for name, each in clause_fields(table).items():
            if each.kind is Kind.INSTANT:
                found.setdefault(name, f"{_said(each.words)} ({_said(titles.choice(table))})")
    return list(found.items())


def _lines(mapping: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{key}: {', '.join(value) if isinstance(value, tuple | list) else value}".rstrip()
        for key, value in mapping.items()
    )


def _joined(path: str, name: str) -> str:
    return f"{path}-{name}" if path else name


def blank_of(section: str) -> Any:
    """A new item of a section, with nothing written in it."""
    kind = item_type(section, "")
    return msgspec.convert({}, kind)
