"""The frame: what every page carries, and what it says when something goes wrong."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tandem.ui.stylesheet import fingerprint, sheet


@pytest.fixture
def specimen(annas, settings):
    settings.DEBUG = True
    return annas.get("/specimen/").content.decode()


def test_the_specimen_shows_every_component(specimen):
    for piece in ("figure__face", "funnel__stage", "timeline__entry", "table", "chip", "empty", "progress"):
        assert f'class="{piece}' in specimen


def test_no_page_needs_an_inline_script_style_or_handler(specimen):
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", specimen)


def test_every_popover_belongs_to_one_button(specimen):
    targets = re.findall(r'popovertarget="([^"]+)"', specimen)

    assert sorted(targets) == sorted(re.findall(r'popover id="([^"]+)"', specimen))
    assert len(set(targets)) == len(targets)


def test_a_column_of_numbers_is_aligned_to_the_right(specimen):
    assert '<td class="numeric">618' in specimen


def test_the_specimen_is_for_those_who_build_pages(annas):
    assert annas.get("/specimen/").status_code == 404


def test_keys_page_needs_a_sign_in(client, db):
    assert client.get("/keys/").status_code == 302


def test_the_chosen_theme_is_in_the_first_byte_of_the_page(annas):
    annas.post("/theme/", {"theme": "dark", "next": "/keys/"})

    assert 'data-theme="dark"' in annas.get("/keys/").content.decode()


def test_without_a_choice_the_system_decides(annas):
    annas.post("/theme/", {"theme": "dark"})
    annas.post("/theme/", {"theme": ""})

    assert "data-theme=" not in annas.get("/keys/").content.decode()


def test_nobody_is_sent_to_another_site(annas):
    answer = annas.post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_a_browser_may_keep_the_style_sheet_for_ever(client):
    answer = client.get(f"/style-{fingerprint()}.css")

    assert "immutable" in answer["Cache-Control"]
    assert answer.content.decode() == sheet()


def test_an_old_style_sheet_address_still_answers_but_is_not_kept(client):
    assert client.get("/style-0000.css")["Cache-Control"] == "no-cache"


def test_the_order_of_layers_comes_first():
    assert sheet().startswith("@layer tokens")


@pytest.mark.urls("tandem.ui.tests.frame_urls")
def test_a_broken_page_says_what_to_do_and_what_is_safe(anna):
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(anna)

    answer = client.get("/breaks/")

    assert answer.status_code == 500
    assert "Try again in a minute" in answer.content.decode()


def test_a_missing_page_says_what_to_do(annas):
    answer = annas.get("/nowhere/", headers={"accept-language": "en"})

    assert answer.status_code == 404
    assert "Search for it" in answer.content.decode()


def test_a_stale_form_says_what_to_do(anna):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    answer = client.post("/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "Reload the page" in answer.content.decode()
