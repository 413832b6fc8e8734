"""The page of one clause: rows, text and trial, with JavaScript and without, for those who write the agreement."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tandem.agreement.clause_widget import ClauseTextarea
from tandem.agreement.samples import person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

PAGE, TRIALS = "/agreement/clause/", "/agreement/clause-trials/"
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def head(client):
    client.force_login(person(Role.SALES_HEAD))
    return client


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_those_who_edit_the_agreement_try_clauses_and_nobody_else(client, role):
    client.force_login(person(role))
    allowed = role not in {Role.SELLER, Role.MARKETER}

    assert client.get(PAGE).status_code == (200 if allowed else 403)
    assert client.post(TRIALS, {"clause": "need"}, **HX).status_code == (200 if allowed else 403)


def test_while_one_types_only_the_trial_comes_back(head):
    shown = text_of(
        head.post(TRIALS, {"cb-name": "mql", "cb-scope": "status", "mql": "is_target and grade = 'A'"}, **HX)
    )

    assert "trial__part--taken" in shown
    assert "<html" not in shown


def test_without_javascript_the_whole_page_comes_back(head):
    shown = text_of(head.post(TRIALS, {"clause": "need"}))

    assert "<html" in shown
    assert "trial__part--taken" in shown


def test_an_error_is_shown_at_its_place_with_the_nearest_field(head):
    shown = text_of(head.post(TRIALS, {"clause": "need and bugdet > 5"}, **HX))

    assert "need and <mark>bugdet</mark> &gt; 5" in shown
    assert ">budget<" in shown or "budget" in shown


def test_what_is_typed_is_shown_and_never_run(head):
    shown = text_of(head.post(TRIALS, {"clause": "need = '<script>alert(1)</script>"}, **HX))

    assert "<script>" not in shown


def test_a_simple_text_is_shown_in_rows_and_another_says_that_it_is_not(head):
    rows = text_of(head.post(PAGE, {"clause": "source = 'ads' and need"}))
    text = text_of(head.post(PAGE, {"clause": "length(source) > 3"}))

    assert 'value="ads"' in rows
    assert rows.count('name="cb-field"') == 2
    assert 'name="cb-field"' not in text
    assert "length(source) &gt; 3" in text


def sent(*rows: tuple[str, str, str, str], do: str, inner: str = "and", **others: str):
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    names = ("cb-block", "cb-field", "cb-comparison", "cb-value")
    lists = {name: list(values) for name, values in zip(names, columns, strict=True)}
    return {"cb-do": do, "cb-inner": inner, "clause": "", **lists, **others}


def test_rows_fill_the_text(head):
    shown = text_of(
        head.post(
            PAGE,
            sent(
                ("0", "source", "is", "ads"),
                ("0", "budget", "at_least", "100 000"),
                ("1", "need", "yes", ""),
                do="build",
            ),
        )
    )

    assert "(source = &#x27;ads&#x27; and budget &gt;= 100000)\nor need</textarea>" in shown


def test_a_button_adds_a_row_and_another_takes_it_away(head):
    need = ("0", "need", "yes", "")

    assert text_of(head.post(PAGE, sent(need, do="add:0"))).count('name="cb-field"') == 2
    assert text_of(head.post(PAGE, sent(need, do="add:1"))).count("<fieldset") == 2
    assert (
        text_of(head.post(PAGE, sent(need, ("0", "urgent", "no", ""), do="remove:0:0"))).count('name="cb-field"') == 1
    )


def test_a_row_that_waits_for_its_value_does_not_count_yet(head):
    shown = text_of(head.post(PAGE, sent(("0", "need", "yes", ""), ("0", "budget", "more", ""), do="build")))

    assert "need</textarea>" in shown
    assert "builder__note" in shown


def test_a_wrong_value_is_refused_beside_its_row(head):
    shown = text_of(head.post(PAGE, sent(("0", "budget", "more", "much"), do="build")))

    assert 'id="cb-wrong-0-0"' in shown


def test_a_changed_field_gets_a_comparison_of_its_kind(head):
    shown = text_of(head.post(PAGE, sent(("0", "need", "contains", ""), do="build")))

    assert "need</textarea>" in shown


def test_the_text_wins_when_it_was_written_last(head):
    shown = text_of(head.post(PAGE, sent(("0", "need", "yes", ""), do="text") | {"clause": "urgent"}))

    assert "urgent</textarea>" in shown


def test_the_form_one_came_from_is_carried_along_and_gets_its_clause_back(head):
    item = reverse("agreement_item", args=["returns", "spam"])
    shown = text_of(
        head.post(
            PAGE,
            {
                "cb-open": "status:clause",
                "title": "Спам",
                "revision": "3",
                "clause": "not is_target",
                "tags": ["a", "b"],
            },
            HTTP_REFERER=f"http://testserver{item}",
        )
    )

    assert f'formaction="{item}"' in shown
    assert '<textarea class="hidden" name="title" hidden>\nСпам</textarea>' in shown
    assert shown.count('name="tags"') == 2
    assert shown.count('name="clause"') == 1


def test_a_clause_goes_back_to_no_other_page(head):
    for elsewhere in ("https://elsewhere.example/x", "/account/logout/", "//evil/agreement/draft/items/"):
        assert "formaction" not in text_of(head.post(PAGE, {"clause": "need", "cb-back": elsewhere}))


def test_a_promise_reads_the_table_it_is_about(head):
    form = {"cb-open": "duty:duty-of", "duty-about": "returns", "duty-of": "reason = 'spam'"}

    assert "trial__part--taken" in text_of(head.post(PAGE, form))
    assert "trial__error" in text_of(head.post(PAGE, form | {"duty-about": "leads"}))


def test_the_input_of_a_clause_can_be_used_in_any_form():
    made = ClauseTextarea("Status").render("mql-clause", "a < '<b>'", {"id": "id_mql"})

    assert "&lt;b&gt;" in made
    assert 'value="status:mql-clause"' in made
    assert 'hx-post="/agreement/clause-trials/"' in made
