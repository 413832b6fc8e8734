import tomllib
from pathlib import Path

import pytest

from tandem.simulation.tests.years import files

RECIPE = tomllib.loads((Path(__file__).parent.parent / "recipe.toml").read_text(encoding="utf-8"))
TABLES = {table["name"]: table for table in RECIPE["table"]}


def fields(name):
    return TABLES[name]["record"][0]["fields"].values()


def columns(name):
    named = (field if isinstance(field, str) else field.get("column") for field in fields(name))
    return {column for column in named if column} | set(TABLES[name]["record"][0].get("keep", ()))


def test_the_recipe_reads_every_file_of_the_year():
    assert set(TABLES) == set(files())


@pytest.mark.parametrize("name", TABLES)
def test_the_recipe_takes_every_column_and_no_other(name):
    header = set(files()[name][0])

    assert columns(name) == header
    assert set(TABLES[name]["headers"]) <= header


@pytest.mark.parametrize("name", TABLES)
def test_the_value_maps_know_every_value(name):
    for field in fields(name):
        if isinstance(field, dict) and "map" in field:
            assert {row[field["column"]] for row in files()[name]} - {""} <= set(field["map"])
