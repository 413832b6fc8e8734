"""The pages of answers one by one, and of competitors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from tandem.basics.numbers import DASH, format_day, format_money, format_number, format_percent
from tandem.measures.answer_lines import member_name, seller_names
from tandem.measures.asked import Asked
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.export_files import Content
from tandem.measures.questions import Member
from tandem.ui.pieces import Cell, Chip, Column, Empty, Row, Table
from tandem.voice import listing
from tandem.voice.competitors import Losses, LostTo, lost_to
from tandem.voice.counts import SIDES, Side
from tandem.voice.listing import Answered, Wanted
from tandem.voice.models import Competitor
from tandem.voice.page import scope_of, splits_for, titles_of, words_url
from tandem.voice.rules import LEAST_PRICES, Median

_LONGEST_SEARCH = 100
#: With words, or everybody who answered.
_WORDS = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class WordsPage:
    """One page of answers, what they were narrowed by, and how many there are."""

    wanted: Wanted
    found: list[Answered]
    paginator: Paginator[int]
    number: int
    chips: tuple[Chip, ...]


def wanted_of(page: Asked) -> Wanted:
    """What the address asks for; what nobody can read is left out with a sentence."""
    query = page.request.GET
    sides: dict[str, Side | None] = {"": None, "won": "won", "lost": "lost"}
    side = sides[page.choice("side", sides, "")]
    known = {"": None} | {key: key for each in SIDES for key in titles_of(each)}
    code = page.choice("code", known, "")
    companies = {"": None} | {str(pk): pk for pk in Competitor.objects.values_list("pk", flat=True)}
    competitor = companies[page.choice("competitor", companies, "")]
    where: dict[str, Sequence[Member]] = {}
    for by in splits_for(page.role):
        if by not in query or (by == "seller" and page.seller_id is not None):
            continue
        asked = query[by][:300]
        if by == "seller" and asked != "-":
            where[by] = (int(asked),) if asked.isdecimal() and len(asked) < 18 else (-1,)
        else:
            where[by] = (None if asked == "-" else asked,)
    scope = replace(scope_of(page), where=where)
    text = " ".join(query.get("find", "").replace("\0", "").split())[:_LONGEST_SEARCH]
    return Wanted(scope, side, code, competitor, only_words=page.choice("words", _WORDS, "1") == "1", text=text)


def words_page(page: Asked, *, contacts: bool) -> WordsPage:
    """The page of answers that the address asks for."""
    wanted = wanted_of(page)
    total = listing.count(wanted, page.reading, contacts=contacts)
    paginator = Paginator(range(total), listing.PAGE)
    asked = page.request.GET.get("page", "1")
    number = min(int(asked) if asked.isdecimal() and len(asked) < 9 else 1, paginator.num_pages) or 1
    found = listing.page_of(wanted, page.reading, contacts=contacts, number=number)
    return WordsPage(wanted, found, paginator, number, _chips(wanted, page))


def words_rows(found: Iterator[Answered], page: Asked) -> Iterator[list[Content]]:
    """Answers as the rows of a file."""
    sellers = page.role.sees_operating_report
    yield [
        _("Day"), _("Lead"), _("How it ended"), _("Code"), _("Competitor"), _("Competitor's price"), _("Our amount"),
        _("How it went"), _("In their words"), _("Ideal product"), _("Campaign"), _("Creative"), _("Product"),
        _("Segment"), *([_("Seller")] if sellers else []),
    ]  # fmt: skip
    for each in found:
        yield [
            each.on.isoformat(), str(each.lead_id), _("bought") if each.side == "won" else _("refused"),
            ", ".join(each.codes) or each.reason, each.competitor, each.competitor_price, each.amount,
            each.course.in_language(page.language) if each.course else "", each.words, each.ideal, each.campaign,
            each.creative, each.product, each.segment, *([each.seller] if sellers else []),
        ]  # fmt: skip


def words_forms(page: Asked) -> list[str]:
    """Number formats of those columns."""
    return ["", "", "", "", "", "#,##0.00", "#,##0.00", *[""] * (8 if page.role.sees_operating_report else 7)]


def competitors(page: Asked) -> Losses:
    """The competitors of the period."""
    return lost_to(scope_of(page), page.reading)


def competitor_table(found: Losses, page: Asked, currency: str) -> Table:
    """Competitors with their prices beside our offers to the same clients."""
    columns = [
        Column(_("Competitor")), Column(_("Lost"), numeric=True),
        Column(_("Share"), numeric=True, hint=_("of losses with a competitor named")),
        Column(_("Prices told"), numeric=True), Column(_("Their price, median"), numeric=True),
        Column(_("Our offer to the same clients"), numeric=True),
        Column(_("They are dearer or cheaper"), numeric=True),
    ]  # fmt: skip
    rows = [_company(each, page, currency) for each in found.competitors]
    empty = Empty(_("No competitor was named in these days. Whom they chose is asked on the lead's card, at the loss."))
    return Table(_("Whom we lose to"), columns, rows, empty)


def _company(each: LostTo, page: Asked, currency: str) -> Row:
    language = page.language
    low, high = (format_number(100 * limit, language) for limit in (each.share.low, each.share.high))
    gap = Cell(DASH, hint=_("nobody told a price"))
    if each.gap.value is not None:
        gap = Cell(format_percent(each.gap.value, language, 0, signed=True),
                   note=_range(each.gap, lambda value: format_percent(value, language, 0, signed=True)),
                   hint=_few(each.gap))  # fmt: skip
    return Row([
        Cell(each.name, url=words_url(page, side="lost", competitor=each.competitor_id)),
        Cell(format_number(each.lost, language), url=words_url(page, side="lost", competitor=each.competitor_id)),
        Cell(format_percent(each.share.value, language, 0), note=f"{low}–{high}"),
        Cell(format_number(each.price.n, language)),
        _money(each.price, currency, language), _money(each.ours, currency, language), gap,
    ])  # fmt: skip


def competitor_rows(found: Losses) -> Iterator[list[Content]]:
    """Competitors as the rows of a file."""
    yield [_("Competitor"), _("Lost"), _("Of"), _("Share"), _("from"), _("to"), _("Prices told"),
           _("Their price, median"), _("from"), _("to"), _("Our offer to the same clients"),
           _("They are dearer or cheaper"), _("from"), _("to")]  # fmt: skip
    for each in found.competitors:
        yield [each.name, each.lost, found.named, each.share.value, each.share.low, each.share.high, each.price.n,
               each.price.value, each.price.low, each.price.high, each.ours.value, each.gap.value, each.gap.low,
               each.gap.high]  # fmt: skip


COMPETITOR_FORMS = ("", "#,##0", "#,##0", "0.0%", "0.0%", "0.0%", "#,##0", *["#,##0.00"] * 4, *["0.0%"] * 3)


def day(each: Answered, page: Asked) -> str:
    """The day it ended, as people say it."""
    return format_day(each.on, page.horizon.until, page.language)


def _money(found: Median, currency: str, language: str) -> Cell:
    if found.value is None:
        return Cell(DASH, hint=_("nobody told a price"))
    return Cell(format_money(found.value, currency, language),
                note=_range(found, lambda value: format_number(value, language)), hint=_few(found))  # fmt: skip


def _range(found: Median, said: object) -> str:
    if found.low is None or found.high is None:
        return ""
    assert callable(said)
    return f"{said(found.low)} … {said(found.high)}"


def _few(found: Median) -> str:
    if found.low is None:
        return _("n = %(n)s: with fewer than %(least)s prices nobody knows how far off it is") % {
            "n": found.n,
            "least": LEAST_PRICES,
        }
    return f"n = {found.n}"


def _chips(wanted: Wanted, page: Asked) -> tuple[Chip, ...]:
    chips = []
    if wanted.code:
        titles = titles_of("won") | titles_of("lost")
        chips.append(Chip(titles.get(wanted.code, wanted.code), page.address({"code": "", "page": ""})))
    if wanted.competitor is not None:
        name = Competitor.objects.filter(pk=wanted.competitor).values_list("name", flat=True).first()
        chips.append(Chip(str(name), page.address({"competitor": "", "page": ""})))
    for by, members in wanted.scope.where.items():
        sellers = seller_names(members) if by == "seller" else {}
        named = member_name(members[0], DIMENSIONS[by], page.language, sellers)
        title = f"{DIMENSIONS[by].name.in_language(page.language)}: {named}"
        chips.append(Chip(title, page.address({by: "", "page": ""})))
    return tuple(chips)
