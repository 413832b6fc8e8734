"""The mail server by which letters go out, as the environment names it."""

from __future__ import annotations

import pytest

from tandem.site.environment import BadSetting, mailers


@pytest.mark.parametrize("url", ["http://mail", "smtp://", "mail.example.com"])
def test_an_address_that_is_no_mail_server_is_refused_at_the_start(url):
    with pytest.raises(BadSetting, match="TANDEM_MAIL_URL"):
        mailers(url)


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.com", 25, False, False),
        ("smtp+tls://mail.example.com", 587, True, False),
        ("smtps://mail.example.com:4650", 4650, False, True),
    ],
)
def test_port_and_encryption_follow_from_the_address(url, port, tls, ssl):
    options = mailers(url)["default"]["OPTIONS"]

    assert isinstance(options, dict)
    assert (options["port"], options["use_tls"], options["use_ssl"]) == (port, tls, ssl)


def test_the_password_may_hold_any_sign():
    options = mailers("smtp+tls://anna:p%40ss@mail.example.com")["default"]["OPTIONS"]

    assert isinstance(options, dict)
    assert (options["username"], options["password"]) == ("anna", "p@ss")


def test_without_an_address_nothing_goes_out():
    assert mailers("") == {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
