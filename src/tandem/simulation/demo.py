"""Fills an installation with the made-up company, through the same import a real company uses."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count

from tandem.imports.actions import receive, run
from tandem.imports.models import Import, ImportFile
from tandem.measures.sealing import sync
from tandem.people.actions import let_in
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.simulation.agreements import change_by_voices, live_on, sign_versions
from tandem.simulation.call_reviews import review_calls
from tandem.simulation.dealing import fill_roster
from tandem.simulation.exports import write_exports
from tandem.simulation.world import generate

RECIPE = Path(__file__).with_name("recipe.toml")


@dataclass(frozen=True, slots=True)
class Account:
    """One way into the demo."""

    role: Role
    username: str
    name: str


def fill(
    *, seed: int, ending: date, leads: int, now: datetime, progress: Callable[[ImportFile, float], None] | None = None
) -> Import:
    """Write the exports of a year that ends on a day, import them, and bring the fact store up.

    The versions of the agreement are signed before the leads come in, because each lead is judged by the version of
    its day.
    """
    world = generate(seed, ending, leads)
    sign_versions(world)
    with tempfile.TemporaryDirectory() as place:
        paths = write_exports(world, Path(place))
        received = receive(
            recipe_text=RECIPE.read_text(encoding="utf-8"),
            files=[(path, path.name) for path in paths.values()],
            started_by_id=None,
            now=now,
        )
    done = run(import_id=received.pk, now=now, progress=progress)
    live_on(world, now)
    change_by_voices(now)
    review_calls(now, seed=seed)
    sync()
    fill_roster(now)
    return done


def open_accounts(*, password: str) -> list[Account]:
    """One account a role, named after it, all with one password: for somebody who looks around."""
    accounts = []
    for role in Role:
        people = Person.objects.filter(role=role).annotate(busy=Count("assignments"))
        # The seller with most leads shows most.
        person = people.order_by("-busy", "id").first() or Person.objects.create(
            username=role.value, name=role.words.in_language(settings.LANGUAGE_CODE), role=role
        )
        let_in(person.pk, username=role.value, password=password)
        accounts.append(Account(role, role.value, person.name))
    return accounts


def demo_password() -> str:
    """The password of the demo accounts: made once, kept beside the demo's data for its owner only."""
    path = Path(settings.HOME) / "demo_password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text().strip()
