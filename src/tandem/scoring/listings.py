"""What a training found, as lists: the card line by line, what it is worth, how leads moved, what would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tandem.agreement.document import Scorecard
from tandem.agreement.score_words import bin_words, field_words
from tandem.basics.intervals import Estimate, wilson
from tandem.measures.answer_lines import seller_names
from tandem.people.rules import Role
from tandem.scoring.drift import MOVED, MOVED_FAR
from tandem.scoring.evaluation import Evaluation
from tandem.scoring.listing import Head, Line, Listing
from tandem.scoring.proposal import Drifted, Proposal, Shift
from tandem.scoring.wording import SILENT
from tandem.scoring.worth import worth

type Make = Callable[[Proposal, str], Listing]


def card_listing(card: Scorecard, language: str) -> Listing:
    """Every line of the card."""
    heads = [
        Head(_("Attribute")), Head(_("Value")), Head(_("Points"), "points"), Head(_("Leads"), "count"),
        Head(_("Bought"), "count"), Head(_("Share that bought"), "estimate"),
    ]  # fmt: skip
    lines = [
        Line(
            [
                field_words(term.key).in_language(language), bin_words(each, term).in_language(language),
                each.points, each.leads, each.buyers, wilson(each.buyers, each.leads),
            ]
        )
        for term in card.terms
        for each in term.bins
        if each.leads or each.points
    ]  # fmt: skip
    return Listing(_("The card line by line"), heads, lines)


def reliability(found: Evaluation) -> Listing:
    """Tenths of the leads by the promised chance, and what came true."""
    heads = [
        Head(_("Promised"), "share"), Head(_("Came true"), "estimate"), Head(_("Bought"), "count"),
        Head(_("Leads"), "count"),
    ]  # fmt: skip
    lines = [Line([each.promised, each.bought, each.buyers, each.n]) for each in found.reliability]
    return Listing(_("Chances promised and come true"), heads, lines)


def gains(found: Evaluation) -> Listing:
    """Which share of the buyers stands in the best tenths of the leads."""
    heads = [
        Head(_("Best leads"), "share"), Head(_("Buyers among them"), "share"),
        Head(_("Times more than at random"), "index"),
    ]  # fmt: skip
    tenths = [(at / len(found.lift), share) for at, share in enumerate(found.lift, start=1)]
    lines = [Line([part, share, share / part]) for part, share in tenths]
    return Listing(_("Buyers among the best leads"), heads, lines)


def grades(found: Proposal) -> Listing:
    """The chance inside each grade: promised to leads the card had not seen, come true, and the order inside it."""
    heads = [
        Head(_("Grade")), Head(_("Leads"), "count"), Head(_("Promised on average"), "share"),
        Head(_("Came true"), "estimate"), Head(_("Lowest tenth"), "share", _("One lead in ten has a lower chance")),
        Head(_("Highest tenth"), "share", _("One lead in ten has a higher chance")),
        Head(_("Tells apart inside (AUC)"), "area", _("0.5 is as at random; a dash: too few bought")),
    ]  # fmt: skip
    lines = [
        Line(
            [
                each.grade, each.leads, each.promised, wilson(each.buyers, each.leads), each.low, each.high,
                None if each.auc is None else Estimate(each.auc, each.auc_low or 0.0, each.auc_high or 1.0, each.leads),
            ]
        )
        for each in found.grades
    ]  # fmt: skip
    return Listing(_("Chances inside each grade"), heads, lines)


def drift(moved: Sequence[Drifted], language: str) -> Listing:
    """How far each attribute moved."""
    lines = [Line([drifted_words(each, language), each.index, _verdict(each.index)]) for each in moved]
    return Listing(_("How far leads have moved"), [Head(_("What")), Head("PSI", "index"), Head(_("Verdict"))], lines)


def drifted_words(each: Drifted, language: str) -> str:
    """What moved: an attribute, or the points themselves."""
    return field_words(each.name).in_language(language) if each.name else _("The points themselves")


def _verdict(index: float) -> str:
    if index > MOVED_FAR:
        return _("moved far")
    return _("moved a little") if index > MOVED else _("did not move")


def leads(found: Proposal) -> Listing:
    """The open leads that would move most inside their grade."""
    heads = [
        Head(_("Lead")), Head(_("Grade")), Head(_("Place now"), "count"), Head(_("Place by the card"), "count"),
        Head(_("of"), "count"), Head(_("Chance to buy"), "share"),
    ]  # fmt: skip
    lines = [
        Line([f"№ {each.lead_id}", each.grade or _("no grade"), each.before, each.after, each.of, each.chance],
             _lead_url(each.lead_id))
        for each in found.moved
    ]  # fmt: skip
    return Listing(_("Leads that would move most"), heads, lines)


def campaigns(found: Proposal) -> Listing:
    """Which campaigns' leads would rise or fall."""
    return _shifts(_("By campaign"), _("Campaign"), found.campaigns, lambda each: str(each.member or _("no campaign")))


def sellers(found: Proposal) -> Listing:
    """Which sellers' leads would rise or fall."""
    names = seller_names(each.member for each in found.sellers)
    return _shifts(
        _("By seller"), _("Seller"), found.sellers,
        lambda each: _("unassigned") if each.member is None else names.get(int(each.member), f"№ {each.member}"),
    )  # fmt: skip


def _shifts(caption: str, member: str, shifts: Sequence[Shift], named: Callable[[Shift], str]) -> Listing:
    heads = [
        Head(member), Head(_("Open leads"), "count"),
        Head(_("Would rise by, on average"), "rise", _("Share of the grade's queue; below zero they would fall")),
    ]  # fmt: skip
    return Listing(caption, heads, [Line([named(each), each.leads, each.rise]) for each in shifts])


def silent(found: Proposal, language: str) -> Listing:
    """Attributes that are not in the card, and why."""
    lines = [
        Line([field_words(name).in_language(language), SILENT[why].in_language(language)])
        for name, why in sorted(found.silent.items(), key=lambda each: (each[1], each[0]))
    ]
    return Listing(_("Attributes without points"), [Head(_("Attribute")), Head(_("Why"))], lines)


def _lead_url(lead_id: int) -> str:
    try:
        return reverse("lead", args=[lead_id])
    except NoReverseMatch:
        return ""


#: The files a training has, by the name in their address; each where the training has what it lists.
FILES: Mapping[str, Make] = {
    "card": lambda found, language: card_listing(found.card or Scorecard(), language),
    "worth": lambda found, language: worth(_evaluated(found), language),
    "reliability": lambda found, language: reliability(_evaluated(found)),
    "gains": lambda found, language: gains(_evaluated(found)),
    "grades": lambda found, language: grades(found),
    "drift": lambda found, language: drift(found.drift, language),
    "leads": lambda found, language: leads(found),
    "campaigns": lambda found, language: campaigns(found),
    "sellers": lambda found, language: sellers(found),
    "silent": silent,
}


def files_for(role: Role) -> Mapping[str, Make]:
    """Those that a role may read: sellers by name are for who sees the operating report."""
    return FILES if role.sees_operating_report else {part: make for part, make in FILES.items() if part != "sellers"}


def _evaluated(found: Proposal) -> Evaluation:
    assert found.evaluation is not None
    return found.evaluation
