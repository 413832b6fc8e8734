"""The bar above the list of leads: what can be chosen, what is chosen, and views that were saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.agreement.queries import in_force
from tandem.agreement.terms import about_term
from tandem.basics.numbers import format_period
from tandem.basics.text import Text
from tandem.measures.catalogue import measure
from tandem.measures.dimensions import DIMENSIONS
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.portrait.queries import has_portrait
from tandem.scoring.queries import has_card
from tandem.selling.lead_filters import NOT_GIVEN, TARGETS, LeadFilters
from tandem.selling.lead_list import MOST_CHOICES, LeadPage, label_of
from tandem.selling.models import SavedView
from tandem.ui.period_picker import PRESETS
from tandem.ui.pieces import Chip, Column

type Words = str | Text | Promise

_TARGET_WORDS: dict[bool | None, Promise] = {
    True: _("Target"),
    False: _("Not target"),
    None: _("Not known"),
}

_PORTRAIT_WORDS: dict[bool | None, Promise] = {
    True: _("Of the portrait"),
    False: _("Not of the portrait"),
    None: _("Portrait: cannot be told"),
}

_STEP_WORDS = {"none": _("Without a next step"), "due": _("Step due")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One member that can be ticked."""

    value: str
    title: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to narrow by; ``cut`` says that only the most frequent members are offered."""

    key: str
    title: Words
    choices: list[Choice]
    cut: int = 0

    @property
    def chosen(self) -> list[Choice]:
        """The ticked ones."""
        return [choice for choice in self.choices if choice.chosen]


@dataclass(frozen=True, slots=True)
class View:
    """A tab above the list; ``removal_id`` for the reader's own."""

    title: Words
    url: str
    current: bool
    removal_id: int | None = None


def facets_of(filters: LeadFilters, page: LeadPage) -> list[Facet]:
    """What the list can be narrowed by, with what is chosen."""
    agreement = in_force()
    facets = [
        Facet(
            key,
            DIMENSIONS[key].name,
            [
                Choice(
                    NOT_GIVEN if member is None else str(member),
                    label_of(key, member, page.seller_names, agreement),
                    member in filters.where.get(key, ()),
                )
                for member in members
            ],
            cut=MOST_CHOICES if len(members) >= MOST_CHOICES else 0,
        )
        for key, members in page.choices.items()
    ]
    if facets:
        targets = [Choice(name, _TARGET_WORDS[answer], answer in filters.target) for name, answer in TARGETS.items()]
        facets.insert(1, Facet("target", _("Target lead"), targets))
    if facets and has_portrait():
        such = [Choice(name, _PORTRAIT_WORDS[answer], answer in filters.portrait) for name, answer in TARGETS.items()]
        facets.insert(2, Facet("portrait", _("Portrait"), such))
    return facets


def period_choices() -> tuple[tuple[str, Promise], ...]:
    """Periods of capture that are one click away."""
    return (("", _("Any time")), *PRESETS)


def chips_of(filters: LeadFilters, seller_names: dict[int, str]) -> list[Chip]:
    """Each filter in force, with the address without it."""
    chips: list[Chip] = []
    agreement = in_force()

    def add(title: Words, name: str, value: Any = None) -> None:
        chips.append(Chip(title, "/leads/" + filters.without(name, value).address()))

    if filters.measure:
        counted = measure(filters.measure).name
        add(Text(ru=f"Лиды за показателем «{counted.ru}»", en=f"Leads behind “{counted.en}”"), "measure")
    if filters.search:
        add(f"«{filters.search}»", "search")
    if filters.period is not None:
        preset = dict(PRESETS).get(filters.period_text)
        period = filters.period
        add(preset or Text(ru=format_period(period, "ru"), en=format_period(period, "en")), "period")
    if filters.waiting:
        add(_("Nobody has taken up"), "waiting")
    if filters.incomplete:
        add(_("Incomplete"), "incomplete")
    if filters.step:
        add(_STEP_WORDS[filters.step], "step")
    for answer in filters.target:
        add(_TARGET_WORDS[answer], "target", answer)
    for answer in filters.portrait:
        add(_PORTRAIT_WORDS[answer], "portrait", answer)
    for key, members in filters.where.items():
        name = DIMENSIONS[key].name
        for member in members:
            label = label_of(key, member, seller_names, agreement)
            said = label if isinstance(label, Text) else Text(ru=label, en=label)
            add(Text(ru=f"{name.ru}: {said.ru}", en=f"{name.en}: {said.en}"), key, member)
    return chips


def views_of(person: Person, filters: LeadFilters) -> list[View]:
    """All leads, those that wait, then the views saved by the reader and shared in their department."""
    here = filters.address()
    waiting = "?waiting=1&sort=captured"
    views = [
        View(_("All leads"), "/leads/", here == ""),
        View(_("Nobody has taken up"), f"/leads/{waiting}", here == waiting),
        View(_("Step due"), "/leads/?step=due", here == "?step=due"),
        View(_("Without a next step"), "/leads/?step=none", here == "?step=none"),
        View(_("Incomplete"), "/leads/?incomplete=1", here == "?incomplete=1"),
    ]
    if has_portrait():
        views.append(View(_("Portrait first"), "/leads/?sort=portrait", here == "?sort=portrait"))
    department = [role.value for role in Role if role.department == person.department] if person.department else []
    saved = SavedView.objects.filter(Q(person=person) | Q(shared=True, person__role__in=department))
    for view in saved.select_related("person"):
        address = f"?{view.query}" if view.query else ""
        own = view.person_id == person.pk
        title = view.name if own else f"{view.name} · {view.person}"
        views.append(View(title, f"/leads/{address}", here == address, view.pk if own else None))
    return views


def head(*, contacts: bool) -> list[Column]:
    """The columns of the list; what the agreement explains opens its words."""
    agreement = in_force()
    return [
        Column(_("Client") if contacts else _("Lead")),
        Column(_("Came in"), sort="captured"),
        Column(_("Grade"), sort="chance" if has_card() else "grade", about=about_term(agreement, "grade")),
        Column(_("Stage"), sort="stage"),
        Column(_("Seller"), sort="seller"),
        Column(_("Source and campaign"), sort="source"),
        Column(_("Product"), sort="product"),
        Column(
            _("First contact"),
            numeric=True,
            sort="response",
            hint=_("from capture to the first outgoing contact"),
            about=about_term(agreement, "touch"),
        ),
        Column(_("Deal amount"), numeric=True, sort="amount", hint=_("below it: what was paid")),
    ]
