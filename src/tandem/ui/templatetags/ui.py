"""Filters and tags of every page; a builtin of the templates, so nothing has to be loaded."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

from tandem.basics import numbers
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.ui import charts
from tandem.ui.addresses import address_of
from tandem.ui.bar import Bar, bar_of
from tandem.ui.kept_words import kept_words_of
from tandem.ui.navigation import links_for
from tandem.ui.pieces import Stage
from tandem.ui.stylesheet import fingerprint
from tandem.ui.theme import chosen

register = template.Library()


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@register.filter
def local(value: Text | Promise | str | None) -> str:
    """A text of the house in the reader's language; other words pass as they are."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return value.in_language(_language())
    return value if isinstance(value, SafeString) else str(value)


@register.simple_tag
def grade_badge(grade: str | None) -> SafeString:
    """The badge of a grade, as ``ui/components/grade.html`` draws it; a list shows the same few again and again."""
    return _grade_badge(grade or "", _language())


@lru_cache(maxsize=256)
def _grade_badge(grade: str, language: str) -> SafeString:
    with override(language):
        return mark_safe(render_to_string("ui/components/grade.html", {"grade": grade}).strip())  # noqa: S308 - escaped there


@register.simple_tag(takes_context=True)
def kept_words(context: Context, form: str, key: object = "") -> str:
    """What was typed into the form of that name and key when it was refused, to stand in it again."""
    request = context.get("request")
    return kept_words_of(request, f"{form} {key}") if request is not None and hasattr(request, "session") else ""


@register.filter
def number(value: Decimal | float | None, places: int = 0) -> str:
    """``1 234 567``; a dash for no value."""
    return numbers.format_number(value, _language(), places)


@register.filter
def money(value: Decimal | None, currency: str = "") -> str:
    """``1 234 567 ₽`` in the company's currency, or in the one given."""
    return numbers.format_money(value, currency or settings.CURRENCY, _language())


@register.filter
def currency_sign(currency: str) -> str:
    """``₽`` for ``RUB``: for the text beside a table whose figures go without."""
    return numbers.currency_sign(currency, _language())


@register.filter
def percent(share: Decimal | float | None, places: int = 1) -> str:
    """A share (0.12) as ``12,0 %``."""
    return numbers.format_percent(share, _language(), places)


@register.filter
def points(difference: Decimal | float | None, places: int = 1) -> str:
    """A difference of two shares in percent points, with its sign."""
    return numbers.format_points(difference, _language(), places)


@register.simple_tag
def interval(share: float | None, low: float | None, high: float | None, places: int = 0) -> str:
    """A share with its likely range: ``12 % (9–15)``."""
    return numbers.format_interval(share, low, high, _language(), places)


@register.filter
def duration(length: timedelta | float | None) -> str:
    """A time span (or seconds) as people say it: ``1 ч 10 мин``."""
    span = timedelta(seconds=length) if isinstance(length, int | float) else length
    return numbers.format_duration(span, _language())


@register.filter
def moment(instant: datetime | None) -> str:
    """An instant as people say it: ``сегодня 14:05``."""
    if instant is None:
        return numbers.DASH
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return numbers.format_moment(instant, timezone.now(), zone, _language())


@register.filter
def day(value: date | None) -> str:
    """A day as people say it: ``пт 13 ноя``."""
    return numbers.DASH if value is None else numbers.format_day(value, timezone.localdate(), _language())


@register.filter
def period(value: Period | None) -> str:
    """A period as people say it: ``октябрь 2026``."""
    return numbers.DASH if value is None else numbers.format_period(value, _language())


@register.simple_tag(takes_context=True)
def url_with(context: Context, **changes: object) -> str:
    """This page's address with query parameters replaced; ``None`` or an empty text takes one away.

    A change of anything but the page number starts at the first page again.
    """
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_link(context: Context, key: str) -> dict[str, str]:
    """For a column head: ``url`` that sorts by ``key`` (largest first, then turned), and ``aria`` state."""
    request = context.get("request")
    now = request.GET.get("sort", context.get("sort", "")) if request is not None else ""
    state = {key: "ascending", f"-{key}": "descending"}.get(now, "none")
    wanted = key if state == "descending" else f"-{key}"
    return {"url": url_with(context, sort=wanted), "aria": state}


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> Bar:
    """The bars of the reader; without words before sign-in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return bar_of((), role=getattr(user, "role", ""))
    role = getattr(user, "role", "")
    return bar_of(tuple(links_for(role=role, path=request.path)), role=role)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """``light`` or ``dark`` when the reader chose one, else empty."""
    return chosen(context.get("request"))


@register.simple_tag
def style_sheet_url() -> str:
    """The address of the one style sheet; it changes with its content."""
    return reverse("style_sheet", args=[fingerprint()])


@register.simple_tag
def url_if_exists(name: str) -> str:
    """The address of a page that another room may or may not have."""
    return address_of(name)


@register.simple_tag
def unique_id(prefix: str) -> str:
    """An id that nothing else has, pieces fetched later included; ties a button to its popover."""
    return f"{prefix}-{secrets.token_hex(3)}"


@register.simple_tag
def spark(values: Sequence[float | None], label: Text | str = "", young: int = 0, width: int = 96) -> SafeString:
    """A spark line; see ``tandem.ui.charts.spark_line``."""
    return charts.spark_line(values, label=local(label), young=young, width=width)


@register.simple_tag
def fulfilment(ratio: float | None, label: Text | str = "", expected: float | None = None) -> SafeString:
    """A bar of plan and fact; see ``tandem.ui.charts.fulfilment_bar``."""
    return charts.fulfilment_bar(ratio, label=local(label), expected=expected)


@register.simple_tag
def stage_bar(stage: Stage) -> SafeString:
    """The share of the stage before that reached this one, from zero, and hatched what may still come."""
    if stage.share is None:
        return mark_safe("")
    parts = [
        charts.Part(min(stage.share, 1.0), stage.owner or "rest", stage.conversion),
        charts.Part(max(min(stage.young, 1.0 - stage.share), 0.0), "young", stage.conversion),
    ]
    return charts.stacked_bar(parts, label=stage.conversion, whole=1.0, width=120, height=10)
