"""What a card is worth, as people read it: four figures with what they say, and two drawings."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.basics.intervals import Estimate
from tandem.basics.numbers import format_number, format_number_interval, format_percent
from tandem.scoring.evaluation import Evaluation
from tandem.scoring.listing import Head, Line, Listing, estimate_words
from tandem.ui.plots import Point, square_plot


def worth(found: Evaluation, language: str) -> Listing:
    """How well the card ranks and whether its chances mean what they say, on leads it has not seen."""
    base = format_number(_of_nobody(found), language, 3)
    lines = [
        Line([
            _("Tells buyers apart (AUC)"), Estimate(found.auc, found.auc_low, found.auc_high, found.n),
            _("Of one who bought and one who did not, how often the card puts the buyer above. At random it would be "
              "0.5; the best possible is 1."),
        ]),
        Line([
            _("Calibration slope"), Estimate(found.slope, found.slope_low, found.slope_high, found.n),
            _("1 where chances mean what they say. Below 1 high chances are too high and low ones too low; above 1 "
              "they could be bolder."),
        ]),
        Line([
            _("Error of the chance (ECE)"), found.ece,
            _("By how much, on average over ten equal groups of leads, the promised chance differs from the share that "
              "bought."),
        ]),
        Line([
            _("Brier score"), found.brier,
            _("The mean square of the difference between the chance and what came true, 0 at best. Whoever promised "
              "everybody the average chance would have %(base)s.") % {"base": base},
        ]),
    ]  # fmt: skip
    heads = [Head(_("Figure")), Head(_("Value"), "measure"), Head(_("What it says"), "note")]
    return Listing(_("What the card is worth"), heads, lines)


def _of_nobody(found: Evaluation) -> float:
    rate = found.buyers / found.n
    return rate * (1 - rate)


def reliability_plot(found: Evaluation, language: str) -> SafeString:
    """The promised chance across, the share that bought up, ten equal groups with their intervals."""
    points = [
        Point(
            each.promised, each.buyers / each.n, low=each.bought.low, high=each.bought.high,
            label=_("promised %(promised)s, came true %(came)s, %(n)s leads")
            % {"promised": format_percent(each.promised, language, 1), "came": estimate_words(each.bought, language),
               "n": format_number(each.n, language)},
        )
        for each in found.reliability
    ]  # fmt: skip
    return square_plot(
        points, label=_("Chances promised and come true; the table has the figures"), across=_("promised chance"),
        up=_("share that bought"), diagonal=_("just as promised"), said=lambda share: _tick(share, language),
    )  # fmt: skip


def gains_plot(found: Evaluation, language: str) -> SafeString:
    """The best leads across, the share of all buyers among them up."""
    tenths = [(at / len(found.lift), share) for at, share in enumerate(found.lift, start=1)]
    points = [
        Point(
            part, share,
            label=_("%(leads)s of the leads, %(buyers)s of the buyers")
            % {"leads": format_percent(part, language, 0), "buyers": format_percent(share, language, 0)},
        )
        for part, share in tenths
    ]  # fmt: skip
    return square_plot(
        points, label=_("Buyers among the best leads; the table has the figures"), across=_("leads, the best first"),
        up=_("buyers among them"), diagonal=_("at random"), said=lambda share: _tick(share, language), joined=True,
    )  # fmt: skip


def area_words(found: Evaluation, language: str) -> str:
    """``AUC 0,52 (0,48–0,56)``."""
    return f"AUC {format_number_interval(found.auc, found.auc_low, found.auc_high, language, 2)}"


def _tick(share: float, language: str) -> str:
    return format_percent(share, language, 0 if round(share * 100, 6) == round(share * 100) else 1)
