"""What the page of one clause holds: the rows that were sent, the text they make, and what its trial said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.http import QueryDict

from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_builder import (
    BuilderRow,
    Built,
    RowRefused,
    clause_from,
    from_lists,
    rows_of,
    with_row,
    without_row,
)
from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.clause_comparisons import COMPARISONS, Comparison, comparisons_of
from tandem.agreement.clause_scopes import known_in, table_of
from tandem.agreement.clause_trial import common_values
from tandem.agreement.clause_trial_shown import ShownTrial, trial_of
from tandem.agreement.clauses import DECIDED
from tandem.basics.expression_text import LONGEST
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text
from tandem.measures.store import store

#: Names of the page's own inputs begin so; everything else that is sent belongs to the form one came from.
OWN = "cb-"
#: Items of the draft, to whose form the clause goes back.
_BACK = "/agreement/draft/items/"
_DECIDED = frozenset(each.name for each in DECIDED)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the builder with its choices. ``block`` and ``number`` count from 0."""

    block: int
    number: int
    row: BuilderRow
    comparisons: Sequence[tuple[Text | None, Sequence[Comparison]]]
    takes_value: bool
    suggested: Sequence[str]
    wrong: Text | None = None
    #: It lacks its value, and is no part of the clause yet.
    is_unfinished: bool = False


@dataclass(slots=True)
class Bench:
    """Everything the page of one clause shows."""

    name: str
    scope: Scope
    sent_scope: str
    back: str
    carried: Sequence[tuple[str, str]]
    text: str
    built: Built | None
    rows: Sequence[Sequence[ShownRow]] = ()
    refused: RowRefused | None = None
    fields: Sequence[tuple[Text, Sequence[ClauseField]]] = ()
    trial: ShownTrial | None = None
    about: str = field(default="leads")

    @property
    def is_or(self) -> bool:
        """Whether one condition of a block is enough."""
        return self.built is not None and self.built.inner == "or"


def scope_of(sent: QueryDict) -> Scope:
    """The scope of the clause. In a promise or a watch, the table it is about is chosen in the form itself."""
    asked, name = _asked(sent)
    if asked == "duty":
        asked = sent.get(name[: name.rfind("-") + 1] + "about", "leads")
    return Scope(asked) if asked in set(Scope) else Scope.QUESTION


def text_of(sent: QueryDict) -> str:
    """The clause as it was sent: under the name of the field it belongs to."""
    return sent.get(_asked(sent)[1], "")[: LONGEST + 1].replace("\r\n", "\n")


def _asked(sent: QueryDict) -> tuple[str, str]:
    """The scope and the field of the clause: those of the button pressed in a form, or those of this page."""
    scope, _, name = sent.get(f"{OWN}open", "").partition(":")
    if not name:
        scope, name = sent.get(f"{OWN}scope", ""), sent.get(f"{OWN}name", "clause")
    return scope, name[:100]


def bench_of(sent: QueryDict, *, came_from: str = "") -> Bench:
    """The page for what was sent: rows make the text anew, unless the text was the last to be written.

    ``came_from`` is the path of the page that opened this one; the clause goes back there if it is an item's form.
    """
    scope = scope_of(sent)
    known = known_in(scope, fields_of_versions())
    sent_scope, name = _asked(sent)
    back = sent.get(f"{OWN}back", "") or came_from
    text = text_of(sent)
    refused = None
    built = rows_of(text, known)
    done = sent.get(f"{OWN}do", "")
    if f"{OWN}field" in sent and done != "text":
        built = _done(_fitting(_sent_rows(sent), known), done)
        try:
            text = clause_from(_finished(built), known)
        except RowRefused as refusal:
            refused = refusal
    if built is not None and not built.blocks:
        built = Built(built.inner, ((BuilderRow(),),))
    bench = Bench(
        name=name,
        scope=scope,
        sent_scope=sent_scope,
        back=back if back.startswith(_BACK) else "",
        carried=[
            (key, value)
            for key, values in sent.lists()
            for value in values
            if not key.startswith(OWN) and key not in (name, "csrfmiddlewaretoken") and isinstance(value, str)
        ],
        text=text,
        built=built,
        refused=refused,
        about=table_of(scope),
    )
    bench.rows = _rows(bench)
    bench.fields = _fields(scope)
    bench.trial = trial_of(text, scope)
    return bench


def _sent_rows(sent: QueryDict) -> Built:
    names = ("block", "field", "comparison", "value")
    return from_lists(sent.get(f"{OWN}inner", "and"), *(sent.getlist(f"{OWN}{name}")[:60] for name in names))


def _fitting(built: Built, known: Mapping[str, ClauseField]) -> Built:
    """A field that was changed for one of another kind gets that kind's first comparison."""

    def fit(row: BuilderRow) -> BuilderRow:
        if row.field not in known:
            return row
        choices = comparisons_of(known[row.field].kind)
        return row if row.comparison in {each.key for each in choices} else replace(row, comparison=choices[0].key)

    return Built(built.inner, tuple(tuple(fit(row) for row in block) for block in built.blocks))


def _finished(built: Built) -> Built:
    """The rows without those that wait for their value; the others keep their places."""
    blocks = tuple(tuple(BuilderRow() if _is_unfinished(row) else row for row in block) for block in built.blocks)
    return Built(built.inner, blocks)


def _is_unfinished(row: BuilderRow) -> bool:
    comparison = COMPARISONS.get(row.comparison)
    return bool(row.field) and comparison is not None and comparison.takes_value and not row.value.strip()


def _done(built: Built, done: str) -> Built:
    """The rows after a button: ``add:0``, ``remove:0:1``, or just built."""
    what, *places = done.split(":")
    numbers = [int(place) for place in places if place.isdecimal() and len(place) < 4]
    if what == "add" and len(numbers) == 1:
        return with_row(built, numbers[0])
    if what == "remove" and len(numbers) == 2:
        return without_row(built, *numbers)
    return built


def _rows(bench: Bench) -> list[list[ShownRow]]:
    if bench.built is None:
        return []
    known = known_in(bench.scope, fields_of_versions())
    wanted = {row.field for block in bench.built.blocks for row in block}
    texts = [known[name] for name in wanted if name in known and known[name].kind is Kind.TEXT]
    suggested = common_values(texts, store.read(), table=table_of(bench.scope))
    return [
        [
            _row(bench, at, number, row, known.get(row.field), suggested.get(row.field, ()))
            for number, row in enumerate(block)
        ]
        for at, block in enumerate(bench.built.blocks)
    ]


def _row(
    bench: Bench, at: int, number: int, row: BuilderRow, chosen: ClauseField | None, suggested: Sequence[str]
) -> ShownRow:
    choices: list[tuple[Text | None, Sequence[Comparison]]]
    if chosen is not None:
        choices = [(None, comparisons_of(chosen.kind))]
    else:
        choices = [(words, comparisons_of(kind)) for kind, words in _KINDS]
    comparison = next((each for _, group in choices for each in group if each.key == row.comparison), None)
    if comparison is None and chosen is not None:
        comparison = comparisons_of(chosen.kind)[0]
    refused = bench.refused
    return ShownRow(
        block=at,
        number=number,
        row=row,
        comparisons=choices,
        takes_value=comparison is None or comparison.takes_value,
        suggested=suggested,
        is_unfinished=_is_unfinished(row),
        wrong=refused.text if refused is not None and (refused.block, refused.row) == (at, number) else None,
    )


def _fields(scope: Scope) -> list[tuple[Text, list[ClauseField]]]:
    known = sorted(known_in(scope, fields_of_versions()).values(), key=lambda each: each.name in _DECIDED)
    return [
        (_BY_AGREEMENT if decided else _KNOWN[table_of(scope)], list(group))
        for decided, group in groupby(known, key=lambda each: each.name in _DECIDED)
    ]


_BY_AGREEMENT = Text(ru="Решено по регламенту", en="Decided by the agreement")
_KNOWN = {
    "leads": Text(ru="Известно о лиде", en="Known of the lead"),
    "returns": Text(ru="Известно о возврате", en="Known of the return"),
    "launches": Text(ru="Известно о запуске", en="Known of the launch"),
}
_KINDS = (
    (Kind.TEXT, Text(ru="Текст", en="Text")),
    (Kind.NUMBER, Text(ru="Число", en="Number")),
    (Kind.FLAG, Text(ru="Да или нет", en="Yes or no")),
    (Kind.DAY, Text(ru="День", en="Day")),
)
