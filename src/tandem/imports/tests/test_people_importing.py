"""Rules of taking people in."""

import pytest

from tandem.imports.models import ImportProblem
from tandem.imports.samples import take
from tandem.people.actions import sellers_named
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db


def test_a_person_is_known_by_the_id_and_cannot_sign_in():
    (person_id,) = take("person", [{"id": "7", "name": "Анна", "role": "sales_head", "email": "a@b.ru"}])
    person = Person.objects.get(pk=person_id)
    assert (person.name, person.role, person.email) == ("Анна", Role.SALES_HEAD, "a@b.ru")
    assert not person.is_active
    assert not person.has_usable_password()


def test_a_known_seller_is_described_and_not_doubled():
    seller_id = sellers_named(["Анна"])["Анна"]
    assert take("person", [{"name": "Анна", "department": "marketing"}]) == [seller_id]
    assert Person.objects.get().role == Role.MARKETER


def test_a_person_is_renamed_under_the_same_id():
    first = take("person", [{"id": "7", "name": "Анна"}])
    assert take("person", [{"id": "7", "name": "Анна Иванова"}]) == first
    assert Person.objects.get().name == "Анна Иванова"


def test_a_role_changed_back_without_an_id_is_changed_back():
    for role in ("seller", "sales_head", "seller"):
        take("person", [{"name": "Анна", "role": role}])
    assert Person.objects.get().role == Role.SELLER


def test_an_import_cannot_change_the_role_of_an_account_that_signs_in():
    Person.objects.create(username="anna", name="Анна", role=Role.SELLER, email="a@b.ru")
    take("person", [{"id": "7", "name": "Анна", "role": "owner", "email": "evil@b.ru"}])
    person = Person.objects.get()
    assert (person.role, person.email) == (Role.SELLER, "a@b.ru")
    assert ImportProblem.objects.get().code == "account_kept"
