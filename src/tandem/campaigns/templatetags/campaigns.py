"""Unread notices of launches, for any page of those who sell; found by Django under the room's name."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils import timezone

from tandem.campaigns.models import Launch
from tandem.campaigns.queries import unread_by
from tandem.campaigns.rules import LaunchState, state_of
from tandem.people.models import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: Context) -> list[Launch]:
    """What the reader has not acknowledged; empty for whoever does not sell."""
    request = context.get("request")
    person = getattr(request, "user", None)
    return unread_by(person, now=timezone.now()) if isinstance(person, Person) else []


@register.filter
def launch_state(launch: Launch) -> LaunchState:
    """Where a launch stands."""
    return state_of(launch.announced_at, launch.launched_at, launch.dropped_at)
