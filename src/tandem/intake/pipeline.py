"""The pipeline a captured lead goes through, in the same transaction: rooms above announce steps.

Intake knows the shape of a step, not the rooms behind it. A step is a subclass of ``Step`` in
``<room>/lead_steps.py``; its ``fields`` join the lead record that exports and forms may fill.
"""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple

from tandem.basics.discovery import modules_named
from tandem.imports.shapes import Field
from tandem.imports.writing import Chunk, Incoming


class Arrived(NamedTuple):
    """A lead that was just captured, or described anew by its system."""

    lead_id: int
    client_id: int
    captured_at: datetime
    incoming: Incoming
    is_new: bool
    #: The version of the agreement it is counted under.
    version: int = 0


class Step(ABC):
    """One thing done to every arriving lead."""

    #: Steps run from the lowest order up.
    order: ClassVar[int]
    #: What this step reads from a lead record.
    fields: ClassVar[tuple[Field, ...]] = ()

    @abstractmethod
    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Write this room's state for the leads and tell its facts through the chunk."""


@functools.cache
def steps() -> tuple[Step, ...]:
    """All announced steps in their order."""
    found = [
        value()
        for module in modules_named("lead_steps")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Step) and value.__module__ == module.__name__
    ]
    return tuple(sorted(found, key=lambda step: step.order))
