"""`tandem let-in NAME`: give a person an account, or a new password."""

from __future__ import annotations

import argparse
import secrets
from typing import Any

from django.core.management.base import BaseCommand

from tandem.people.actions import Description, describe, let_in, register
from tandem.people.models import Person
from tandem.people.rules import Role


class Command(BaseCommand):
    """Accounts are made by whoever administers the machine; nobody signs themselves up."""

    help = "Give a person an account with a role, and print its password once"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whom, and as what."""
        parser.add_argument("name", help="as exports name the person, so that their leads are theirs")
        parser.add_argument("--role", choices=[role.value for role in Role], help="seller if not given and unknown")
        parser.add_argument("--username", help="what they sign in with; made from the name if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register when unknown, set the role while they cannot sign in yet, open the account."""
        (person_id,) = register([Description(options["name"])])
        person = Person.objects.get(pk=person_id)
        if options["role"] and options["role"] != person.role:
            # Whoever runs this administers the machine: the role of an account may change here.
            Person.objects.filter(pk=person_id).update(is_active=False)
            describe(person_id, Description(options["name"], Role(options["role"]), person.email))
        username = options["username"] or person.username
        password = secrets.token_urlsafe(12)
        let_in(person_id, username=username, password=password)
        self.stdout.write(f"{options['name']} signs in as {username} with the password {password}")
        self.stdout.write("It is shown only this once: they change it on their profile page.")
