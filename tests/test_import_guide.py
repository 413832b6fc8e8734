"""The worked example of docs/import.md does what the guide says it does."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from tandem.imports.reading import open_table
from tandem.imports.recipe_loading import load_recipe
from tandem.imports.shelf import record_kinds
from tandem.imports.table_reading import compile_table

GUIDE = (Path(__file__).parent.parent / "docs" / "import.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_worked_example_gives_what_the_guide_says(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(block("csv"), encoding="utf-8")
    recipe = load_recipe(block("toml"), record_kinds())

    with open_table(path, options=recipe.tables[0].reading_options()) as table:
        assert recipe.table_for(table.headers) is recipe.tables[0]
        reader = compile_table(
            recipe,
            recipe.tables[0],
            table.headers,
            record_kinds(),
            now=datetime(2024, 6, 1, tzinfo=UTC),
            company_zone=ZoneInfo("Europe/Moscow"),
        )
        results = [reader.read(line, cells) for line, cells in table.rows()]

    assert [[record.kind for record in result.records] for result in results] == [["lead", "payment"], ["lead"], []]
    lead, payment = (record.values for record in results[0].records)
    assert lead["created_at"] == datetime(2024, 3, 5, 7, 15, tzinfo=UTC)
    assert (lead["phone"], lead["source"], lead["channel"], lead["stage"]) == ("+79161234567", "yandex", "cpc", "won")
    assert lead["extras"] == {"Комментарий": "перезвонить"}
    assert (payment["id"], payment["amount"], payment["paid_on"]) == ("1001-payment", Decimal(11398), date(2024, 3, 7))
    assert results[1].records[0].values["source"] == "unknown"
    assert [(each.line, each.column, each.code) for each in results[2].problems] == [
        (4, "Оплачено", "number_unreadable")
    ]


def test_every_reason_that_rejects_a_row_is_in_the_guide():
    folder = Path(__file__).parent.parent / "src" / "tandem" / "imports"
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'(?:ValueRefused\(|code=|Problem\(line, None, None, )\s*"(\w+)"', source))

    missing = {code for code in codes if code not in GUIDE}

    assert missing - {"phone_unreadable", "mail_unreadable"} == set()
