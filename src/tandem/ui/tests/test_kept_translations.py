"""A constant text of a template is looked up once a language, and each reader still gets their own."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.template.base import Node
from django.utils.translation import override

from tandem.ui.bar import bar_of
from tandem.ui.navigation import NavLink
from tandem.ui.templatetags.kept_translations import KeptTranslation


def test_each_language_has_its_own():
    template = Template('{% translate "Skip to the content" %}')

    said = []
    for language in ("ru", "en", "ru"):
        with override(language):
            said.append(template.render(Context()))

    assert said == ["К содержанию", "Skip to the content", "К содержанию"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{% translate "More" %}', True),
        ('{% translate "Reached" context "a client" %}', True),
        ("{% translate words %}", False),
        ('{% translate "More"|upper %}', False),
        ('{% translate "More" context words %}', False),
        ('{% translate "More" as words %}', False),
    ],
)
def test_only_a_constant_is_kept(text, kept):
    (node,) = Template(text).nodelist
    assert isinstance(node, Node)
    assert isinstance(node, KeptTranslation) is kept


def test_words_that_differ_are_translated_each_time():
    template = Template("{% translate words %}")

    with override("ru"):
        assert [template.render(Context({"words": each})) for each in ("More", "Keys")] == ["Ещё", "Клавиши"]


def test_the_bar_is_drawn_for_the_language_the_role_and_the_page():
    def drawn(language: str, role: str, current: bool) -> str:
        with override(language):
            return bar_of((NavLink("day", "Day", "/day/", current=current),), role=role).rail

    assert 'aria-current="page"' in drawn("en", "seller", True)
    assert 'aria-current="page"' not in drawn("en", "seller", False)
    assert "New lead" in drawn("en", "seller", True)
    assert "New lead" not in drawn("en", "analyst", True)
    assert "New lead" not in drawn("ru", "seller", True)


def test_before_sign_in_there_are_no_tabs():
    assert bar_of((), role="").tabs == ""
