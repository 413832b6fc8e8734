"""What the pages of deals say: why a chance is what it is, what the columns come to, and the rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.basics.numbers import format_interval, format_money, format_number, format_percent
from tandem.basics.text import Text
from tandem.measures.export_files import Content
from tandem.selling.deal_board import Total
from tandem.selling.deal_cards import DealCard
from tandem.selling.win_chance_rules import ALL, FEWEST_WINS, SOON, Chance, Chances


def why(chance: Chance, stage: Text | str, language: str) -> str:
    """Upon which deals of the past a chance rests."""
    title = stage.in_language(language) if isinstance(stage, Text) else stage
    days, n = format_number(chance.step, language), format_number(chance.raw.n, language)
    if chance.stage == ALL and not chance.step:
        about = _("Deals of the last year: %(n)s.")
    elif chance.stage == ALL:
        about = _("Deals of the last year that were still open %(days)s days after the lead came in: %(n)s.")
    else:
        about = _("Deals of the last year that stood at “%(stage)s” for %(days)s days or longer: %(n)s.")
    fates = _("Won %(won)s, lost %(lost)s, not decided yet %(still_open)s.")
    share = _("Young ones counted up to their age, %(share)s of them are won.")
    return " ".join(
        (
            about % {"days": days, "n": n, "stage": title},
            fates % {
                "won": format_number(chance.won, language), "lost": format_number(chance.lost, language),
                "still_open": format_number(chance.still_open, language),
            },
            share % {"share": format_interval(chance.raw.value, chance.raw.low, chance.raw.high, language, 0)},
        )
    )  # fmt: skip


def more_of(chance: Chance, chances: Chances, language: str) -> list[str]:
    """What else is to be known of a chance."""
    estimate = chance.estimate
    corrected, plain = (
        format_interval(each.value, each.low, each.high, language, 0) for each in (estimate, chance.raw)
    )
    # What the correction does not change needs not be said twice.
    said = [_("Corrected for small samples: %(share)s.") % {"share": corrected}] if corrected != plain else []
    said.append(
        _("Within %(days)s days: %(share)s.")
        % {"days": format_number(SOON, language), "share": format_percent(chance.soon, language, 0)}
    )
    if chance.usual is not None:
        said.append(
            _("Half of those won were won within %(days)s days from there.")
            % {"days": format_number(chance.usual, language)}
        )
    if chances.every > 1:
        said.append(
            _("There are very many leads: one in %(every)s was looked at.")
            % {"every": format_number(chances.every, language)}
        )
    if chance.stage == ALL:
        said.append(
            _("The stage itself has too few deals that were watched from their beginning: all are taken together.")
        )
    return said


def not_known(chances: Chances, language: str) -> str:
    """Why no chance is told at all; empty where one is."""
    if chances.known:
        return ""
    missing = max(FEWEST_WINS - chances.wins, 0)
    return ngettext(
        "The chances are not known yet: %(n)s more deal has to be won within a year.",
        "The chances are not known yet: %(n)s more deals have to be won within a year.",
        missing,
    ) % {"n": format_number(missing, language)}


def worth_of(total: Total, currency: str, language: str) -> str:
    """The weighted sum with its interval; empty where it is not known."""
    if total.worth is None:
        return ""
    value, low, high = (
        format_money(each, currency, language) for each in (total.worth.value, total.worth.low, total.worth.high)
    )
    return f"{value} ({low} – {high})"


def rows_of_file(cards: Iterable[DealCard], language: str, *, contacts: bool) -> Iterator[list[Content]]:
    """The list as the rows of a file."""
    yield [
        _("Deal"), *([_("Client")] if contacts else []), _("Stage"), _("Days on the stage"), _("Product"), _("Seller"),
        _("Amount"), _("Discount"), _("Margin"), _("Chance"), _("Chance from"), _("Chance to"), _("Worth"),
        _("Expected close"), _("Next step"),
    ]  # fmt: skip
    for card in cards:
        row, estimate = card.row, card.chance.estimate if card.chance else None
        yield [
            str(row.lead_id), *([row.client_name] if contacts else []),
            row.stage.in_language(language) if isinstance(row.stage, Text) else row.stage,
            card.deal.stood, card.product, row.seller, row.amount,
            None if card.sums is None or card.sums.discount is None else round(card.sums.discount, 4),
            None if card.sums is None else card.sums.margin,
            *((None, None, None) if estimate is None or estimate.value is None
              else (round(estimate.value, 4), round(estimate.low, 4), round(estimate.high, 4))),
            None if card.worth is None else round(card.worth, 2),
            card.deal.expected_on.isoformat() if card.deal.expected_on else "",
            card.deal.next_step_on.isoformat() if card.deal.next_step_on else "",
        ]  # fmt: skip


def forms(*, contacts: bool) -> list[str]:
    """How the columns of the file are written."""
    return ["", *([""] if contacts else []), "", "0", "", "", "#,##0.00", "0.0%", "#,##0.00", "0.0%", "0.0%", "0.0%",
            "#,##0.00", "", ""]  # fmt: skip
