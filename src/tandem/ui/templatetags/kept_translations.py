"""``{% translate %}`` of a constant text, looked up once a language: in all templates, in place of Django's."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Node, Parser, Token, Variable
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()


class KeptTranslation(Node):
    """A text that is the same whenever it is shown in one language: a page has a hundred of them."""

    def __init__(self, translation: TranslateNode) -> None:
        self._translation = translation
        self._kept: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        """As Django renders it, the first time."""
        language = get_language()
        kept = self._kept.get(language)
        if kept is None:
            kept = self._kept[language] = self._translation.render(context)
        return kept


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's ``{% translate %}``: a constant text is kept, anything else translated whenever it is shown."""
    node: TranslateNode = do_translate(parser, token)
    text, context = node.filter_expression, node.message_context
    constant = not text.filters and _is_constant(text.var) and (context is None or _is_constant(context.var))
    return KeptTranslation(node) if constant and not node.asvar else node


def _is_constant(said: Any) -> bool:
    return isinstance(said, str) or (isinstance(said, Variable) and said.lookups is None)
