"""What the page of campaign names shows: who counts as what, what is still apart, and what it may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.basics.numbers import format_money, format_number, format_percent
from tandem.campaigns.names_queries import Told, told_names
from tandem.campaigns.names_rules import How, Suggestion, is_unfilled, suggestions
from tandem.measures.asked import Asked
from tandem.measures.currencies import currencies
from tandem.measures.export_files import Content

#: Names of one list that are shown at once; the rest is counted in words and in the file.
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Guess:
    """A campaign a name may mean, and why, in words."""

    campaign: str
    why: str


@dataclass(frozen=True, slots=True)
class NameLine:
    """One name that is apart: what stands behind it and what it may mean."""

    said: str
    sources: str
    leads: str
    spend: str
    guesses: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class NameList:
    """The names of one kind: those shown, how many more there are, and what all of them stand for."""

    lines: tuple[NameLine, ...]
    more: int
    amount: str
    share: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A name that counts as a campaign."""

    said: str
    campaign: str
    how: str
    leads: str
    spend: str


@dataclass(frozen=True, slots=True)
class NamesPage:
    """``apart``: leads whose campaign spend does not know; ``idle``: spend whose campaign no lead names."""

    apart: NameList
    idle: NameList
    unfilled: NameList
    mended: tuple[Mended, ...]
    #: What a name may be mended to: every campaign that money was spent on, or leads name.
    campaigns: tuple[str, ...]
    leads_unnamed: str
    spend_unnamed: str
    named_leads: str
    any: bool


def look(page: Asked) -> NamesPage:
    """The names of the page's days."""
    currency = currencies(page.reading).counted
    period = page.period
    told = told_names(page.reading, start=period.start, end=period.end, currency=currency)
    own = [each for each in told if each.campaign is None]
    unfilled = [each for each in own if is_unfilled(each.said)]
    apart = [each for each in own if each.leads and not each.known and not is_unfilled(each.said)]
    idle = sorted(
        (each for each in own if each.spend and not each.has_leads and not is_unfilled(each.said)),
        key=lambda each: (-each.spend, each.said),
    )
    writer = _Writer(page, currency, told)
    (leads, leads_unnamed), (spend, spend_unnamed) = _wholes(page, currency)
    named, paid = leads - leads_unnamed, spend - spend_unnamed
    return NamesPage(
        apart=writer.listed(apart, writer.number(sum(each.leads for each in apart)),
                            _share(sum(each.leads for each in apart), named, page.language)),
        idle=writer.listed(idle, writer.money(sum((each.spend for each in idle), Decimal(0))),
                           _share(sum((each.spend for each in idle), Decimal(0)), paid, page.language)),
        unfilled=writer.listed(unfilled, writer.number(sum(each.leads for each in unfilled)),
                               _share(sum(each.leads for each in unfilled), named, page.language), guess=False),
        mended=tuple(writer.mended(each) for each in told if each.campaign is not None),
        campaigns=writer.campaigns,
        leads_unnamed=writer.number(leads_unnamed) if leads_unnamed else "",
        spend_unnamed=writer.money(spend_unnamed) if spend_unnamed else "",
        named_leads=writer.number(named),
        any=bool(told),
    )  # fmt: skip


def file_rows(page: Asked) -> Iterable[Sequence[Content]]:
    """Every name of the page's days, as rows of a file."""
    currency, period = currencies(page.reading).counted, page.period
    yield [
        _("Name as it came"), _("Counts as"), _("By which rule"), _("Leads"), _("Spend"), _("Sources"),
        _("Spend knows it"), _("Leads name it"), _("Unfilled template"),
    ]  # fmt: skip
    for each in told_names(page.reading, start=period.start, end=period.end, currency=currency):
        yield [
            each.said, each.campaign or each.said, how_words(each.how), each.leads, each.spend,
            ", ".join(sorted(each.sources)), yes_or_no(each.known), yes_or_no(each.has_leads),
            yes_or_no(is_unfilled(each.said)),
        ]  # fmt: skip


FORMS = ("", "", "", "#,##0", "#,##0.00", "", "", "", "")


def yes_or_no(said: bool) -> str:
    """A flag as a word."""
    return _("yes") if said else _("no")


def how_words(how: str) -> str:
    """By which rule a name was mended, in words."""
    words = {
        How.DECODED: _("by rule: encoding"),
        How.FOLDED: _("by rule: spelling"),
        How.HAND: _("by hand"),
        How.CARD: _("the card was renamed"),
    }
    return words.get(How(how), "") if how else ""


def _wholes(page: Asked, currency: str) -> tuple[tuple[int, int], tuple[Decimal, Decimal]]:
    """Leads and spend of the days: all, and those without a name."""
    days = {"start": page.period.start, "finish": page.period.end}
    ((leads, unnamed),) = page.reading.rows(
        "SELECT count(*), count(*) FILTER (coalesce(campaign, '') = '') FROM leads "
        "WHERE captured_on BETWEEN $start AND $finish",
        days,
    )
    ((spend, spend_unnamed),) = page.reading.rows(
        "SELECT coalesce(sum(spend), 0), coalesce(sum(spend) FILTER (coalesce(campaign, '') = ''), 0) FROM spend "
        "WHERE spent_on BETWEEN $start AND $finish AND currency IN ('', $currency)",
        {**days, "currency": currency},
    )
    return (leads, unnamed), (spend, spend_unnamed)


def _share(part: float | Decimal, whole: float | Decimal, language: str) -> str:
    return format_percent(float(part) / float(whole), language, 0) if whole else ""


@dataclass(slots=True)
class _Writer:
    """Lines in the reader's words."""

    page: Asked
    currency: str
    told: Sequence[Told]

    @property
    def campaigns(self) -> tuple[str, ...]:
        """What a name may be mended to."""
        known = {each.campaign or each.said for each in self.told if each.known or each.has_leads}
        return tuple(sorted((each for each in known if not is_unfilled(each)), key=str.casefold))

    def number(self, value: int) -> str:
        """A count."""
        return format_number(value, self.page.language)

    def money(self, value: Decimal) -> str:
        """An amount in the counted currency."""
        return format_money(value, self.currency, self.page.language)

    def listed(self, told: Sequence[Told], amount: str, share: str, *, guess: bool = True) -> NameList:
        """The first names of a list with what they may mean; all of them when the address asks for all."""
        shown = told if self.page.request.GET.get("all") else told[:SHOWN]
        lines = tuple(self._line(each, guess=guess) for each in shown)
        return NameList(lines, len(told) - len(shown), amount if told else "", share)

    def mended(self, each: Told) -> Mended:
        """A name that counts as a campaign."""
        return Mended(
            each.said, each.campaign or "", how_words(each.how), self.number(each.leads),
            self.money(each.spend) if each.spend else "",
        )  # fmt: skip

    def _line(self, each: Told, *, guess: bool) -> NameLine:
        found = suggestions(each.said, each.sources, self._candidates(each)) if guess else []
        return NameLine(
            each.said,
            ", ".join(sorted(each.sources)),
            self.number(each.leads),
            self.money(each.spend) if each.spend else "",
            tuple(Guess(one.campaign, self._why(one)) for one in found),
        )

    def _candidates(self, each: Told) -> dict[str, frozenset[str]]:
        """What the other side knows: campaigns with spend for a lead's name, with leads for a name of spend."""
        return {
            other.campaign or other.said: other.sources
            for other in self.told
            if (other.has_leads if each.known else other.known) and not is_unfilled(other.said)
        }

    def _why(self, one: Suggestion) -> str:
        alike = _("%(share)s alike") % {"share": format_percent(one.likeness, self.page.language, 0)}
        return ", ".join([alike, *([_("same source")] if one.same_source else [])])
