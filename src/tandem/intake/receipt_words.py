"""What the receipts of steps say in words. A room announces those of its steps in ``<room>/receipts.py``.

A step that nobody put into words is shown by its key: nothing that happened to a lead is hidden.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text
from tandem.intake.models import Lead

#: Details of a receipt as they were kept.
type Details = Mapping[str, str | int | None]
#: What a step did to a lead, from its outcome and details; None when the outcome has no words.
type Tell = Callable[[Lead, str, Details], Text | None]


def _nothing(lead: Lead, outcome: str, details: Details) -> Text | None:
    return None


@dataclass(frozen=True, slots=True)
class StepWords:
    """The words of one step: its title, its outcomes by key, and ``tell`` for what depends on more than the key.

    Several rooms may announce outcomes of the same step; the first title holds.
    """

    step: str
    title: Text
    outcomes: Mapping[str, Text] = field(default_factory=dict)
    tell: Tell = _nothing


def told(lead: Lead, step: str, outcome: str, details: Details) -> tuple[Text, Text | None]:
    """The title of a step and what came of it; None where the title says all."""
    announced = step_words().get(step, ())
    if not announced:
        said = f"{outcome} {' '.join(f'{name}={value}' for name, value in details.items())}".strip()
        return Text(ru=step, en=step), Text(ru=said, en=said) if said else None
    for words in announced:
        if found := words.outcomes.get(outcome) or words.tell(lead, outcome, details):
            return announced[0].title, found
    return announced[0].title, Text(ru=outcome, en=outcome) if outcome else None


@functools.cache
def step_words() -> Mapping[str, tuple[StepWords, ...]]:
    """The announced words by step."""
    found: dict[str, tuple[StepWords, ...]] = {}
    for module in modules_named("receipts"):
        for value in vars(module).values():
            if isinstance(value, StepWords):
                found[value.step] = (*found.get(value.step, ()), value)
    return found
