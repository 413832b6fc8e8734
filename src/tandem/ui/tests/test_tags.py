"""Words, numbers and addresses in templates."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from tandem.basics.text import Text


def _drawn(source, rf=None, **values):
    if rf is not None:
        values["request"] = rf
    return Template(source).render(Context(values))


def test_a_text_speaks_the_language_of_the_reader():
    word = Text(ru="Лиды", en="Leads")

    with override("ru"):
        russian = _drawn("{{ word|local }}", word=word)
    with override("en"):
        english = _drawn("{{ word|local }}", word=word)

    assert (russian, english) == ("Лиды", "Leads")


def test_a_text_is_escaped_like_any_other():
    assert _drawn("{{ word|local }}", word=Text(ru="<b>", en="<b>")) == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ value|money }}", Decimal("1234567.00"), "1\u202f234\u202f567\u202f₽"),
        ("{{ value|number:1 }}", 1234.5, "1\u202f234,5"),
        ("{{ value|percent:0 }}", 0.12, "12\u202f%"),
        ("{{ value|duration }}", timedelta(minutes=70), "1\u202fч\u202f10\u202fмин"),
        ("{{ value|duration }}", 40, "40\u202fс"),
        ("{{ value|number }}", None, "—"),
        ("{{ value|moment }}", None, "—"),
    ],
)
def test_values_are_written_as_russians_read_them(source, value, shown):
    with override("ru"):
        assert _drawn(source, value=value) == shown


def test_a_changed_filter_starts_at_the_first_page(rf):
    request = rf.get("/leads/", {"page": "7", "grade": "A"})

    assert _drawn("{% url_with source='vk' grade=None %}", rf=request) == "?source=vk"


def test_turning_the_page_keeps_the_filters(rf):
    request = rf.get("/leads/", {"page": "7", "grade": "A"})

    assert _drawn("{% url_with page=8 %}", rf=request) == "?page=8&amp;grade=A"


def test_a_column_is_sorted_largest_first_and_then_turned(rf):
    source = "{% sort_link 'sum' as link %}{{ link.url }} {{ link.aria }}"

    assert _drawn(source, rf=rf.get("/")) == "?sort=-sum none"
    assert _drawn(source, rf=rf.get("/", {"sort": "-sum"})) == "?sort=sum descending"
