"""`tandem let-in NAME`: give a person an account, or a new password."""

from __future__ import annotations

import argparse
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tandem.people.actions import Description, let_in, register, set_role
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
        with transaction.atomic():
            (person_id,) = register([Description(options["name"])])
            person = Person.objects.get(pk=person_id)
            if not options["role"] and not person.is_active and person.role != Role.SELLER:
                # An import may have written it; what a person may see is said by whoever lets them in.
                raise CommandError(f"An import calls {person.name} {person.role}: say which role with --role.")
            if options["role"] and options["role"] != person.role:
                set_role(person_id, Role(options["role"]))
            username = options["username"] or person.username
            password = secrets.token_urlsafe(12)
            let_in(person_id, username=username, password=password)
        person.refresh_from_db()
        self.stdout.write(f"{person.name} ({person.role}) signs in as {username} with the password {password}")
        self.stdout.write("It is shown only this once: they change it on their profile page.")
