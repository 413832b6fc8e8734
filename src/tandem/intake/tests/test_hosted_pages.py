"""The page of a form, as any visitor gets it."""

from __future__ import annotations

import pytest
from django.test import Client

from tandem.intake.form_views import touches_script
from tandem.intake.samples import source

pytestmark = pytest.mark.django_db

#: What the script may weigh as it is served.
LIGHTEST = 2 * 1024


def form(**settings: object):
    return source("form", key="window-form", name="Окна", settings=settings)


def test_a_form_opens_without_signing_in_and_sets_no_cookie():
    form(form={"title": "Расчёт за час", "intro": "Ответим сегодня"})
    answer = Client().get("/forms/window-form/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Расчёт за час" in page
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert "<script>" not in page
    assert " style=" not in page


def test_it_is_framed_by_nobody_unless_its_source_names_them():
    form()
    answer = Client().get("/forms/window-form/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    source("form", key="framed", settings={"form": {"sites": ["https://shop.example"]}})
    framed = Client().get("/forms/framed/")
    assert "frame-ancestors https://shop.example" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "script-src 'self'" in framed["Content-Security-Policy"]


def test_the_visitor_reads_their_own_language():
    form()
    assert "Phone" in Client(headers={"accept-language": "en"}).get("/forms/window-form/").content.decode()
    assert "Телефон" in Client(headers={"accept-language": "ru"}).get("/forms/window-form/").content.decode()


def test_parameters_of_the_visit_go_along_without_scripts_and_nothing_else_does():
    form()
    page = Client(headers={"referer": "https://ya.ru/search?text=x"}).get(
        "/forms/window-form/", {"utm_source": '"><b>vk', "source": "spoofed"}
    )
    text = page.content.decode()
    assert 'name="utm_source" value="&quot;&gt;&lt;b&gt;vk"' in text
    assert 'name="referrer" value="https://ya.ru/search"' in text
    assert "spoofed" not in text


@pytest.mark.parametrize("address", ["/forms/nothing/", "/forms/closed/", "/forms/program/", "/forms/closed/thanks/"])
def test_what_is_closed_or_no_form_is_not_there(address):
    source("form", key="closed", is_open=False)
    source("api", key="program")
    assert Client().get(address).status_code == 404


def test_the_page_after_sending_says_what_the_source_says():
    form(form={"thanks": "Перезвоним до 18:00"})
    assert "Перезвоним до 18:00" in Client().get("/forms/window-form/thanks/").content.decode()


def test_the_script_of_touches_weighs_no_more_than_promised_and_is_open_to_other_sites(rf):
    answer = Client().get("/touches.js")
    assert len(answer.content) <= LIGHTEST
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "public" in answer["Cache-Control"]
    again = touches_script(rf.get("/touches.js", headers={"if-none-match": answer["ETag"]}))
    assert again.status_code == 304
