"""The log of what was changed because of what buyers say, each with its before and after in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tandem.basics.numbers import format_number, format_percent, format_points
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.measures.asked import Asked
from tandem.measures.export_files import Content
from tandem.voice import codes
from tandem.voice.changing import PLACES
from tandem.voice.effects import CodeEffect, Effect, effect_of
from tandem.voice.models import Change
from tandem.voice.page import SIDE_OF
from tandem.voice.rules import Compared, Verdict

#: Each change asks the store a few questions; the newest so many are on the page.
MOST = 30
_NEWEST_LEADS = 2000

_VERDICTS = {
    Verdict.HIGHER: Text(ru="стало больше", en="higher since"),
    Verdict.LOWER: Text(ru="стало меньше", en="lower since"),
    Verdict.ALIKE: Text(ru="от случайности не отличить", en="not to be told from chance"),
    Verdict.TOO_FEW: Text(ru="пока слишком мало случаев", en="too few cases yet"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure before and after, in words."""

    title: str
    before: str
    after: str
    moved: str
    verdict: Text
    #: What is still needed; empty where nothing is.
    needed: str


@dataclass(frozen=True, slots=True)
class ChangeBlock:
    """A change with what was counted beside it. Without ``effect`` it is too young."""

    change: Change
    codes: tuple[str, ...]
    place: Text
    effect: Effect | None
    lines: tuple[Line, ...]
    #: Until when one has to wait for the first figures.
    wait_until: date | None


class ChangeForm(forms.Form):
    """What buyers say, and what is done differently."""

    codes = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    place = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    since = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    product = forms.ChoiceField(required=False)
    segment = forms.ChoiceField(required=False)

    def __init__(self, data: Any = None, *, today: date, language: str) -> None:
        super().__init__(data, initial={"since": today})
        said = [(f"{section}.{key}", title) for section in reversed(codes.SECTIONS) for key, title in _asked(section)]
        everything = [("", _("all"))]
        for name, label, choices in (
            ("codes", _("What do buyers say?"), said),
            ("place", _("Where is it done differently?"),
             [(key, words.in_language(language)) for key, words in PLACES.items()]),
            ("product", _("For which product"), everything + [(each, each) for each in _named("product")]),
            ("segment", _("For which segment"), everything + [(each, each) for each in _named("segment")]),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.label, field.choices = label, choices
        self.fields["words"].label = _("What do you do differently now?")
        self.fields["since"].label = _("Since when")


def blocks(page: Asked) -> list[ChangeBlock]:
    """The newest changes with their figures."""
    return [_block(each, page) for each in Change.objects.select_related("made_by")[:MOST]]


def change_rows(page: Asked) -> Iterator[list[Content]]:
    """The whole log as the rows of a file: a line for each figure."""
    yield [_("Since"), _("Until"), _("Who"), _("Where"), _("What buyers say"), _("What was changed"), _("Product"),
           _("Segment"), _("Figure"), _("n before"), _("Before"), _("n after"), _("After"), _("Difference"),
           _("from"), _("to"), _("What may be said")]  # fmt: skip
    for change in Change.objects.select_related("made_by"):
        block = _block(change, page)
        head: list[Content] = [
            change.since.isoformat(), change.until.isoformat() if change.until else "", str(change.made_by),
            block.place.in_language(page.language), ", ".join(block.codes), change.words, change.product,
            change.segment,
        ]  # fmt: skip
        if block.effect is None:
            yield [*head, "", *[None] * 7, _("too young")]
            continue
        figures = [block.effect.conversion, *(each.found for each in block.effect.codes)]
        for line, found in zip(block.lines, figures, strict=True):
            yield [
                *head, line.title, found.before.n, found.before.value, found.after.n, found.after.value,
                found.difference.value, found.difference.low, found.difference.high,
                line.verdict.in_language(page.language),
            ]  # fmt: skip


CHANGE_FORMS = (*[""] * 9, "#,##0", "0.0%", "#,##0", "0.0%", "0.0%", "0.0%", "0.0%", "")


def _block(change: Change, page: Asked) -> ChangeBlock:
    effect = effect_of(change, page.reading, seller_id=page.seller_id)
    named = tuple(_title(*each.split(".", 1)) for each in change.codes.split(","))
    lines: tuple[Line, ...] = ()
    if effect is not None:
        title = _("Won within %(days)s days of coming in") % {"days": effect.age}
        lines = (
            _line(title, effect.conversion, page.language),
            *(_line(_said_by(each), each.found, page.language) for each in effect.codes),
        )
    young = effect is None and change.until is None
    return ChangeBlock(
        change=change,
        codes=named,
        place=PLACES.get(change.place, Text(ru=change.place, en=change.place)),
        effect=effect,
        lines=lines,
        wait_until=change.since + timedelta(days=7) if young else None,
    )


def _said_by(effect: CodeEffect) -> str:
    title = _title(effect.section, effect.key)
    if SIDE_OF[effect.section] == "won":
        return _("“%(code)s” among those who bought") % {"code": title}
    return _("“%(code)s” among those who refused") % {"code": title}


def _title(section: str, key: str) -> str:
    for known in codes.SECTIONS:
        if known == section:
            return codes.titles(known).get(key, key)
    return key


def _asked(section: codes.Section) -> list[tuple[str, str]]:
    return [(code.key, code.title) for code in getattr(codes.asked(), section)]


def _line(title: str, found: Compared, language: str) -> Line:
    needed = ""
    if found.verdict is Verdict.TOO_FEW and found.needed:
        needed = _("%(n)s more needed to see a change by a third") % {"n": format_number(found.needed, language)}
    elif found.verdict is Verdict.TOO_FEW:
        needed = _("too few before the change: waiting will not help")
    moved = ""
    if found.difference.value is not None:
        limits = (found.difference.low, found.difference.high)
        low, high = (format_number(100 * limit, language, 1) for limit in limits)
        moved = f"{format_points(found.difference.value, language)} ({low} … {high})"
    return Line(
        title=title,
        before=_share(found.before.value, found.before.n, language),
        after=_share(found.after.value, found.after.n, language),
        moved=moved,
        verdict=_VERDICTS[found.verdict],
        needed=needed,
    )


def _share(value: float | None, n: int, language: str) -> str:
    if value is None:
        return _("no cases")
    return f"{format_percent(value, language, 0)}, n = {format_number(n, language)}"


def _named(column: str) -> list[str]:
    """Products or segments of recent leads."""
    newest = Lead.objects.order_by("-captured_at", "-pk").values_list(column, flat=True)[:_NEWEST_LEADS]
    return sorted(set(filter(None, newest)))[:50]
