"""A term of the agreement with its definition behind it, wherever the term stands."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from tandem.agreement.queries import in_force
from tandem.agreement.rules import Agreement
from tandem.basics.text import Text

register = template.Library()


@register.inclusion_tag("agreement/term.html", takes_context=True)
def term(context: Context, key: str, words: Text | str) -> dict[str, object]:
    """``words`` as they are, with the definition of the term ``key`` of the version in force behind them.

    Where the agreement does not explain the term, plain words.
    """
    agreement = _in_force(context)
    found = next((each for each in agreement.document.terms if each.key == key), None)
    said = words.in_language(get_language() or "ru") if isinstance(words, Text) else words
    return {"words": said, "term": found, "version": agreement.title, "number": agreement.version}


def _in_force(context: Context) -> Agreement:
    """The version in force, asked for once a page."""
    request = context.get("request")
    kept: Agreement | None = getattr(request, "agreement_in_force", None)
    if kept is None:
        kept = in_force()
        if request is not None:
            request.agreement_in_force = kept
    return kept
