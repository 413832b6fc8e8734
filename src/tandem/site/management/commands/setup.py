"""Prepare an installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from tandem.site.preparation import first_administrator, prepare


class Command(BaseCommand):
    """Safe to repeat; run it after every upgrade."""

    help = "Prepare the database, translations and static files, and make the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who administers."""
        parser.add_argument("--admin", default="admin", help="user name of the first administrator (default admin)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, and show the one-time password if there is one."""
        prepare()
        self.stdout.write(f"Tandem is prepared; its data is in {settings.HOME}.")
        if password := first_administrator(username=options["admin"]):
            self.stdout.write(f"Sign in as {options['admin']} with the password {password}")
            self.stdout.write("It is shown only this once: change it after signing in.")
