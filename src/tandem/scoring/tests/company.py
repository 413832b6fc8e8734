"""A company with a year of leads whose fate is known, and its readers, for tests of the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
from django.test import Client
from django.utils import timezone

from tandem.agreement.document import Scorecard
from tandem.imports.samples import taken
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.scoring import trainings
from tandem.scoring.models import Training
from tandem.scoring.proposal import Proposal

FIRST = datetime(2025, 2, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)


def reader(role: Role = Role.SALES_HEAD, language: str = "en") -> Client:
    """The browser of somebody of this role."""
    person = Person.objects.filter(role=role, is_active=True).first()
    person = person or Person.objects.create_user(f"the-{role}", name=f"The {role.words.en}", role=role)
    person.language = language
    person.save()
    browser = Client(headers={"accept-language": language})
    browser.force_login(person)
    return browser


def chances(leads: int, seed: int = 1) -> dict[str, list[object]]:
    """Columns of leads that buy more often with a large budget and by recommendation."""
    random = np.random.default_rng(seed)
    budget = np.round(random.lognormal(11, 0.8, leads), -3)
    source = random.choice(["ads", "friends", "mail"], leads, p=[0.6, 0.2, 0.2])
    odds = -1.4 + 1.2 * (np.log(budget) - 11) + np.where(source == "friends", 1.5, 0.0)
    return {
        "budget": [Decimal(int(each)) for each in budget],
        "source": source.tolist(),
        "won": (random.random(leads) < 1 / (1 + np.exp(-odds))).tolist(),
    }


def bring(columns: dict[str, list[object]], *, prefix: str = "L") -> None:
    """Bring leads in: ``won`` says who bought, the other columns are fields of the import; one lead every twelve hours
    from the first day on, each with its outcome five days later.
    """
    won = columns["won"]
    values = []
    for at in range(len(won)):
        came = FIRST + timedelta(hours=12 * at)
        known = {name: each[at] for name, each in columns.items() if name != "won" and each[at] is not None}
        values.append(
            {
                "id": f"{prefix}{at}", "client_id": f"{prefix}-{at}", "created_at": came,
                "stage": "won" if won[at] else "lost", "stage_at": came + timedelta(days=5), **known,
            }
        )  # fmt: skip
    taken("lead", values, at=NOW)


def trained(browser: Client) -> Training:
    """Ask on the page and let the job run."""
    browser.post("/scorecard/")
    asked = going()
    trainings.run(training_id=asked.pk, now=timezone.now)
    return Training.objects.get(pk=asked.pk)


def found_by(training: Training) -> Proposal:
    """What a training that has ended found."""
    found = trainings.proposal_of(training)
    assert found is not None
    return found


def card_of(training: Training) -> Scorecard:
    """The card it proposes."""
    card = found_by(training).card
    assert card is not None
    return card


def going() -> Training:
    """The training that waits or runs."""
    found = trainings.going()
    assert found is not None
    return found
