"""What is to be cleared before a deal moves on: pure decisions over the agreement's decision rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from tandem.agreement.document import Decision, Stage
from tandem.agreement.rules import LOST


class MatterState(StrEnum):
    """How a lead stands to a decision rule that concerns it."""

    #: Not cleared yet, and it has not moved on.
    OPEN = "open"
    #: Everybody the rule names has cleared it in time.
    CLEARED = "cleared"
    #: It moved on without; a clearance that came afterwards does not mend that.
    BYPASSED = "bypassed"
    #: It was closed in a way that the rule does not speak of, so nobody has to clear it any more.
    SPARED = "spared"
    #: The rule asks nobody, it only says whom to tell.
    TELL = "tell"


def moved_on(rule: Decision, stages: Sequence[Stage], *, stage: str) -> bool:
    """Whether a lead on a stage has passed the point before which the rule wants its clearance.

    That point is the stage the rule names, or a stage that stands after it; a rule that names none means every closed
    stage. A refusal can follow any stage, so it counts only where the rule names it or names none.
    """
    if not rule.before:
        return any(each.closed and each.key == stage for each in stages)
    keys = [each.key for each in stages]
    if stage == rule.before:
        return True
    if stage == LOST or stage not in keys or rule.before not in keys:
        return False
    return keys.index(stage) > keys.index(rule.before)


def matter_state(
    rule: Decision, stages: Sequence[Stage], *, stage: str, cleared: Collection[str], late: bool
) -> MatterState:
    """How a lead on a stage stands; ``cleared`` are the roles that did, ``late`` that one of them came too late."""
    if not rule.clear_with:
        return MatterState.TELL
    done = set(rule.clear_with) <= set(cleared)
    if moved_on(rule, stages, stage=stage):
        return MatterState.CLEARED if done and not late else MatterState.BYPASSED
    if done:
        return MatterState.CLEARED
    closed = any(each.closed and each.key == stage for each in stages)
    return MatterState.SPARED if closed else MatterState.OPEN


def waits(rule: Decision) -> bool:
    """Whether an open lead waits for its clearance: a refusal may never come, everything else is on its way."""
    return rule.before != LOST


def still_asked(rule: Decision, cleared: Collection[str]) -> tuple[str, ...]:
    """The roles that have not cleared it yet, in the order of the rule."""
    return tuple(role for role in rule.clear_with if role not in cleared)
