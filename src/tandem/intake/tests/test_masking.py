"""A refused request is shown with its structure and names, and without a single value of anybody."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tandem.intake.masking import masked, masked_body, masked_query

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def test_json_keeps_names_and_shapes_of_values():
    body = '{"phone": "+7 912 345-67-89", "Имя": "Анна К.", "n": 12.5, "ok": true, "tags": ["a1", null]}'.encode()

    assert masked_body(body, JSON) == (
        '{\n  "phone": "+0 000 000-00-00",\n  "Имя": "Xxxx X.",\n  "n": 00.0,\n  "ok": true,\n'
        '  "tags": [\n    "x0",\n    null\n  ]\n}'
    )


def test_a_name_that_occurs_twice_is_shown_twice():
    assert masked_body(b'{"a": "b", "a": "c"}', JSON).count('"a"') == 2


def test_a_phone_used_as_a_name_is_masked():
    assert "912" not in masked_body(b'{"79123456789": 1, "anna@example.com": 2}', JSON)


def test_a_form_is_shown_a_field_a_line():
    assert masked_query("phone=%2B7+912&name=%D0%90%D0%BD%D0%BD%D0%B0&alone") == "phone=+0 000\nname=Xxxx\nxxxxx"
    assert masked_body(b"phone=8-912", FORM + "; charset=utf-8") == "phone=0-000"


def test_parts_of_a_form_keep_their_names():
    body = (
        b'--7f3\r\nContent-Disposition: form-data; name="phone"\r\n\r\n8912\r\n'
        b'--7f3\r\ncontent-disposition: form-data; name="file"; filename="Anna.pdf"\r\n\r\nPDF\r\n--7f3--'
    )

    shown = masked_body(body, "multipart/form-data; boundary=7f3")

    assert 'name="phone"' in shown
    assert "8912" not in shown
    assert "Anna" not in shown


def test_json_is_known_by_its_looks_whatever_its_sender_calls_it():
    assert masked_body(b'{"phone": "8912"}', FORM) == '{\n  "phone": "0000"\n}'


def test_broken_json_shows_no_name():
    assert masked_body(b'{"phone": "8912", name: Anna}', JSON) == '{"xxxxx": "0000", xxxx: Xxxx}'


def test_broken_bytes_and_deep_nesting_are_shown_all_the_same():
    assert masked_body(b'\xff\x00{"a"', JSON) == '\ufffd·{"x"'
    assert masked_body(b"[" * 100_000, JSON) == "[" * 100_000


@given(st.text())
def test_no_letter_and_no_digit_of_a_value_is_left(text: str):
    shown = masked(text)

    assert len(shown) == len(text)
    assert all(sign in "xX" or not sign.isalpha() for sign in shown)
    assert all(sign == "0" or not sign.isnumeric() for sign in shown)


_VALUES = st.recursive(
    st.text() | st.integers() | st.booleans(), lambda inner: st.lists(inner, max_size=3), max_leaves=8
)


@given(st.dictionaries(st.sampled_from(["phone", "utm_source", "имя"]), _VALUES))
def test_json_shows_nothing_but_names_and_masks(said: dict[str, object]):
    shown = masked_body(json.dumps(said).encode(), JSON)

    for name in said:
        shown = shown.replace(json.dumps(name, ensure_ascii=False), "")
    for word in ("true", "false", "null"):
        shown = shown.replace(word, "")
    assert not {sign for sign in shown if sign.isalpha()} - set("xX")
    assert not {sign for sign in shown if sign.isnumeric()} - {"0"}


@given(st.binary(), st.sampled_from([JSON, FORM, "multipart/form-data", "text/xml", ""]))
def test_whatever_came_can_be_shown(body: bytes, content_type: str):
    assert isinstance(masked_body(body, content_type), str)
