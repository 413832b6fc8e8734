"""The page of audience and portrait, its file, and the one version both departments draft from it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement.access import edits, reader
from tandem.agreement.clause_in_words import agreed_words
from tandem.agreement.document import Audience, Document, Portrait
from tandem.agreement.queries import in_force
from tandem.basics.numbers import format_money, format_number
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.asked import Asked, asked
from tandem.measures.export_files import Content
from tandem.portrait.amending import Target, draft_portrait
from tandem.portrait.audience import Sides, sides
from tandem.portrait.tabs import tabs
from tandem.portrait.views import seekers_only
from tandem.portrait.wording import rate_words
from tandem.ui.pieces import Cell, Column, Row, Table

_DEFAULT = "last 365 days"
_PARTS = {
    (True, True): Text(ru="И аудитория, и портрет", en="Both audience and portrait"),
    (True, False): Text(ru="Только аудитория: показываем, а покупают другие", en="Audience only: addressed, no buyer"),
    (False, True): Text(
        ru="Только портрет: купили бы, но не наша аудитория", en="Portrait only: a buyer, not addressed"
    ),
    (False, False): Text(ru="Ни то ни другое", en="Neither"),
}
_COMMON = ("portrait", "audience", "both", "either")


@require_GET
@seekers_only
def audience(request: HttpRequest) -> HttpResponse:
    """Whom we address and who buys, side by side."""
    page = asked(request, default=_DEFAULT)
    document = in_force().document
    chosen = _chosen(page, document)
    found = sides(document, chosen, page.period, page.reading)
    context: dict[str, Any] = {
        "room_tabs": tabs("portrait_audience"),
        "audiences": [(each, agreed_words(each.clause, document)) for each in document.audiences],
        "portraits": [(each, agreed_words(each.clause, document)) for each in document.portraits],
        "current": request.GET.get("audience", ""),
        "edits": edits(reader(request)),
        "found": found,
    }
    if found is not None and any(each.leads for each in found.parts):
        context |= {
            "table": parts_table(found, page),
            "campaigns": campaigns_table(found, page),
            "unmatched": _money(found.unmatched, found, page) if found.unmatched else "",
            "mature": found.counted.mature,
            "exports": page.exports("portrait_audience_file"),
        }
    return render(request, "portrait/audience.html", {**page.context(), **context})


@require_GET
@seekers_only
def audience_file(request: HttpRequest, form: str) -> HttpResponse:
    """Both tables as one file."""
    page = asked(request, default=_DEFAULT)
    document = in_force().document
    found = sides(document, _chosen(page, document), page.period, page.reading)
    if found is None:
        raise Http404
    rows = _file_rows(found, page)
    forms = ["", "#,##0", "#,##0", "#,##0", "0.0%", "0.0%", "0.0%", "#,##0.00", "#,##0.00"]
    return page.file(rows, form, name="audience", title=_("Audience and portrait"), forms=forms)


@require_POST
@seekers_only
def common(request: HttpRequest) -> HttpResponse:
    """One version for both departments: a portrait and an audience of the same clause, drafted and tried."""
    page = asked(request, default=_DEFAULT)
    document = in_force().document
    which = request.POST.get("which", "")
    audiences = _chosen_of(document, request.POST.get("audience", ""))
    clause = common_clause(document, audiences, which if which in _COMMON else "both")
    title = request.POST.get("title", "").strip()[:200] or _("Our buyer")
    words = request.POST.get("words", "").strip()[:5000] or title
    one = audiences[0] if len(audiences) == 1 else Audience()
    try:
        backtest = draft_portrait(
            portrait=Portrait(title=title, description=words, clause=clause),
            audience=Audience(key=one.key, title=title, words=words, clause=clause, campaign=one.campaign),
            target=Target.KEEP, first=page.period.start, last=page.period.end, by=reader(request),
            now=timezone.now(), reason=_("One portrait for both departments"),
        )  # fmt: skip
    except Refusal as refused:
        messages.error(request, refused.text.in_language(page.language))
        return redirect("portrait_audience")
    messages.success(request, _("Portrait and audience now say the same in the draft; take out what they replace."))
    return redirect("agreement_backtest", backtest.pk)


def common_clause(document: Document, audiences: Sequence[Audience], which: str) -> str:
    """The clause both departments would share: of the portrait, of the audience, of both at once, or of either."""
    portrait = _either([each.clause for each in document.portraits if each.clause.strip()])
    addressed = _either([each.clause for each in audiences if each.clause.strip()])
    match which:
        case "portrait":
            return portrait
        case "audience":
            return addressed
        case "either":
            return _either([each for each in (portrait, addressed) if each])
    return f"({addressed}) and ({portrait})" if portrait and addressed else portrait or addressed


def _either(clauses: Sequence[str]) -> str:
    return clauses[0] if len(clauses) == 1 else " or ".join(f"({each})" for each in clauses)


def _chosen(page: Asked, document: Document) -> Sequence[Audience]:
    return _chosen_of(document, page.request.GET.get("audience", ""))


def _chosen_of(document: Document, key: str) -> Sequence[Audience]:
    found = [each for each in document.audiences if each.key == key]
    return found or document.audiences


def parts_table(found: Sides, page: Asked) -> Table:
    """The four parts."""
    columns = [
        Column(_("Leads of")), Column(_("Leads"), numeric=True),
        Column(_("Buyers"), numeric=True), Column(_("Rate"), numeric=True),
        Column(_("Spend"), numeric=True), Column(_("Revenue"), numeric=True),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(_PARTS[each.addressed, each.portrayed]),
                Cell(format_number(each.leads, page.language)),
                Cell(format_number(each.buyers, page.language)),
                Cell(rate_words(each.rate, page.language), note=f"n = {format_number(each.mature, page.language)}"),
                Cell(_money(each.spend, found, page)),
                Cell(_money(each.revenue, found, page)),
            ]
        )
        for each in found.parts
    ]
    return Table(_("Audience and portrait"), columns, rows)


def campaigns_table(found: Sides, page: Asked) -> Table:
    """Campaigns, the largest first."""
    columns = [
        Column(_("Campaign")), Column(_("Leads"), numeric=True), Column(_("Of the portrait"), numeric=True),
        Column(_("Buyers"), numeric=True), Column(_("Rate"), numeric=True), Column(_("Spend"), numeric=True),
        Column(_("Of it on others"), numeric=True, hint=_("Spend on leads that are not of the portrait")),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(each.campaign or _("not given")),
                Cell(format_number(each.leads, page.language)),
                Cell(rate_words(each.portrayed, page.language)),
                Cell(format_number(each.buyers, page.language)),
                Cell(rate_words(each.rate, page.language), note=f"n = {format_number(each.rate.n, page.language)}"),
                Cell(_money(each.spend, found, page)),
                Cell(_money(each.astray, found, page)),
            ]
        )
        for each in found.campaigns
    ]
    return Table(_("Campaigns"), columns, rows)


def _file_rows(found: Sides, page: Asked) -> list[Sequence[Content]]:
    head = [
        _("Leads of"), _("Leads"), _("Mature leads"), _("Buyers"), _("Rate"), _("from"), _("to"), _("Spend"),
        _("Revenue"),
    ]  # fmt: skip
    rows: list[Sequence[Content]] = [head]
    for each in found.parts:
        rate = [None if each.rate.value is None else round(each.rate.value, 6), round(each.rate.low, 6)]
        rows.append(
            [
                _PARTS[each.addressed, each.portrayed].in_language(page.language), each.leads, each.mature, each.buyers,
                *rate, round(each.rate.high, 6), each.spend, each.revenue,
            ]
        )  # fmt: skip
    rows.append([])
    rows.append(
        [
            _("Campaign"), _("Leads"), _("Mature leads"), _("Buyers"), _("Of the portrait"), _("from"), _("to"),
            _("Spend"), _("Of it on others"),
        ]
    )  # fmt: skip
    for line in found.campaigns:
        portrayed = line.portrayed
        rows.append(
            [
                line.campaign or _("not given"), line.leads, line.rate.n, line.buyers,
                None if portrayed.value is None else round(portrayed.value, 6), round(portrayed.low, 6),
                round(portrayed.high, 6), line.spend, line.astray,
            ]
        )  # fmt: skip
    return rows


def _money(amount: Decimal, found: Sides, page: Asked) -> str:
    return format_money(amount, found.currency, page.language)
