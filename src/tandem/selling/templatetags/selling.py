"""Filters of the pages of daily work; found by Django under the room's name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import phonenumbers
from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.selling.day import DayLead, Kind, RunningClock
from tandem.selling.recording_once import new_token
from tandem.ui.templatetags.ui import day as in_words
from tandem.ui.templatetags.ui import duration, moment, number

register = template.Library()

_RUSSIAN_MOBILE = re.compile(r"\+79[0-9]{9}")


@register.filter
def phone(number: str) -> str:
    """``+7 912 345-67-89``: as people read a number aloud."""
    if _RUSSIAN_MOBILE.fullmatch(number):
        # As the library writes it, which takes a hundred times as long; a list is full of them.
        return f"+7 {number[2:5]} {number[5:8]}-{number[8:10]}-{number[10:]}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


@register.simple_tag
def form_token() -> str:
    """A token of a form's own: sent again after a lost connection, the form is recorded once."""
    return new_token()


@register.simple_tag(takes_context=True)
def deed_form(context: Context, deed: str, style: str = "") -> SafeString:
    """The beginning of a form that does a deed of the day with the lead on the card, up to what is asked in it."""
    lead_id, csrf = context["card"].lead.pk, context.get("csrf_token", "")
    url = reverse("day_deed", args=[lead_id, deed])
    return format_html(
        '<form{} method="post" action="{}" hx-post="{}" hx-target="#day" hx-swap="outerHTML show:window:top" '
        """hx-request='{{"timeout":15000}}' data-kept="{} {}">"""
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="token" value="{}">',
        format_html(' class="{}"', style) if style else "", url, url, lead_id, deed, csrf, new_token(),
    )  # fmt: skip


@register.simple_tag
def clock_badge(clock: RunningClock) -> SafeString:
    """How long a deadline still is, or is over; the page counts it down by itself."""
    broken = clock.pressure == "broken"
    left = duration(timezone.now() - clock.due_at if broken else clock.due_at - timezone.now())
    words = _("over by %(long)s") if broken else _("%(long)s left")
    return format_html(
        '<span class="day__clock day__clock--{}" data-due="{}" data-soon="{}" title="{}">{}</span>',
        clock.pressure, timezone.localtime(clock.due_at).isoformat(), timezone.localtime(clock.soon_at).isoformat(),
        clock.title, words % {"long": left},
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def why_now(context: Context, each: DayLead) -> str:
    """Why a lead of the day is one for now, in words."""
    match each.kind:
        case Kind.AGREED:
            return _("agreed for %(when)s") % {"when": moment(each.lead.due_at)}
        case Kind.WAITS:
            return _("waits %(long)s, nobody called") % {"long": duration(ago(each.lead.captured_at))}
        case Kind.DUE if each.lead.due_on is not None and each.lead.due_on < context["today"]:
            return _("was due %(when)s") % {"when": in_words(each.lead.due_on)}
        case Kind.DUE:
            return _("due today")
    return _("nothing is settled: what is next?")


@register.filter
def ago(instant: dt.datetime | None) -> dt.timedelta | None:
    """How long it is since then."""
    return None if instant is None else timezone.now() - instant


@register.filter
def until(instant: dt.datetime | None) -> dt.timedelta | None:
    """How long it is until then."""
    return None if instant is None else instant - timezone.now()


@register.filter
def day_and_time(instant: dt.datetime | None) -> str:
    """``сегодня 14:05``, ``пт 13 ноя, 14:05``: as people say it, with the minute for any day."""
    said = moment(instant)
    return said if instant is None or ":" in said else f"{said}, {timezone.localtime(instant):%H:%M}"


@register.filter
def milliseconds(ms: float) -> str:
    """``12 мс`` for what is quicker than a second, else as any other time span."""
    if ms >= 1000:
        return duration(ms / 1000)
    return _("%(ms)s ms") % {"ms": number(round(ms))}


@register.filter
def at_key(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds under a key; empty where it holds nothing."""
    return mapping.get(key, "")


@register.filter
def pieces(quantity: Decimal) -> str:
    """A quantity with as many places as it has: ``3``, ``1,5``."""
    exponent = quantity.normalize().as_tuple().exponent
    return number(quantity, max(-exponent, 0) if isinstance(exponent, int) else 0)
