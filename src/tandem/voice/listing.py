"""The leads behind the counts, with what each said: found in the store, told from the state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import batched
from typing import Any

from tandem.basics.names import folded
from tandem.basics.text import Text
from tandem.clients.queries import faces_of
from tandem.measures.answer_lines import seller_names
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.voice import answers, codes
from tandem.voice.counts import OTHER_WORDS, SIDES, Scope, Side, code_sql, conditions
from tandem.voice.masking import without_contacts
from tandem.voice.models import Competitor, LossReview, WinReview

#: Reviews of one page.
PAGE = 50
#: Words are looked through for so many of the newest reviews that may hold what is searched for.
_MOST_FOUND = 5000
_STEP = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers: of which leads, on which side (None: both), of one code, of one competitor, in words."""

    scope: Scope
    side: Side | None = None
    code: str = ""
    competitor: int | None = None
    only_words: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One lead that said something. What the reader may not see is hidden in the words."""

    lead_id: int
    client_id: int
    side: Side
    on: dt.date
    #: Titles of what it said.
    codes: tuple[str, ...]
    #: The reason as another system words it, where it stands for no code.
    reason: str
    campaign: str
    creative: str
    product: str
    segment: str
    seller_id: int | None
    amount: Decimal | None
    competitor: str = ""
    competitor_price: Decimal | None = None
    course: Text | None = None
    ideal: str = ""
    words: str = ""
    seller: str = ""


def count(wanted: Wanted, reading: Reading, *, contacts: bool) -> int:
    """How many answers there are."""
    if wanted.text and not contacts:
        return sum(1 for _ in _read(wanted, reading, contacts=contacts, limit=None))
    statement = Statement()
    sql = f"SELECT count(*) FROM ({_sql(wanted, reading, statement)})"
    return int(reading.rows(sql, statement.used_in(sql))[0][0])


def page_of(wanted: Wanted, reading: Reading, *, contacts: bool, number: int) -> list[Answered]:
    """One page of answers, the newest first; ``contacts`` says whether the words are read as they were written."""
    start = (number - 1) * PAGE
    if wanted.text and not contacts:
        return list(_read(wanted, reading, contacts=contacts, limit=None))[start : start + PAGE]
    return list(_read(wanted, reading, contacts=contacts, limit=(PAGE, start)))


def every(wanted: Wanted, reading: Reading, *, contacts: bool) -> Iterator[Answered]:
    """All answers, the newest first."""
    return _read(wanted, reading, contacts=contacts, limit=None)


def _read(wanted: Wanted, reading: Reading, *, contacts: bool, limit: tuple[int, int] | None) -> Iterator[Answered]:
    statement = Statement()
    sql = f"{_sql(wanted, reading, statement)} ORDER BY ended_on DESC, lead_id DESC"
    if limit:
        sql += f" LIMIT {limit[0]:d} OFFSET {limit[1]:d}"
    titles = {"won": codes.titles("attractions"), "lost": codes.titles("refusals")}
    rows = (_answered(row, titles) for row in reading.rows(sql, statement.used_in(sql)))
    wanted_words = folded(wanted.text)
    for part in batched(rows, _STEP, strict=False):
        for each in _told(part, contacts=contacts):
            # What is hidden from the reader is not found by the reader either.
            if contacts or not wanted_words or wanted_words in folded(f"{each.ideal} {each.words}"):
                yield each


def _sql(wanted: Wanted, reading: Reading, statement: Statement) -> str:
    sides = [side for side in SIDES if wanted.side in (None, side)]
    return " UNION ALL ".join(f"({_of_side(wanted, side, reading, statement)})" for side in sides)


def _of_side(wanted: Wanted, side: Side, reading: Reading, statement: Statement) -> str:
    code = code_sql(statement, reading) if side == "lost" else "t.attracted"
    held = [conditions(wanted.scope, side, statement)]
    reviewed = "win_reviewed_at" if side == "won" else "loss_reviewed_at"
    held.append(f"({code} <> '' OR t.{reviewed} IS NOT NULL)")
    if wanted.code:
        chosen = statement.value(wanted.code)
        # A code is a short key without commas.
        held.append(f"list_contains(string_split(coalesce({code}, ''), ','), {chosen})")
    if wanted.competitor is not None:
        held.append(f"t.competitor_id = {statement.value(wanted.competitor)}" if side == "lost" else "false")
    if wanted.only_words:
        held.append("t.win_worded" if side == "won" else "t.loss_worded")
    if wanted.text:
        found = statement.value([0, *_found(wanted.text, side)])
        held.append(f"list_contains({found}, t.lead_id)")
    return (
        f"SELECT t.lead_id, t.client_id, '{side}' AS side, t.{side}_on AS ended_on, {code} AS code, t.lost_reason, "
        "t.campaign, t.creative, t.product, t.segment, t.seller_id, t.amount "
        f"FROM leads t WHERE {' AND '.join(held)}"
    )


def _found(text: str, side: Side) -> list[int]:
    """The newest reviews whose words hold the text."""
    model = WinReview if side == "won" else LossReview
    rows = model._default_manager.filter(folded__contains=folded(text)).order_by("-reviewed_at")
    return list(rows.values_list("pk", flat=True)[:_MOST_FOUND])


def _answered(row: tuple[Any, ...], titles: Mapping[str, Mapping[str, str]]) -> Answered:
    lead_id, client_id, side, on, code, reason, campaign, creative, product, segment, seller_id, amount = row
    named = [each for each in (code or "").split(",") if each and each != OTHER_WORDS]
    return Answered(
        lead_id=lead_id,
        client_id=client_id,
        side=side,
        on=on,
        codes=tuple(titles[side].get(each, each) for each in named),
        reason=(reason or "") if code == OTHER_WORDS else "",
        campaign=campaign or "",
        creative=creative or "",
        product=product or "",
        segment=segment or "",
        seller_id=seller_id,
        amount=amount,
    )


def _told(found: Collection[Answered], *, contacts: bool) -> Iterator[Answered]:
    """The same with everything that only the state knows, in a fixed number of queries."""
    wins = WinReview.objects.in_bulk([each.lead_id for each in found if each.side == "won"])
    losses = LossReview.objects.in_bulk([each.lead_id for each in found if each.side == "lost"])
    companies = Competitor.objects.in_bulk({each.competitor_id for each in losses.values() if each.competitor_id})
    hidden = set() if contacts else {each.client_id for each in found if each.lead_id in wins or each.lead_id in losses}
    faces = faces_of(hidden) if hidden else {}
    sellers = seller_names({each.seller_id for each in found})
    for each in found:
        win = wins.get(each.lead_id) if each.side == "won" else None
        loss = losses.get(each.lead_id) if each.side == "lost" else None
        company = companies.get(loss.competitor_id) if loss and loss.competitor_id else None
        ideal, words = (win.ideal, win.words) if win else ("", loss.words if loss else "")
        if not contacts:
            names = [faces[each.client_id].name] if each.client_id in faces else []
            ideal, words = (without_contacts(text, names) for text in (ideal, words))
        yield replace(
            each,
            competitor=company.name if company else "",
            competitor_price=loss.competitor_price if loss else None,
            course=answers.COURSES.get(win.course) if win else None,
            ideal=ideal,
            words=words,
            seller=sellers.get(each.seller_id, "") if each.seller_id else "",
        )
