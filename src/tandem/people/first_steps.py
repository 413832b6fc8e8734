"""A step of a new house: whoever works in it."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from tandem.basics.text import Text
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.first_steps import FirstStep

STEP = FirstStep(
    20,
    Text(ru="Позовите коллег", en="Invite your colleagues"),
    Text(
        ru="Оба руководителя, менеджеры, маркетологи, аналитик: каждый видит то, что нужно его роли, менеджер — только "
        "свои лиды.",
        en="Both heads, sellers, marketers, an analyst: each sees what their role needs, a seller own leads only.",
    ),
    "accounts",
    frozenset(role.value for role in Role if role.manages_accounts),
    lambda: Person.objects.filter(is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).count() > 1,
)
