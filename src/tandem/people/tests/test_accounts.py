"""Accounts: owners and administrators let people in and shut them out; nobody else does, and somebody always can."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from tandem.people import accounts, actions
from tandem.people.account_list import State, account
from tandem.people.api_keys import make_key, person_by_key
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole, Role

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LIST = "/people/accounts/"
VERBS = ("role/", "blocking/", "blocking/removal/", "password-link/", "two-step/removal/", "invitation/")


def person(username, role, **more):
    return Person.objects.create_user(
        username, password="a long password", name=username.title(), role=role, language="en", **more
    )


@pytest.fixture
def owner(db):
    return person("olga", Role.OWNER)


@pytest.fixture
def admin(db):
    return person("adam", Role.ADMIN)


@pytest.fixture
def bob(db):
    return person("bob", Role.SELLER)


@pytest.fixture
def known(db):
    return Person.objects.get(pk=actions.register([actions.Description("Vera")], batch_id=7)[0])


@pytest.fixture
def browser(client):
    client.cookies["django_language"] = "en"

    def of(somebody):
        client.force_login(somebody)
        return client

    return of


def link_in(answer):
    (link,) = re.findall(r"http://testserver(/account/password/reset/key/[^<\"]+/)", answer.content.decode())
    return link


def choose_password(link, password="entirely new 1"):
    fresh = Client()
    form = fresh.get(link, follow=True)
    return fresh.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


def listed(somebody):
    found = account(somebody.pk)
    assert found is not None
    return found


def may_sign_in(username, password):
    fresh = Client()
    fresh.post("/account/login/", {"login": username, "password": password})
    return "_auth_user_id" in fresh.session


# Who may


@pytest.mark.parametrize("role", [role for role in Role if not role.manages_accounts])
def test_and_charlie_neither_sees_accounts_nor_changes_one(browser, bob, role):
    pages = browser(person("charlie", role))
    before = Person.objects.filter(pk=bob.pk).values().get()

    assert pages.get(LIST).status_code == pages.get(f"{LIST}{bob.pk}/").status_code == 403
    assert pages.post(LIST, {"name": "Eve", "role": "owner"}).status_code == 403
    for verb in VERBS:
        assert pages.post(f"{LIST}{bob.pk}/{verb}", {"role": "owner"}).status_code == 403
    assert Person.objects.filter(pk=bob.pk).values().get() == before
    assert 'href="/people/accounts/"' not in pages.get("/profile/").content.decode()


def test_before_sign_in_there_is_no_list(client, db):
    assert client.get(LIST).headers["Location"].startswith("/account/login/")


def test_a_form_from_another_site_changes_nothing(admin, bob):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin)

    assert strict.post(f"{LIST}{bob.pk}/blocking/").status_code == 403
    bob.refresh_from_db()
    assert bob.is_active


def test_verbs_are_not_done_by_following_a_link(browser, admin, bob):
    for verb in VERBS:
        assert browser(admin).get(f"{LIST}{bob.pk}/{verb}").status_code == 405


def test_nobody_of_that_number_is_a_page_that_is_not_there(browser, admin):
    assert browser(admin).get(f"{LIST}999/").status_code == 404
    assert browser(admin).post(f"{LIST}999/blocking/").status_code == 404


def test_an_administrator_neither_touches_an_owner_nor_makes_one(owner, admin, bob):
    for verb in (
        lambda: accounts.block(by=admin, person_id=owner.pk, now=NOW),
        lambda: accounts.reset_password(by=admin, person_id=owner.pk),
        lambda: accounts.reset_two_step(by=admin, person_id=owner.pk),
        lambda: accounts.give_role(by=admin, person_id=owner.pk, role=Role.SELLER),
        lambda: accounts.give_role(by=admin, person_id=bob.pk, role=Role.OWNER),
        lambda: accounts.give_role(by=admin, person_id=admin.pk, role=Role.OWNER),
        lambda: accounts.invite(by=admin, name="Eve", role=Role.OWNER),
    ):
        with pytest.raises(NotForThisRole):
            verb()
    assert list(Person.objects.filter(role=Role.OWNER)) == [owner]


def test_an_administrator_blocked_meanwhile_does_nothing_more(admin, bob):
    Person.objects.filter(pk=admin.pk).update(is_active=False)

    with pytest.raises(NotForThisRole):
        accounts.block(by=admin, person_id=bob.pk, now=NOW)


# Coming in


def test_an_invited_person_chooses_a_password_and_comes_in(browser, admin):
    answer = browser(admin).post(LIST, {"name": "Dora", "role": "marketer", "username": "dora", "email": ""})
    choose_password(link_in(answer))

    assert may_sign_in("dora", "entirely new 1")
    assert Person.objects.get(username="dora").role == Role.MARKETER


def test_a_link_works_once(browser, admin):
    link = link_in(browser(admin).post(LIST, {"name": "Dora", "role": "seller", "username": "dora"}))
    choose_password(link)
    again = Client().get(link)

    assert "Задайте" not in again.content.decode()
    assert "password1" not in again.content.decode()
    assert may_sign_in("dora", "entirely new 1")


def test_a_link_is_shown_on_one_answer_only(browser, admin):
    answer = browser(admin).post(LIST, {"name": "Dora", "role": "seller"})

    assert "no-store" in answer.headers["Cache-Control"]
    assert "/reset/key/" not in browser(admin).get(f"{LIST}{Person.objects.get(name='Dora').pk}/").content.decode()


def test_whoever_imports_name_keeps_their_leads_when_let_in(browser, admin, known):
    browser(admin).post(LIST, {"name": " Vera ", "role": "seller", "username": "vera"})

    known.refresh_from_db()
    assert (known.username, known.is_active, known.batch_id) == ("vera", True, None)
    assert Person.objects.filter(name="Vera").count() == 1


def test_somebody_known_is_invited_from_their_own_page(browser, admin, known):
    answer = browser(admin).post(f"{LIST}{known.pk}/invitation/", {"role": "seller", "username": "vera"})

    assert choose_password(link_in(answer)).status_code == 302
    assert may_sign_in("vera", "entirely new 1")


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Bob", "role": "seller"},
        {"name": "Dora", "role": "seller", "username": "adam"},
        {"name": "Dora", "role": "seller", "email": "BOB@example.com"},
        {"name": "Dora", "role": "owner"},
        {"name": "Dora", "role": "king"},
        {"name": "", "role": "seller"},
        {"name": "Dora", "role": "seller", "username": "a b"},
    ],
)
def test_what_is_taken_or_not_given_is_said_beside_the_form(browser, admin, bob, typed):
    Person.objects.filter(pk=bob.pk).update(email="bob@example.com")
    people = Person.objects.count()
    answer = browser(admin).post(LIST, typed)

    assert "errorlist" in answer.content.decode()
    assert Person.objects.count() == people


# Being somebody


def test_a_role_is_given_and_holds_at_once(browser, admin, bob):
    browser(admin).post(f"{LIST}{bob.pk}/role/", {"role": "sales_head"})

    bob.refresh_from_db()
    assert bob.role == Role.SALES_HEAD


def test_the_last_administrator_stays_one(admin):
    with pytest.raises(accounts.LastAdministrator):
        accounts.give_role(by=admin, person_id=admin.pk, role=Role.ANALYST)


def test_the_last_owner_stays_one_though_there_is_an_administrator(owner, admin):
    with pytest.raises(accounts.LastAdministrator):
        accounts.give_role(by=owner, person_id=owner.pk, role=Role.ADMIN)


def test_one_of_two_administrators_may_step_down(admin):
    person("agnes", Role.ADMIN)

    assert accounts.give_role(by=admin, person_id=admin.pk, role=Role.ANALYST).role == Role.ANALYST


def test_a_blocked_colleague_is_nobody_to_leave_the_house_to(admin):
    person("agnes", Role.ADMIN, is_active=False)

    with pytest.raises(accounts.LastAdministrator):
        accounts.give_role(by=admin, person_id=admin.pk, role=Role.ANALYST)


# Being shut out


def test_nobody_blocks_themselves(admin, owner):
    with pytest.raises(accounts.OwnBlocking):
        accounts.block(by=admin, person_id=admin.pk, now=NOW)


def test_a_blocked_person_is_out_everywhere_at_once(browser, admin, bob):
    _, key = make_key(person=bob, name="sheet", now=NOW)
    inside = Client()
    inside.force_login(bob)
    browser(admin).post(f"{LIST}{bob.pk}/blocking/")

    assert inside.get("/profile/").status_code == 302
    assert not may_sign_in("bob", "a long password")
    assert person_by_key(key, today=NOW.date()) is None


def test_an_unblocked_person_comes_in_as_before_and_old_keys_do_not(admin, bob):
    _, key = make_key(person=bob, name="sheet", now=NOW)
    accounts.block(by=admin, person_id=bob.pk, now=NOW)
    accounts.unblock(by=admin, person_id=bob.pk)

    assert may_sign_in("bob", "a long password")
    assert person_by_key(key, today=NOW.date()) is None


def test_an_import_does_not_say_what_a_blocked_person_is(admin, bob):
    accounts.block(by=admin, person_id=bob.pk, now=NOW)

    assert not actions.describe(bob.pk, actions.Description("Bob", Role.OWNER))
    bob.refresh_from_db()
    assert bob.role == Role.SELLER


def test_the_machines_administrator_gives_another_role_too(bob, capsys):
    call_command("let_in", "Bob", "--role", "analyst")

    bob.refresh_from_db()
    assert (bob.role, bob.is_active) == (Role.ANALYST, True)


# Signing in anew


def test_a_reset_password_stops_working_and_a_link_gives_a_new_one(browser, admin, bob):
    inside = Client()
    inside.force_login(bob)
    link = link_in(browser(admin).post(f"{LIST}{bob.pk}/password-link/"))

    assert not may_sign_in("bob", "a long password")
    assert inside.get("/profile/").status_code == 302
    choose_password(link)
    assert may_sign_in("bob", "entirely new 1")


def test_a_weak_password_is_refused_on_the_link_too(browser, admin, bob):
    answer = choose_password(link_in(browser(admin).post(f"{LIST}{bob.pk}/password-link/")), password="123")

    assert "errorlist" in answer.content.decode()


def test_two_step_sign_in_is_seen_and_taken_away(browser, admin, bob):
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=bob, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert listed(bob).two_step

    browser(admin).post(f"{LIST}{bob.pk}/two-step/removal/")
    assert not Authenticator.objects.filter(user=bob).exists()


def test_who_has_no_account_cannot_be_reset_or_opened(admin, known):
    for verb in (accounts.reset_password, accounts.reset_two_step, accounts.unblock):
        with pytest.raises(accounts.HasNoAccount):
            verb(by=admin, person_id=known.pk)
    known.refresh_from_db()
    assert not known.is_active


def test_a_refusal_is_said_on_the_page_of_the_account(browser, admin, owner):
    answer = browser(admin).post(f"{LIST}{owner.pk}/blocking/", follow=True)

    assert "managed by an owner only" in answer.content.decode()
    owner.refresh_from_db()
    assert owner.is_active


# The list


def test_the_list_tells_how_far_each_has_come_in(browser, admin, bob, known):
    gone = person("gone", Role.MARKETER, is_active=False)
    browser(admin)

    assert listed(admin).state is State.ACTIVE
    assert listed(bob).state is State.INVITED
    assert listed(gone).state is State.BLOCKED
    assert listed(known).state is State.KNOWN


def test_the_list_asks_the_database_little_however_many_there_are(browser, admin, django_assert_max_num_queries):
    for number in range(30):
        person(f"seller{number}", Role.SELLER)
    pages = browser(admin)
    with django_assert_max_num_queries(6):
        pages.get(LIST)


def test_a_name_is_shown_as_text(browser, admin):
    Person.objects.create_user("eve", name="<script>alert(1)</script>", role=Role.SELLER)

    assert "<script>alert" not in browser(admin).get(LIST).content.decode()
