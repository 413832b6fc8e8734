"""What the answer is narrowed to on the command line: a name as people write it, checked against what leads bear."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.diagnosis.why_asking import Where
from tandem.measures.answer_lines import seller_names
from tandem.measures.dimensions import DIMENSIONS, dimension
from tandem.measures.questions import Member
from tandem.measures.store import Reading

_SHOWN = 5


class NarrowedToNothing(Refusal):
    """No such dimension, or no lead bears that name."""


def narrowed(only: Sequence[str], reading: Reading) -> Where:
    """``campaign=Spring``, ``seller=Anna`` or ``seller=7`` as members; ``-`` are leads without one.

    Refuses by ``NarrowedToNothing``.
    """
    found: dict[str, tuple[Member, ...]] = {}
    for each in only:
        key, told, written = each.partition("=")
        if not told or key not in DIMENSIONS:
            raise NarrowedToNothing(
                Text(
                    ru="Пишите --only РАЗРЕЗ=ЗНАЧЕНИЕ, например --only campaign=Весна. Разрезы: {keys}.",
                    en="Write --only KEY=MEMBER, for example --only campaign=Spring. Keys: {keys}.",
                ).format(keys=", ".join(DIMENSIONS))
            )
        found[key] = (None if written == "-" else _member(key, written, reading),)
    return found


def _member(key: str, written: str, reading: Reading) -> Member:
    sql = dimension(key).expression("leads")
    rows = reading.rows(f"SELECT DISTINCT {sql} AS member FROM leads t WHERE {sql} IS NOT NULL")
    members: dict[str, Member] = {str(member): member for (member,) in rows}
    if written in members:
        return members[written]
    names = {str(member): str(member) for member in members.values()}
    if key == "seller":
        names = {name: str(member) for member, name in seller_names(members.values()).items()}
    folded = {name.casefold(): member for name, member in names.items()}
    if written.casefold() in folded:
        return members[folded[written.casefold()]]
    alike = [name for name in names if written.casefold() in name.casefold()] or get_close_matches(
        written, names, n=_SHOWN
    )
    named = dimension(key).name
    shown = ", ".join(f"«{name}»" for name in (alike or sorted(names))[:_SHOWN])
    raise NarrowedToNothing(
        Text(
            ru="Нет ни одного лида, у которого «{what}» — «{written}». Есть: {shown}.",
            en="No lead has “{written}” as its “{what_en}”. There is: {shown}.",
        ).format(what=named.ru.lower(), what_en=named.en.lower(), written=written, shown=shown)
    )
