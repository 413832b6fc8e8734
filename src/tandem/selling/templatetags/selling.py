"""Filters of the pages of daily work; found by Django under the room's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import phonenumbers
from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.selling.recording_once import new_token
from tandem.ui.templatetags.ui import duration, moment, number

register = template.Library()


@register.filter
def phone(number: str) -> str:
    """``+7 912 345-67-89``: as people read a number aloud."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


@register.simple_tag
def form_token() -> str:
    """A token of a form's own: sent again after a lost connection, the form is recorded once."""
    return new_token()


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
