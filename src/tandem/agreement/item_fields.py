"""The fields of the forms in which the agreement is written: each kind of value with its choices and its help."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_origin

from django import forms

from tandem.agreement import field_names, titles
from tandem.agreement.clause_catalogue import fields as clause_fields
from tandem.agreement.clause_catalogue import judged_fields
from tandem.agreement.clause_widget import ClauseTextarea
from tandem.agreement.document import ASK, Document, Part
from tandem.agreement.item_shapes import alias_of, default_of, is_many, literals
from tandem.agreement.item_words import said
from tandem.agreement.questions import answerable, specialised_in
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue
from tandem.people.rules import Role
from tandem.ui.number_fields import NumberField

#: Texts that need room.
_LONG = {"definition", "words", "description", "preamble", "entry", "exit", "example", "trigger", "reaction", "reason",
         "answer"}  # fmt: skip
_MEASURES = {"measure", "shared_measure", "own_measure"}
_TABLES = ("leads", "returns", "launches")
#: Parts that speak of rows of a table.
_OF_ROWS = ("DutyPromise", "Watch", "Care")


def field_of(kind: type[Part], name: str, inner: Any, current: Any, document: Document, *, is_set: bool) -> forms.Field:
    """The form field of a plain field of a structure; ``current`` is what stands there, where ``is_set``."""
    label, about = field_names.label(kind.__name__, name)
    initial = current if is_set else default_of(kind, name)
    common: dict[str, Any] = {
        "required": False, "label": said(label), "help_text": said(about) if about else "", "initial": initial,
    }  # fmt: skip
    choices = _choices(kind, name, inner, document)
    if choices is not None and is_many(inner):
        found = [*choices, *((each, each) for each in (initial or ()) if each not in dict(choices))]
        return forms.MultipleChoiceField(choices=found, widget=forms.CheckboxSelectMultiple, **common)
    if choices is not None:
        common["initial"] = str(initial) if initial is not None else ""
        if common["initial"] not in dict(choices):
            choices = [*choices, (common["initial"], common["initial"])]
        return forms.ChoiceField(choices=choices, **common)
    if is_many(inner):
        common["initial"] = ", ".join(initial or ())
        return ListedField(**common)
    if inner is bool:
        return forms.BooleanField(**common)
    if inner in (int, int | None):
        return forms.IntegerField(min_value=0, max_value=10**6, **common)
    if inner in (Decimal, Decimal | None):
        return NumberField(max_digits=18, decimal_places=6, **common)
    if inner == date | None:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if is_many(inner):
        common["initial"] = "\n".join(initial or ())
        return ManyField(**common)
    if get_origin(inner) is dict:
        common["initial"] = _lines(initial or {})
        return LinesField(to_many=get_origin(get_args(inner)[1]) is tuple, **common)
    if is_clause(kind.__name__, name):
        return forms.CharField(widget=ClauseTextarea(kind.__name__), max_length=2000, **common)
    if name in _LONG:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000, **common)
    return forms.CharField(max_length=300, **common)


def _choices(kind: type[Part], name: str, inner: Any, document: Document) -> list[tuple[str, str]] | None:
    nothing = ("", "—")
    match alias_of(inner):
        case "Side":
            return [nothing, *((key, said(words)) for key, words in titles.SIDES.items())]
        case "RoleKey":
            roles = [(role.value, said(role.words)) for role in Role]
            return roles if is_many(inner) else [nothing, *roles]
    if name == "products":
        return None
    if (kind.__name__, name) == ("Question", "field"):
        return [("", said(_OWN_FIELD)), *((key, said(each.words)) for key, each in answerable(document).items())]
    if (kind.__name__, name) == ("Distribution", "specialties"):
        return [(key, said(each.words)) for key, each in specialised_in(document).items()]
    if kind.__name__ == "Scorecard" and is_many(inner):
        return [
            (key, said(each.words)) for key, each in judged_fields().items() if each.kind in (Kind.NUMBER, Kind.INTEGER)
        ]
    if (kind.__name__, name) == ("Pause", "promises"):
        return [(each.key, each.title or each.key) for each in document.promises if each.duty is not None]
    if name == "moves":
        return [(stage.key, stage.title or stage.key) for stage in document.stages]
    if values := literals(inner):
        return [(str(value), said(titles.choice(value)) if value != "" else "—") for value in values]
    if name in _MEASURES:
        return [nothing, *((key, said(each.name)) for key, each in catalogue().items())]
    if (kind.__name__, name) == ("GradeRow", "grade"):
        grades = [(grade.key, grade.title or grade.key) for grade in document.grading.grades]
        return [nothing, *grades, (ASK, said(titles.choice(ASK)))]
    if (kind.__name__, name) == ("Fading", "grade"):
        grades = [(grade.key, grade.title or grade.key) for grade in document.grading.grades]
        return [nothing, *grades, (ASK, said(titles.NOT_GRADED))]
    if (kind.__name__, name) == ("Kpi", "goal"):
        return [nothing, *((goal.key, goal.title or goal.key) for goal in document.goals)]
    if (kind.__name__, name) in (("Decision", "before"), ("Handoff", "stage"), ("Play", "stage")):
        return [nothing, *((stage.key, stage.title or stage.key) for stage in document.stages)]
    if kind.__name__ in _OF_ROWS and name in ("since", "until"):
        return [nothing, *_instants()]
    if kind.__name__ in _OF_ROWS and name == "about":
        return [(table, said(titles.choice(table))) for table in _TABLES]
    if name == "calendar":
        return [nothing, *((each.key, each.title or each.key) for each in document.calendars)]
    if name == "holidays":
        return [nothing, ("RU", "RU")]
    return None


class ListedField(forms.CharField):
    """Several texts parted by commas."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2000, **options)

    def to_python(self, value: Any) -> Any:
        """The texts."""
        return [each.strip() for each in str(super().to_python(value) or "").split(",") if each.strip()]


_OWN_FIELD = Text(ru="признак с именем из ключа", en="an attribute named by the key")


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


class ManyField(forms.CharField):
    """Several texts, a line each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), max_length=5000, **options)

    def to_python(self, value: Any) -> Any:
        """The texts."""
        lines = (line.strip() for line in str(super().to_python(value) or "").splitlines())
        return [line for line in lines if line]


def is_clause(structure: str, name: str) -> bool:
    """Whether a field holds an expression."""
    return name in ("clause", "of", "holds") or structure == "Questions"


def _instants() -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for table in _TABLES:
        for name, each in clause_fields(table).items():
            if each.kind is Kind.INSTANT:
                found.setdefault(name, f"{said(each.words)} ({said(titles.choice(table))})")
    return list(found.items())


def _lines(mapping: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{key}: {', '.join(value) if isinstance(value, tuple | list) else value}".rstrip()
        for key, value in mapping.items()
    )
