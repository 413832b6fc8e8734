"""A form for any item of the agreement, made from the structure that the item is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django import forms
from django.forms.boundfield import BoundField

from tandem.agreement import field_names
from tandem.agreement.document import Document, Part
from tandem.agreement.item_fields import field_of
from tandem.agreement.item_shapes import (
    FROZEN,
    ONE_OF,
    alias_of,
    default_of,
    is_many,
    is_optional,
    is_rows,
    literals,
    one_of,
    part_kind,
    row_kind,
    written_fields,
)
from tandem.agreement.item_words import NAMED_BY, label_of, said
from tandem.agreement.storing import item_type, key_from
from tandem.basics.text import Text

_MOST_ROWS = 200


@dataclass(slots=True)
class Layout:
    """How a form reads: its fields, then its parts, each with a title and fields of its own."""

    title: Text | None = None
    fields: list[BoundField] = field(default_factory=list)
    parts: list[Layout] = field(default_factory=list)
    #: A row of a list.
    is_row: bool = False
    #: Its first field chooses which of several parts follows.
    chooses: bool = False


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
        self._skip_key = not is_new and not is_rows(self._kind)
        self._add(self._kind, "", part)

    @property
    def layout(self) -> Layout:
        """The fields in their order, with the parts of the item."""
        return self._layout(self._kind, "", None)

    def body(self) -> Any:
        """What was written, as plain data; call it on a valid form."""
        collected = self._collect(self._kind, "")
        if isinstance(collected, dict):
            frozen = FROZEN.get(type(self._part).__name__, ())
            collected |= {name: msgspec.to_builtins(getattr(self._part, name)) for name in frozen}
            if not self._is_new:
                own = getattr(self._part, "key", None)
                return collected | ({"key": own} if own is not None else {})
            if "key" in collected:
                named = next((str(collected[name]) for name in NAMED_BY if collected.get(name)), "")
                collected["key"] = key_from(collected["key"] or named)
        return collected

    def _add(self, kind: Any, path: str, value: Any) -> None:
        if is_rows(kind):
            rows = list(value or ())
            count = self._rows_sent(path) if self.is_bound else len(rows) + 1
            self.fields[f"{path}-count"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=count, min_value=0, max_value=_MOST_ROWS
            )
            for number in range(count):
                at = _joined(path, str(number))
                self._add(row_kind(kind), at, rows[number] if number < len(rows) else None)
                if number < len(rows):
                    self.fields[f"{at}-remove"] = forms.BooleanField(required=False, label=said(_REMOVE))
            return
        if kind_of_choice := one_of(kind):
            chosen = next((name for name in kind_of_choice if getattr(value, name, None) is not None), "")
            self.fields[_joined(path, "measured_by")] = forms.ChoiceField(
                required=False,
                initial=chosen,
                label=said(_MEASURED_BY),
                choices=[("", said(_NOT_MEASURED)), *((name, label_of(kind, name)) for name in kind_of_choice)],
            )
        for name, inner in written_fields(kind).items():
            if name == "key" and self._skip_key and not path:
                continue
            current = getattr(value, name, None) if value is not None else None
            if (nested := part_kind(inner)) is not None or is_rows(inner):
                self._add(nested or inner, _joined(path, name), current)
            else:
                self.fields[_joined(path, name)] = field_of(
                    kind, name, inner, current, self._document, is_set=value is not None
                )

    def _rows_sent(self, path: str) -> int:
        sent = str((self._sent or {}).get(f"{path}-count", "0"))
        return min(int(sent), _MOST_ROWS) if sent.isdecimal() and len(sent) < 4 else 0

    def _collect(self, kind: Any, path: str) -> Any:
        if is_rows(kind):
            rows = []
            for number in range(self._rows_sent(path)):
                at = _joined(path, str(number))
                row = self._collect(row_kind(kind), at)
                if row != self._blank(row_kind(kind)) and not self.cleaned_data.get(f"{at}-remove"):
                    rows.append(row)
            return rows
        chosen = self.cleaned_data.get(_joined(path, "measured_by"), "")
        found: dict[str, Any] = {}
        for name, inner in written_fields(kind).items():
            at = _joined(path, name)
            if (nested := part_kind(inner)) is not None:
                part = self._collect(nested, at)
                if name in ONE_OF and one_of(kind):
                    found[name] = part if name == chosen else None
                else:
                    found[name] = part if part != self._blank(nested) or not is_optional(inner) else None
            elif is_rows(inner):
                found[name] = self._collect(inner, at)
            elif at in self.fields:
                found[name] = self._value(kind, name, inner, self.cleaned_data.get(at))
        return found

    def _value(self, kind: type[Part], name: str, inner: Any, cleaned: Any) -> Any:
        if cleaned is None or cleaned == "":
            empty = default_of(kind, name)
            return "" if isinstance(empty, str) and "" in (literals(inner) or ("",)) else empty
        return _ANSWERS.get(cleaned, cleaned) if alias_of(inner) == "AnswerOrAny" else cleaned

    def _blank(self, kind: type[Part]) -> dict[str, Any]:
        """What a part nobody wrote in comes as."""
        blank: dict[str, Any] = {}
        for name, inner in written_fields(kind).items():
            value = default_of(kind, name)
            blank[name] = list(value) if is_many(inner) or is_rows(inner) else value
        return blank

    def _layout(self, kind: Any, path: str, title: Text | None) -> Layout:
        layout = Layout(title)
        if is_rows(kind):
            layout.fields.append(self[f"{path}-count"])
            for number in range(self._rows_sent(path) if self.is_bound else self.fields[f"{path}-count"].initial):
                at = _joined(path, str(number))
                row = self._layout(row_kind(kind), at, None)
                row.is_row = True
                if f"{at}-remove" in self.fields:
                    row.fields.append(self[f"{at}-remove"])
                layout.parts.append(row)
            return layout
        if (chooser := _joined(path, "measured_by")) in self.fields:
            layout.fields.append(self[chooser])
            layout.chooses = True
        for name, inner in written_fields(kind).items():
            at = _joined(path, name)
            if (nested := part_kind(inner)) is not None or is_rows(inner):
                if name not in ONE_OF or chooser not in self.fields or self[chooser].value() == name:
                    layout.parts.append(self._layout(nested or inner, at, field_names.label(kind.__name__, name)[0]))
            elif at in self.fields:
                layout.fields.append(self[at])
        return layout


_REMOVE = Text(ru="Удалить строку", en="Remove this row")
_MEASURED_BY = Text(ru="Как измеряется", en="How it is measured")
_NOT_MEASURED = Text(ru="ещё не решено", en="not decided yet")
_ANSWERS = {"True": True, "False": False}


def _joined(path: str, name: str) -> str:
    return f"{path}-{name}" if path else name


def blank_of(section: str) -> Any:
    """A new item of a section, with nothing written in it."""
    kind = item_type(section, "")
    return msgspec.convert({}, kind)
