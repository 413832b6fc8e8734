"""The example of docs/agreement-file.md is an agreement, written as Tandem itself would write it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from tandem.agreement.checking import problems_here
from tandem.agreement.yaml_text import from_yaml, to_yaml

GUIDE = (Path(__file__).parent.parent / "docs" / "agreement-file.md").read_text(encoding="utf-8")


def example() -> str:
    found = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_reads_as_the_guide_says_and_is_written_back_the_same():
    document = from_yaml(example())

    assert to_yaml(document) == example()
    assert document.promises[0].figure is not None
    assert document.promises[0].figure.amount == Decimal("0.4")
    assert document.stages[0].moves == ("in_work", "lost")


def test_its_clauses_run_and_what_it_lacks_is_told():
    found = {problem.kind for problem in problems_here(from_yaml(example()))}

    assert "clause_refused" not in found
    assert {"combination_undecided", "needed_stage_missing", "move_to_unknown_stage"} <= found
