"""The whole way a user goes: the files of a simulated company, the shipped recipes, the store, the answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from tandem.basics.periods import Period
from tandem.diagnosis.why import why
from tandem.diagnosis.why_answer import tell
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Department
from tandem.simulation.scenario.files import RECIPES
from tandem.simulation.scenario.reading import read
from tandem.simulation.scenario.world import live

pytestmark = pytest.mark.django_db

#: Few leads, and a cause that few sales show: what each deal gives away is told by itself.
COMPANY = """
[scenario]
title = { ru = "Скидки", en = "Discounts" }
weeks = 12

[arrivals]
leads_a_day = 12

[more_campaigns]
count = 3

[more_sellers]
count = 3

[work]
handling_minutes = 10

[[cause]]
dial = "discount"
since = 42
plus = 0.15
"""


def test_a_discount_is_told_from_the_files_of_a_company(tmp_path: Path):
    scenario = tmp_path / "discounts.toml"
    scenario.write_text(COMPANY, encoding="utf-8")
    call_command("simulate", str(scenario), "--seed=3", f"--out={tmp_path}")
    for name, recipe in RECIPES.items():
        call_command("import", recipe, str(tmp_path / name))

    first = live("discounts", read(COMPANY), seed=3).start + timedelta(days=42)
    after = Period(first, first + timedelta(days=41))
    found = why(after.previous(), after, store.read(), by="source")

    assert found.diagnosis is not None
    (cause,) = found.diagnosis.causes
    assert (cause.bar.key, cause.side) == ("discount", Department.SALES)
    assert found.handover_told
    assert found.diagnosis.sellers == ()
    russian = tell(found, "ru", {})
    assert "кидки больше" in russian.sentence
    assert not any("прайсовой цены" in line or "Когда заявка" in line for line in russian.untold)
    assert verify().differences == []
