"""A link by which somebody chooses a password: it works once, and for a few days.

No mail is sent: whoever administers accounts hands it over. Nothing is kept; the link is signed, and choosing a
password (or signing in) makes it worthless.
"""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from tandem.people.models import Person


def one_time_path(person: Person) -> str:
    """The path of the page on which this person chooses a password."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
