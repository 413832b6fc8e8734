import re

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from tandem.people.actions import UsernameTaken, sellers_named
from tandem.people.models import Person

pytestmark = pytest.mark.django_db


def password_in(output: str) -> str:
    found = re.search(r"password (\S+)", output)
    assert found
    return found[1]


def test_a_seller_known_from_an_export_gets_an_account_and_keeps_their_leads(capsys):
    seller_id = sellers_named(["Юдина Марина"])["Юдина Марина"]

    call_command("let_in", "Юдина Марина", username="marina")

    signed_in = authenticate(username="marina", password=password_in(capsys.readouterr().out))
    assert signed_in is not None
    assert signed_in.pk == seller_id
    assert Person.objects.get(pk=seller_id).role == "seller"


def test_a_role_may_be_given_to_somebody_nobody_has_named_yet(capsys):
    call_command("let_in", "Olga", role="owner", username="olga")
    call_command("let_in", "Olga", role="analyst")

    olga = Person.objects.get(name="Olga")
    assert (olga.username, olga.role, olga.is_active) == ("olga", "analyst", True)
    assert authenticate(username="olga", password=password_in(capsys.readouterr().out.splitlines()[2]))


def test_a_name_that_somebody_signs_in_with_is_refused():
    call_command("let_in", "Anna", username="anna")

    with pytest.raises(UsernameTaken):
        call_command("let_in", "Another Anna", username="anna")
