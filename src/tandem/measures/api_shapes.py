"""The shapes of the API's answers, as its description tells them to programs."""

from __future__ import annotations

from typing import Any

_WORDS = {
    "type": "object",
    "properties": {"ru": {"type": "string"}, "en": {"type": "string"}},
    "required": ["ru", "en"],
}
_DAY = {"type": "string", "format": "date"}
_MOMENT = {"type": "string", "format": "date-time"}


def _object(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties]}


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


FIGURE = _object(
    value={"type": ["string", "number", "null"], "description": "Text for money, so that no digit is lost"},
    n={"type": ["integer", "null"], "description": "The cases it rests on"},
    low={"type": ["string", "number", "null"], "description": "Lower limit of the 90 % interval"},
    high={"type": ["string", "number", "null"], "description": "Upper limit of the 90 % interval"},
    count={"type": ["number", "null"], "description": "The cases that got there"},
    young={"type": ["number", "null"], "description": "Cases not decided yet"},
    reason={**_or_null(_WORDS), "description": "Why there is no value, or what one should know"},
)
MEASURE = _object(
    key={"type": "string"},
    name=_WORDS,
    question=_WORDS,
    definition=_WORDS,
    unit={"enum": ["count", "money", "share", "ratio", "seconds", "minutes", "days"]},
    better={"enum": ["up", "down", "neither"]},
    owner={"enum": ["marketing", "sales", None]},
    made_of=_list({"type": "string"}),
)
MEASURES = _list(MEASURE)
FRESHNESS = _object(as_of=_MOMENT, position={"type": "integer"}, behind={"type": "integer"}, data_until=_DAY)
_MEMBER = _object(value={"type": ["string", "integer", "null"]}, name={"type": "string"})
_ROW = _object(
    kind={"enum": ["member", "total"]},
    members={"type": "object", "additionalProperties": _MEMBER},
    figures={"type": "object", "additionalProperties": FIGURE},
)
#: What every report says of itself.
ABOUT: dict[str, Any] = {
    "from": _DAY,
    "to": _DAY,
    "currency": {"type": ["string", "null"]},
    "as_of": _MOMENT,
    "behind": {"type": "integer"},
    "data_until": _DAY,
}
#: Notes on spend that was told otherwise at first; mostly none.
CORRECTIONS = _list(_WORDS)
#: Figures without which the one asked for would mislead, by key; mostly none.
_BESIDE = {"type": "object", "additionalProperties": FIGURE}
MEASURED = _object(
    measure=MEASURE,
    **ABOUT,
    by=_list({"type": "string"}),
    over={"enum": ["day", "week", "month", "quarter", "year", None]},
    figure=FIGURE,
    beside=_BESIDE,
    corrections=CORRECTIONS,
    rows=_list(_ROW),
    over_time=_list(_object(**{"from": _DAY, "to": _DAY, "figure": FIGURE, "beside": _BESIDE})),
)
_REFUSED = _object(
    error={"type": "string", "description": "The name of the refusal, for programs"},
    sentence={**_WORDS, "description": "What was wrong and what to do"},
)
_REFUSALS = {
    401: "No key, or one that is not valid",
    403: "Not for the role of the account",
    404: "There is no such thing; `nearest` names the one most like it",
    422: "What was asked cannot be answered",
    429: "Too many requests: `Retry-After` says when to come again",
}


def report(**further: object) -> dict[str, Any]:
    """The shape of a report: what it covers, its rows, and what is its own."""
    return _object(report={"type": "string"}, **ABOUT, **further, rows=_list({"type": "object"}))


def shape(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer to a question and the ways it can be refused, for the description of an operation."""
    return {
        "responses": {
            200: {"description": "OK", "content": {"application/json": {"schema": answer}}},
            **{
                status: {"description": said, "content": {"application/json": {"schema": _REFUSED}}}
                for status, said in _REFUSALS.items()
            },
        }
    }
