"""The page of why buyers buy and refuse: both lists of codes, and one of them within campaigns, products, sellers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.basics.intervals import Estimate
from tandem.basics.numbers import format_number, format_percent, format_points
from tandem.basics.shrinkage import beta_binomial_shrinkage
from tandem.measures.answer_lines import member_name, seller_names
from tandem.measures.asked import Asked
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.export_files import Content
from tandem.measures.questions import Member
from tandem.people.rules import Role
from tandem.ui.addresses import address_of
from tandem.ui.charts import fulfilment_bar
from tandem.ui.pieces import Cell, Column, Empty, Row, Tab, Table
from tandem.voice import codes
from tandem.voice.counts import OTHER_WORDS, SIDES, SPLITS, Heard, Said, Scope, Side, heard, heard_by
from tandem.voice.rules import difference, share

#: Members on the page; a file holds all.
MOST = 40
_TOP = 3
SECTION_OF: Mapping[Side, codes.Section] = {"won": "attractions", "lost": "refusals"}
SIDE_OF: Mapping[str, Side] = {section: side for side, section in SECTION_OF.items()}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One code that the page shows within the members: its side, key and title."""

    side: Side
    key: str
    title: str


def tabs(current: str, page: Asked) -> list[Tab]:
    """The pages of this room with the one shown; the period goes along."""
    kept = {name: page.request.GET[name] for name in ("period", "from", "to", "compare") if name in page.request.GET}
    query = f"?{urlencode(kept)}" if kept else ""
    named = (
        ("voice", _("Why they buy and refuse")),
        ("voice_competitors", _("Whom we lose to")),
        ("voice_words", _("In their words")),
        ("voice_changes", _("What we changed")),
        ("voice_silence", _("Where it is silent")),
    )
    return [Tab(title, reverse(name) + query, name == current) for name, title in named]


def splits_for(role: Role) -> tuple[str, ...]:
    """Figures of sellers by name are not everybody's."""
    return tuple(by for by in SPLITS if by != "seller" or role.sees_operating_report)


def titles_of(side: Side) -> dict[str, str]:
    """What each answer is called on the page."""
    return {**codes.titles(SECTION_OF[side]), OTHER_WORDS: _("In other words, no code yet")}


def chosen_of(page: Asked) -> Chosen | None:
    """The code that the address asks for."""
    among = {
        f"{section}.{key}": Chosen(side, key, title)
        for side, section in SECTION_OF.items()
        for key, title in titles_of(side).items()
    }
    key = page.choice("code", {"": None, **among}, "")
    return among.get(key)


def words_url(page: Asked, **wanted: Member) -> str:
    """The list of answers behind a count."""
    period = {"from": page.period.start.isoformat(), "to": page.period.end.isoformat()}
    query = {key: "-" if value is None else str(value) for key, value in wanted.items()} | {"words": "0"}
    return f"{reverse('voice_words')}?{urlencode(period | query)}"


def code_table(side: Side, page: Asked) -> Table:
    """One side's codes with their shares, beside those of the comparison."""
    now, before = _both(page)
    said = now.of(side)
    titles = titles_of(side)
    section = SECTION_OF[side]
    columns = [
        Column(_("What attracted, besides the price") if side == "won" else _("Why they refused")),
        Column("n", numeric=True),
        Column(_("Share"), numeric=True, hint=_("of leads that said anything")),
        *([Column(_("Before"), numeric=True)] if before else []),
    ]
    rows = [
        Row([
            Cell(titles.get(key, key), url=page.address({"code": f"{section}.{key}"}) + "#split"),
            Cell(format_number(count, page.language), url=words_url(page, side=side, code=key)),
            _share_cell(share(count, said.said), page.language),
            *([_before_cell(count, said, before.of(side), key, page.language)] if before else []),
        ])
        for key, count in said.top()
    ]  # fmt: skip
    silent = said.ended - said.said
    if said.ended:
        rest = [Cell("")] * (len(columns) - 3)
        hint = _silence(silent, said.ended, page.language)
        rows.append(Row([Cell(_("Not said")), Cell(format_number(silent, page.language), url=_silent_url(side, page)),
                         Cell("", note=hint), *rest], total=True))  # fmt: skip
    caption = _("Why they bought") if side == "won" else _("Why they refused")
    return Table(caption, columns, rows if said.ended else (), _nothing(side, page))


def code_rows(page: Asked) -> Iterator[list[Content]]:
    """Both sides as the rows of a file."""
    now, before = _both(page)
    yield [_("Side"), _("Code"), _("Title"), "n", _("Of"), _("Share"), _("from"), _("to"), _("Share before"),
           _("n before")]  # fmt: skip
    for side, side_title in _sides():
        said, titles = now.of(side), titles_of(side)
        earlier = before.of(side) if before else Said()
        for key, count in said.top():
            found, old = share(count, said.said), share(earlier.codes.get(key, 0), earlier.said)
            yield [side_title, key, titles.get(key, key), count, said.said, _rounded(found.value), _rounded(found.low),
                   _rounded(found.high), _rounded(old.value), earlier.said if before else None]  # fmt: skip


def _sides() -> tuple[tuple[Side, str], ...]:
    return ("won", _("bought")), ("lost", _("refused"))


CODE_FORMS = ("", "", "", "#,##0", "#,##0", "0.0%", "0.0%", "0.0%", "0.0%", "#,##0")


@dataclass(frozen=True, slots=True)
class Split:
    """The members of a dimension. Without ``rankable`` the shares cannot be told from one another."""

    table: Table
    rankable: bool
    cut: int


def split(page: Asked, by: str, chosen: Chosen | None) -> Split:
    """What is said within the members of a dimension: the commonest answers, or the share of one."""
    found = heard_by(by, scope_of(page), page.reading)
    names = _names(found, by, page.language)
    if chosen is None:
        return Split(_tops(found, names, by, page), True, max(len(found) - MOST, 0))
    shown = {member: each for member, each in found.items() if each.of(chosen.side).said}
    shares, rankable = _shrunk(shown, chosen)
    order = sorted(shown, key=lambda member: (member is None, -(shares[member].value or 0)))
    columns = [Column(DIMENSIONS[by].name), Column(_("Said anything"), numeric=True), Column("n", numeric=True),
               Column(_("Share"), numeric=True, hint=_("corrected for a small sample"))]  # fmt: skip
    rows = []
    for member in order[:MOST]:
        said = shown[member].of(chosen.side)
        count = said.codes.get(chosen.key, 0)
        raw = format_percent(count / said.said, page.language, 0)
        cell = _share_cell(shares[member], page.language, hint=_("without the correction %(raw)s") % {"raw": raw})
        rows.append(Row([
            Cell(names[member]), Cell(format_number(said.said, page.language)),
            Cell(format_number(count, page.language),
                 url=words_url(page, side=chosen.side, code=chosen.key, **{by: member}) if count else ""), cell,
        ]))  # fmt: skip
    caption = f"{chosen.title}: {DIMENSIONS[by].name.in_language(page.language)}"
    return Split(Table(caption, columns, rows, _nothing(chosen.side, page)), rankable, max(len(order) - MOST, 0))


def split_rows(page: Asked, by: str) -> Iterator[list[Content]]:
    """Every member with every code as the rows of a file."""
    found = heard_by(by, scope_of(page), page.reading)
    names = _names(found, by, page.language)
    titles = {side: titles_of(side) for side in SECTION_OF}
    yield [DIMENSIONS[by].name.in_language(page.language), _("Side"), _("Code"), _("Title"), "n", _("Of"), _("Share"),
           _("from"), _("to")]  # fmt: skip
    for member, each in found.items():
        for side, side_title in _sides():
            said = each.of(side)
            for key, count in said.top():
                value = share(count, said.said)
                yield [names[member], side_title, key, titles[side].get(key, key), count, said.said,
                       _rounded(value.value), _rounded(value.low), _rounded(value.high)]  # fmt: skip


SPLIT_FORMS = ("", "", "", "", "#,##0", "#,##0", "0.0%", "0.0%", "0.0%")


def scope_of(page: Asked) -> Scope:
    """The leads the reader may count in the period."""
    return Scope(page.period, seller_id=page.seller_id)


def _both(page: Asked) -> tuple[Heard, Heard | None]:
    against = page.chosen.against
    before = heard(Scope(against, seller_id=page.seller_id), page.reading) if against else None
    return heard(scope_of(page), page.reading), before


def _tops(found: Mapping[Member, Heard], names: Mapping[Member, str], by: str, page: Asked) -> Table:
    titles = {side: titles_of(side) for side in SECTION_OF}
    columns = [Column(DIMENSIONS[by].name), Column(_("Refused and said why"), numeric=True), Column(_("Mostly")),
               Column(_("Bought and said why"), numeric=True), Column(_("Mostly"))]  # fmt: skip
    rows = []
    for member, each in list(found.items())[:MOST]:
        cells = [Cell(names[member])]
        for side in reversed(SIDES):
            said = each.of(side)
            url = words_url(page, side=side, **{by: member}) if said.said else ""
            cells.append(Cell(format_number(said.said, page.language), url=url,
                              note=_of(said.ended, page.language) if said.ended != said.said else ""))  # fmt: skip
            cells.append(Cell(top_words(said, titles[side], page.language)))
        rows.append(Row(cells))
    return Table(_("What is said, by %(by)s") % {"by": DIMENSIONS[by].name.in_language(page.language).lower()},
                 columns, rows, _nothing("lost", page))  # fmt: skip


def top_words(said: Said, titles: Mapping[str, str], language: str) -> str:
    """``Too expensive 12, Not now 5``: the commonest answers with their counts."""
    return ", ".join(f"{titles.get(key, key)} {format_number(count, language)}" for key, count in said.top(_TOP))


def _shrunk(found: Mapping[Member, Heard], chosen: Chosen) -> tuple[dict[Member, Estimate], bool]:
    members: Sequence[Member] = list(found)
    sides = [found[member].of(chosen.side) for member in members]
    if len(members) < 2:
        return {member: share(said.codes.get(chosen.key, 0), said.said)
                for member, said in zip(members, sides, strict=True)}, True  # fmt: skip
    shrinkage = beta_binomial_shrinkage(
        [said.codes.get(chosen.key, 0) for said in sides], [said.said for said in sides]
    )
    return dict(zip(members, shrinkage.units, strict=True)), shrinkage.rankable


def _names(found: Mapping[Member, object], by: str, language: str) -> dict[Member, str]:
    sellers = seller_names(found) if by == "seller" else {}
    return {member: member_name(member, DIMENSIONS[by], language, sellers) for member in found}


def _share_cell(found: Estimate, language: str, *, hint: str = "") -> Cell:
    if found.value is None:
        return Cell("—")
    shown = format_percent(found.value, language, 0)
    low, high = (format_number(100 * each, language) for each in (found.low, found.high))
    likely = _("likely %(low)s to %(high)s %%, n = %(n)s") % {
        "low": low,
        "high": high,
        "n": format_number(found.n, language),
    }
    bar = fulfilment_bar(found.value, label=shown, width=56)
    return Cell(bar, note=f"{shown} ({low}–{high})", hint="; ".join(filter(None, (likely, hint))))


def _before_cell(count: int, said: Said, earlier: Said, key: str, language: str) -> Cell:
    old = share(earlier.codes.get(key, 0), earlier.said)
    if old.value is None:
        return Cell("—", hint=_("nobody said anything then"))
    moved = difference(old, share(count, said.said))
    verdict = _("may be chance") if moved.is_chance else ""
    return Cell(format_percent(old.value, language, 0),
                note=format_points(moved.value, language, 0) + (f", {verdict}" if verdict else ""),
                hint=f"n = {format_number(earlier.said, language)}")  # fmt: skip


def _silence(silent: int, ended: int, language: str) -> str:
    return _("%(share)s of %(n)s") % {
        "share": format_percent(silent / ended, language, 0),
        "n": format_number(ended, language),
    }


def _of(count: int, language: str) -> str:
    return _("of %(n)s") % {"n": format_number(count, language)}


def _silent_url(side: Side, page: Asked) -> str:
    if not (address := address_of("leads")):
        return ""
    measure = "won_unreviewed" if side == "won" else "lost_without_reason"
    period = {"from": page.period.start.isoformat(), "to": page.period.end.isoformat()}
    return f"{address}?{urlencode({'measure': measure, **period})}"


def _nothing(side: Side, page: Asked) -> Empty:
    if side == "won":
        sentence = _("Nothing was won in these days. Why a client bought is asked on the lead's card, at the win.")
    else:
        sentence = _("Nothing was lost in these days. Why a client refused is asked on the lead's card, at the loss.")
    return Empty(sentence, _("All leads"), reverse("leads"))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
