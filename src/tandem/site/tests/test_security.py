"""What the pages promise to a browser, and who may come in."""

import importlib

import pytest
from django.conf import settings
from django.core.management import call_command

from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.site import environment
from tandem.site import settings as settings_module


@pytest.fixture
def settings_with(monkeypatch):
    """Reads the settings again under other environment variables; puts them back afterwards."""

    def read(**variables: str):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return importlib.reload(settings_module)

    yield read
    monkeypatch.undo()
    importlib.reload(settings_module)


@pytest.fixture
def sign_in_page(client, db):
    return client.get("/account/login/")


def test_only_our_own_scripts_and_styles_may_run(sign_in_page):
    policy = dict(part.strip().split(" ", 1) for part in sign_in_page.headers["Content-Security-Policy"].split(";"))

    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == "'self'"
    assert not any("unsafe" in allowed or "*" in allowed or "http" in allowed for allowed in policy.values())


def test_pages_are_not_framed_and_tell_other_sites_nothing(sign_in_page):
    assert sign_in_page.headers["X-Frame-Options"] == "DENY"
    assert sign_in_page.headers["Referrer-Policy"] == "same-origin"
    assert sign_in_page.headers["X-Content-Type-Options"] == "nosniff"
    assert sign_in_page.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_travel_only_over_tls_where_there_is_tls(settings_with):
    with_tls = settings_with(TANDEM_HTTPS="yes")

    assert with_tls.SESSION_COOKIE_SECURE
    assert with_tls.CSRF_COOKIE_SECURE
    assert with_tls.SECURE_HSTS_SECONDS > 0
    assert with_tls.SECURE_PROXY_SSL_HEADER == ("HTTP_X_FORWARDED_PROTO", "https")
    assert with_tls.SESSION_COOKIE_HTTPONLY


def test_without_tls_nobody_can_pretend_there_is(settings_with):
    plain = settings_with(TANDEM_HTTPS="no")

    assert plain.SECURE_PROXY_SSL_HEADER is None
    assert not plain.SESSION_COOKIE_SECURE


def test_a_setting_that_cannot_be_read_is_named(settings_with):
    with pytest.raises(environment.BadSetting, match=r"TANDEM_PROXIES='two': expected a whole number\."):
        settings_with(TANDEM_PROXIES="two")


def test_the_deployment_check_has_nothing_to_say_behind_tls(settings_with, monkeypatch):
    with_tls = settings_with(TANDEM_HTTPS="yes", TANDEM_SECRET_KEY="k" * 20 + "0123456789abcdefghijklmnopqrst")
    for name in dir(with_tls):
        if name.isupper() and (name.startswith(("SECURE", "SESSION", "CSRF")) or name == "SECRET_KEY"):
            monkeypatch.setattr(settings, name, getattr(with_tls, name))
    # The proxy that ends TLS redirects; subdomains are not ours to promise for.
    monkeypatch.setattr(settings, "SILENCED_SYSTEM_CHECKS", ["security.W008", "security.W005", "security.W021"])

    call_command("check", deploy=True, fail_level="WARNING", tags=["security"])


@pytest.mark.django_db
def test_nobody_signs_themselves_up(client):
    answer = client.post(
        "/account/signup/",
        {"username": "mallory", "password1": "long enough 1", "password2": "long enough 1"},
    )

    assert answer.status_code in {200, 403}
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_guessing_a_password_is_stopped_after_five_tries_even_when_it_is_right_at_last(client):
    Person.objects.create_user("alice", password="the right one", name="Alice", role=Role.OWNER)
    wrong = {"login": "alice", "password": "a wrong one"}
    for _ in range(5):
        client.post("/account/login/", wrong)

    client.post("/account/login/", {"login": "alice", "password": "the right one"})

    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_limits_are_kept_where_every_server_process_sees_them():
    from django.core.cache import cache
    from django.db import connection

    cache.set("seen", 1, 60)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tandem_cache")
        assert cursor.fetchone() == (1,)


def test_a_large_body_is_refused_before_it_is_read(client):
    answer = client.post("/account/login/", data=b"x", content_type="text/plain", CONTENT_LENGTH=str(100 * 1024**3))

    assert answer.status_code == 413


@pytest.mark.django_db
def test_the_page_that_takes_exports_asks_who_sends_before_it_reads(client, django_user_model):
    seller = django_user_model.objects.create_user("seller", password="x", name="Seller", role="seller")
    client.force_login(seller)

    answer = client.post("/imports/drafts/", data=b"x", content_type="text/plain", CONTENT_LENGTH=str(100 * 1024**3))

    assert answer.status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/account/password/reset/", "/account/email/"])
def test_pages_that_would_promise_a_letter_are_not_there(client, page):
    assert client.get(page).status_code == 404
