"""What a seller copies or mails of a material; found by Django under the room's name."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.urls import reverse

from tandem.materials.models import MaterialUse

register = template.Library()


@register.simple_tag(takes_context=True)
def material_letter(context: Context, use: MaterialUse, key: str) -> str:
    """The words of the material and the client's own link to it."""
    request = context["request"]
    link = request.build_absolute_uri(reverse("material_link", args=[key]))
    return "\n\n".join(part for part in (use.material.text.strip() or use.material.title, link) if part)
