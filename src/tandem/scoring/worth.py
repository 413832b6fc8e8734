"""What a card is worth, as people read it: four figures with what they mean, and two drawings."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.basics.numbers import format_number, format_number_interval, format_percent
from tandem.scoring.evaluation import Evaluation
from tandem.scoring.listing import estimate_words
from tandem.ui.pieces import Figure
from tandem.ui.plots import Point, square_plot


def figures(found: Evaluation, language: str) -> list[Figure]:
    """How well the card ranks and whether its chances mean what they say, on leads it has not seen."""
    n = format_number(found.n, language)
    slope = format_number_interval(found.slope, found.slope_low, found.slope_high, language, 2)
    area = format_number_interval(found.auc, found.auc_low, found.auc_high, language, 3)
    return [
        Figure(
            "auc", _("Tells buyers apart (AUC)"), format_number(found.auc, language, 3), interval=area, n=n,
            definition=_("Of one who bought and one who did not, how often the card puts the buyer above. At random it "
                         "would be 0.5; the best possible is 1."),
        ),
        Figure(
            "slope", _("Calibration slope"), format_number(found.slope, language, 2), interval=slope, n=n,
            definition=_("1 where chances mean what they say. Below 1 high chances are too high and low ones too low; "
                         "above 1 they could be bolder."),
        ),
        Figure(
            "ece", _("Error of the chance (ECE)"), format_percent(found.ece, language, 1), n=n,
            definition=_("By how much, on average over ten equal groups of leads, the promised chance differs from the "
                         "share that bought."),
        ),
        Figure(
            "brier", _("Brier score"), format_number(found.brier, language, 4), n=n,
            definition=_("The mean square of the difference between the chance and what came true, 0 at best. Whoever "
                         "promised everybody the average chance would have %(base)s.")
            % {"base": format_number(_of_nobody(found), language, 4)},
        ),
    ]  # fmt: skip


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
