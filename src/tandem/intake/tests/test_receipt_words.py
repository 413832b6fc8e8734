"""No card shows the bare key of a step: every step that leaves a receipt has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tandem
from tandem.intake.doors import Arriving
from tandem.intake.models import Lead
from tandem.intake.receipt_words import step_words
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.intake.way_in import ways_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def noted() -> Iterator[tuple[str, ast.expr]]:
    """Where a receipt is left, and the step it names."""
    for path in sorted(Path(tandem.__file__).parent.rglob("*.py")):
        if "tests" in path.parts or ".note(" not in (text := path.read_text()):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note":
                yield f"{path.name}:{node.lineno}", node.args[1]


def test_every_step_that_leaves_a_receipt_has_words_in_both_languages():
    found = list(noted())
    assert {"joined", "consent", "client"} < {step.value for _, step in found if isinstance(step, ast.Constant)}
    for where, step in found:
        assert isinstance(step, ast.Constant), f"{where}: a step is named by a literal"
        words = step_words().get(str(step.value))
        assert words, f"{where}: {step.value!r} has no words in <room>/receipts.py"
        assert words[0].title.ru != words[0].title.en


@pytest.mark.django_db
def test_a_message_of_a_client_with_an_open_lead_says_that_it_joined_it():
    opened = source()
    cells = {"phone": "+79123456789", "client_name": "Анна", "consent": "да"}
    told = [
        Arriving(source=opened.key, key=key, received_at=NOW, cells=cells, joins=30, record=key) for key in ("1", "2")
    ]
    for each in told:
        take_in([each], sources={opened.key: opened}, now=NOW)
    first, second = sorted(ways_of(Lead.objects.get()).ways, key=lambda way: len(way.steps), reverse=True)
    assert {step.title.en: step.said.en for step in first.steps if step.said}["Consent"].startswith("processing")
    assert "Joined" in {step.title.en for step in second.steps}
    assert "joined" not in {step.title.en for step in second.steps}
