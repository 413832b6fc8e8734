"""Coming in, and how the pages look for whoever came in."""

from __future__ import annotations

import pytest

from tandem.people import actions
from tandem.people.models import Person


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    """A hash that resists attackers costs a second; these passwords protect nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna(db):
    return Person.objects.create_user(
        "anna", email="anna@example.com", password="a long password", name="Анна Соколова", role="sales_head"
    )


@pytest.fixture
def boris(db):
    return Person.objects.create_user(
        "boris", email="boris@example.com", password="a long password", name="Борис", role="seller"
    )


@pytest.mark.parametrize("login", ["anna", "anna@example.com"])
def test_one_signs_in_by_name_or_by_e_mail(client, anna, login):
    answer = client.post("/account/login/", {"login": login, "password": "a long password"})

    assert answer.status_code == 302
    assert client.get("/profile/").status_code == 200


def test_a_wrong_password_is_said_beside_the_form(client, anna):
    answer = client.post("/account/login/", {"login": "anna", "password": "not it"})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_nobody_makes_an_account_for_themselves(client, db):
    client.post(
        "/account/signup/",
        {"username": "charlie", "password1": "a long password", "password2": "a long password"},
    )

    assert not Person.objects.filter(username="charlie").exists()


@pytest.mark.parametrize("page", ["/account/login/", "/account/signup/"])
def test_entrance_pages_stand_in_our_layout(client, db, page):
    assert 'class="plain"' in client.get(page).content.decode()


@pytest.mark.parametrize("page", ["/account/password/change/", "/account/2fa/", "/account/logout/"])
def test_account_pages_stand_in_our_layout(client, anna, page):
    client.force_login(anna)

    assert 'class="rail"' in client.get(page).content.decode()


def test_changing_the_password_leads_to_no_letter_that_is_never_sent(client, anna):
    client.force_login(anna)

    page = client.get("/account/password/change/").content.decode()

    assert "/account/password/reset/" not in page
    assert "An administrator of your company" in page or "администратор" in page


def test_before_sign_in_the_language_can_be_chosen(client, db):
    client.post("/language/", {"language": "en", "next": "/account/login/"})

    assert "one set of numbers" in client.get("/account/login/").content.decode()


def test_the_chosen_language_meets_the_person_on_another_device(client, anna):
    client.force_login(anna)
    client.post("/language/", {"language": "en"})
    client.logout()
    client.cookies.clear()

    client.post("/account/login/", {"login": "anna", "password": "a long password"})

    assert 'lang="en"' in client.get("/profile/").content.decode()[:200]


def test_a_language_that_is_not_spoken_changes_nothing(client, anna):
    client.force_login(anna)
    client.post("/language/", {"language": "xx"})

    anna.refresh_from_db()
    assert anna.language == ""


def test_the_verb_refuses_a_language_that_is_not_spoken(anna):
    with pytest.raises(actions.UnknownLanguage):
        actions.choose_language(person=anna, language="xx")


def test_a_name_by_which_imports_know_a_colleague_cannot_be_taken(client, anna, boris):
    before = boris.name
    client.force_login(boris)
    client.post("/profile/", {"name": anna.name, "email": "b@example.com"})

    boris.refresh_from_db()
    assert (boris.name, boris.email) == (before, "b@example.com")


def test_the_role_is_not_ones_own_to_change(client, anna):
    client.force_login(anna)
    client.post("/profile/", {"name": "Анна", "email": "", "role": "owner"})

    anna.refresh_from_db()
    assert anna.role == "sales_head"


def test_two_people_cannot_sign_in_by_one_e_mail(client, anna, boris):
    client.force_login(boris)
    answer = client.post("/profile/", {"name": "Борис", "email": "ANNA@example.com"})

    boris.refresh_from_db()
    assert "errorlist" in answer.content.decode()
    assert boris.email == "boris@example.com"
