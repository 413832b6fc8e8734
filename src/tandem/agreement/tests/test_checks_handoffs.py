"""Hand-off checklists of the agreement: at a stage that exists, with lines that can be told apart."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tandem.agreement.document import Handoff, HandoffItem
from tandem.agreement.starting import starter
from tandem.agreement.tests.known import kinds, serious
from tandem.agreement.yaml_text import from_yaml, to_yaml

ITEM = HandoffItem(key="contract", title="Signed")
GOOD = Handoff(key="production", title="To production", to="Production", items=(ITEM,))
replace = msgspec.structs.replace


def document(handoff):
    return replace(starter("en", date(2026, 6, 1)), handoffs=(handoff,))


@pytest.mark.parametrize(
    ("handoff", "kind"),
    [
        (replace(GOOD, stage="shipped"), "handoff_at_unknown_stage"),
        (replace(GOOD, items=()), "handoff_with_bad_items"),
        (replace(GOOD, items=(ITEM, ITEM)), "handoff_with_bad_items"),
        (replace(GOOD, items=(replace(ITEM, key="подпись"),)), "handoff_with_bad_items"),
        (replace(GOOD, items=(replace(ITEM, title=" "),)), "handoff_with_bad_items"),
    ],
)
def test_a_checklist_nobody_could_work_by_forbids_signing(handoff, kind):
    assert kind not in serious(document(GOOD))
    assert kind in serious(document(handoff))


@pytest.mark.parametrize(
    ("handoff", "kind"),
    [
        (replace(GOOD, to=""), "handoff_to_nobody"),
        (replace(GOOD, items=(replace(ITEM, optional=True),)), "handoff_that_lets_everything_go"),
    ],
)
def test_a_checklist_that_asks_for_nothing_or_goes_to_nobody_is_pointed_out(handoff, kind):
    assert kind not in kinds(document(GOOD))
    assert kind in kinds(document(handoff)) - serious(document(handoff))


def test_both_starters_have_a_checklist_and_yaml_keeps_it_whole():
    for language in ("ru", "en"):
        written = starter(language, date(2026, 6, 1))
        (handoff,) = written.handoffs
        assert sum(not item.optional for item in handoff.items) >= 3
        assert from_yaml(to_yaml(written)).handoffs == written.handoffs
