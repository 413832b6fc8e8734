"""What the page of decision rules shows: each rule with its counts, and the leads of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.agreement import queries, titles
from tandem.agreement.rules import speaks_for
from tandem.basics.numbers import format_number
from tandem.basics.text import Text
from tandem.measures.asked import Asked
from tandem.people.rules import Role
from tandem.selling.clearance_counts import Standing
from tandem.selling.clearance_rules import MatterState
from tandem.selling.clearances import Matter, RuleLine, Said
from tandem.ui.pieces import Tab

#: The newest so many are on the page; a file holds all.
MOST = 50

STATES: Mapping[MatterState, Text] = {
    MatterState.OPEN: Text(ru="не согласовано", en="not cleared"),
    MatterState.BYPASSED: Text(ru="в обход", en="bypassed"),
    MatterState.CLEARED: Text(ru="согласовано", en="cleared"),
    MatterState.SPARED: Text(ru="не понадобилось", en="not needed"),
    MatterState.TELL: Text(ru="сообщить", en="to be told"),
}


@dataclass(frozen=True, slots=True)
class RuleBlock:
    """A rule with its words, whom it names, how many leads stand how, and the way to them."""

    standing: Standing
    clears: Text
    tells: Text
    #: The stage before which it is to be cleared; empty for any closed one.
    before: str
    version: int
    states: tuple[Tab, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One lead under the rule, in words; ``clears`` when the reader is asked to clear it.

    ``said`` are the clearances, each with the seat that made it; ``tells`` are those to be told.
    """

    matter: Matter
    state: Text
    said: tuple[tuple[Text, Said], ...]
    asks: Text
    tells: Text
    clears: bool


def chosen_of(standings: Sequence[Standing], page: Asked) -> tuple[Standing, MatterState | None] | None:
    """The rule and the state asked for; by default the first rule, and what of it needs somebody most."""
    if not standings:
        return None
    by_key = {each.line.rule.key: each for each in standings}
    rule = by_key[page.choice("rule", by_key, next(iter(by_key)))]
    needy = next((state for state in (MatterState.OPEN, MatterState.BYPASSED) if rule.count(state)), None)
    states: dict[str, MatterState | None] = {"all": None, **{state.value: state for state in MatterState}}
    return rule, states[page.choice("state", states, needy.value if needy else "all")]


def blocks(
    standings: Sequence[Standing], chosen: tuple[Standing, MatterState | None] | None, page: Asked
) -> list[RuleBlock]:
    """Every rule."""
    return [_block(each, chosen, page) for each in standings]


def lines(matters: Sequence[Matter], role: Role) -> list[MatterLine]:
    """Leads as lines, for a reader of that role."""
    seats = {
        number: speaks_for(queries.version(number).document, role) for number in {each.version for each in matters}
    }
    return [
        MatterLine(
            matter=each,
            state=STATES[each.state],
            said=tuple((titles.role(said.role), said) for said in each.said),
            asks=titles.roles(each.asks),
            tells=titles.roles(each.rule.tell),
            clears=bool(seats[each.version] & set(each.asks)),
        )
        for each in matters
    ]


def file_rows(matters: Sequence[Matter], page: Asked) -> list[list[str]]:
    """The same as the rows of a file."""
    sellers = page.role.sees_operating_report
    head = [_("Lead"), _("Captured"), _("Rule"), _("Stage"), *([_("Seller")] if sellers else []), _("State"),
            _("Cleared by"), _("Still asked")]  # fmt: skip
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = []
    for each in matters:
        said = "; ".join(_said(one).in_language(page.language) for one in each.said)
        asks = titles.roles(each.asks).in_language(page.language) if each.asks else ""
        rows.append([
            str(each.lead_id), f"{each.captured_at.astimezone(zone):%Y-%m-%d %H:%M}", each.rule.title, each.stage_title,
            *([each.seller] if sellers else []), STATES[each.state].in_language(page.language), said, asks,
        ])  # fmt: skip
    return [head, *rows]


def _block(standing: Standing, chosen: tuple[Standing, MatterState | None] | None, page: Asked) -> RuleBlock:
    rule = standing.line.rule
    shown = chosen is not None and chosen[0] is standing
    states = [
        Tab(
            words,
            page.address({"rule": rule.key, "state": state.value}),
            current=shown and chosen is not None and chosen[1] is state,
            count=format_number(count, page.language),
        )
        for state, words in STATES.items()
        if (count := standing.count(state))
    ]
    every = Tab(
        Text(ru="всего", en="in all"),
        page.address({"rule": rule.key, "state": "all"}),
        current=shown and chosen is not None and chosen[1] is None,
        count=format_number(standing.count(), page.language),
    )
    return RuleBlock(
        standing=standing,
        clears=titles.roles(rule.clear_with),
        tells=titles.roles(rule.tell),
        before=_stage_title(standing.line),
        version=standing.line.versions[0],
        states=(*states, every),
        chosen=shown,
    )


def _stage_title(line: RuleLine) -> str:
    stages = queries.version(line.versions[0]).document.stages
    return next((each.title for each in stages if each.key == line.rule.before), line.rule.before)


def _said(each: Said) -> Text:
    """Who cleared it, and when."""
    role, zone = titles.role(each.role), ZoneInfo(settings.TIME_ZONE)
    at = f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}"
    late = Text(ru=", уже после", en=", too late") if each.late else Text(ru="", en="")
    return Text(ru=f"{each.person} ({role.ru}), {at}{late.ru}", en=f"{each.person} ({role.en}), {at}{late.en}")
