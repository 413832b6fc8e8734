"""What the page of campaigns shows: the chain of each, the whole, and what could not be matched."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.agreement.queries import in_force
from tandem.agreement.terms import agreed_words
from tandem.attribution.expected import Expectations, expectations
from tandem.attribution.expected_columns import IN_THE_END, ordered
from tandem.attribution.queries import CampaignChain, Part, campaign_chain
from tandem.basics.numbers import format_percent
from tandem.basics.text import Text
from tandem.measures.answer_lines import member_lines, member_name
from tandem.measures.asked import Asked
from tandem.measures.catalogue import measure
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.figures import Figures
from tandem.measures.questions import Question, answer
from tandem.measures.sheets import Sheet
from tandem.ui.pieces import Figure

SPLITS = ("source", "campaign", "ad_group", "creative")
_COLUMNS = (
    "spend", "impressions", "clicks", "leads", "cpl", "target_leads", "cptl", "deals_won", "paid_leads", "cac",
    "revenue_paid", "margin", "drr", "roas", "romi",
)  # fmt: skip
_BENEATH = {"clicks": "ctr", "target_leads": "target_share"}
_SUMMARY = ("spend", "leads", "target_leads", "deals_won", "paid_leads", "revenue_paid", "margin", "drr")
_TITLES = {
    "spend": Text(ru="Расход", en="Spend"),
    "cpl": Text(ru="Цена лида, CPL", en="CPL"),
    "target_leads": Text(ru="Целевые", en="Target"),
    "cptl": Text(ru="Цена целевого", en="Per target lead"),
    "deals_won": Text(ru="Продажи", en="Won"),
    "paid_leads": Text(ru="Оплачены", en="Paid"),
    "cac": Text(ru="Новый покупатель, CAC", en="CAC"),
    "revenue_paid": Text(ru="Поступления", en="Revenue"),
    "roas": Text(ru="ROAS", en="ROAS"),
}


@dataclass(frozen=True, slots=True)
class Apart:
    """One side of what did not match, in words: names the other side does not know, and rows without a name."""

    amount: str
    share: str
    names: tuple[str, ...]
    unnamed: str
    unnamed_share: str
    #: The share of what bears a name at all.
    of_named: str = ""


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """The table, the figures above it and the sides that did not match."""

    sheet: Sheet
    expected: Expectations
    figures: Figures
    summary: tuple[Figure, ...]
    spend_apart: Apart
    leads_apart: Apart
    statement: Text


def look(page: Asked, by: str) -> CampaignsPage:
    """The chain of the period split by ``by``."""
    chain = campaign_chain(page.period, page.reading, by=by, measures=(*_COLUMNS, *_BENEATH.values()))
    agreement = in_force()
    figures = page.figures(chain.answer.currency, agreement.title, agreed_words(agreement))
    dimension = DIMENSIONS[by]
    sheet = Sheet(
        title=_("Campaigns"),
        heads=(dimension.name.in_language(page.language),),
        measures=_COLUMNS,
        lines=member_lines(chain.answer, dimension, page.language),
        titles=_TITLES,
        beneath=_BENEATH,
    )
    found = chain.unmatched
    expected = expectations(page.period, page.reading, by=by)
    return CampaignsPage(
        sheet=ordered(sheet, page.sort((*sheet.measures, IN_THE_END)), expected),
        expected=expected,
        figures=figures,
        summary=_summary(chain, page, figures),
        spend_apart=_apart("spend", found.spend_without_leads, found.spend_unnamed, chain, figures),
        leads_apart=_apart("leads", found.leads_without_spend, found.leads_unnamed, chain, figures),
        statement=chain.statement,
    )


def _summary(chain: CampaignChain, page: Asked, figures: Figures) -> tuple[Figure, ...]:
    against = page.chosen.against
    before = answer(Question(_SUMMARY, against), page.reading).total.values if against else None
    return tuple(
        figures.figure(measure(key), chain.total.values[key], before=before[key] if before else None)
        for key in _SUMMARY
    )


def _apart(key: str, astray: Part, unnamed: Part, chain: CampaignChain, figures: Figures) -> Apart:
    language, by = figures.speech.language, DIMENSIONS[chain.by]
    names = [line.member for line in chain.lines if line.matched is False and line.row.values[key].value]
    return Apart(
        amount=figures.speech.figure(measure(key), astray.amount) if astray.amount else "",
        share=format_percent(astray.share, language, 0),
        names=tuple(member_name(name, by, language, {}) for name in names),
        unnamed=figures.speech.figure(measure(key), unnamed.amount) if unnamed.amount else "",
        unnamed_share=format_percent(unnamed.share, language, 0),
        of_named=format_percent(astray.of_named, language, 0) if astray.of_named is not None else "",
    )
