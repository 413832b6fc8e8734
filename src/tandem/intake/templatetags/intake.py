"""Filters of intake's pages."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.translation import gettext as _

from tandem.basics.text import Text
from tandem.intake.models import RefusedRequest
from tandem.ui.templatetags.ui import duration, local, number

register = template.Library()


@register.filter
def quick(took: dt.timedelta) -> str:
    """``12 ms`` for what is quicker than a second, else as any other time span."""
    if took >= dt.timedelta(seconds=1):
        return duration(took)
    return _("%(ms)s ms") % {"ms": number(round(took.total_seconds() * 1000))}


@register.simple_tag
def refused_because(row: RefusedRequest) -> str:
    """Why a request was refused, in the reader's language."""
    return local(Text(ru=row.reason_ru, en=row.reason_en))
