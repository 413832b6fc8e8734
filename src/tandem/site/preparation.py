"""Bringing an installation into working order, and noticing that it is not."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

import tandem
from tandem.journal import queries as journal
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.site.environment import close_to_others
from tandem.site.texts import compile_all


class NotPrepared(Exception):
    """The database lacks tables or columns that this version needs."""


def require_prepared_database() -> None:
    """Refuse to go on with a database that this version did not prepare."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotPrepared("The database is not prepared for this version: run 'tandem setup' first.")


def prepare() -> None:
    """Tables, translations and static files; safe to repeat, and after every upgrade."""
    close_to_others(settings.HOME)
    call_command("migrate", verbosity=0, interactive=False)
    # An installed wheel brings its compiled texts along and may stand in a folder that is not ours to write.
    package = Path(tandem.__path__[0])
    if any(_is_stale(source) for source in package.glob("*/locale/*/LC_MESSAGES/*.po")):
        compile_all(package)
    call_command("collectstatic", verbosity=0, interactive=False)


def _is_stale(source: Path) -> bool:
    """Whether texts were never compiled, or have changed since, as after an upgrade of a checkout."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def first_administrator(*, username: str) -> str | None:
    """Make the first administrator and return the password, which is kept nowhere else.

    Returns None, and makes nobody, when an administrator who can sign in exists already.
    """
    people = Person.objects
    with transaction.atomic():
        administrators = people.filter(role=Role.ADMIN, is_active=True)
        if any(person.has_usable_password() for person in administrators):
            return None
        password = secrets.token_urlsafe(12)
        people.create_user(username, password=password, name=username, role=Role.ADMIN, is_staff=True)
        return password


def is_in_use() -> bool:
    """Whether somebody works with this database: it knows people or has a history."""
    return Person.objects.exists() or journal.position() > 0
