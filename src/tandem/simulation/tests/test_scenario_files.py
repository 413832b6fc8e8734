"""What a scenario file may hold, and how mistakes in one are told."""

import re
from pathlib import Path

import msgspec
import pytest

from tandem.simulation.scenario import company_format, file_format
from tandem.simulation.scenario.mistakes import NoSuchScenario, ScenarioRefused
from tandem.simulation.scenario.reading import names, read, scenario_named

HEAD = "[scenario]\ntitle = { ru = 'а', en = 'a' }\n"
CAST = "[more_campaigns]\ncount = 3\n[more_sellers]\ncount = 2\n"


def mistakes(text):
    with pytest.raises(ScenarioRefused) as refused:
        read(text)
    return [(each.line, each.place) for each in refused.value.mistakes]


@pytest.mark.parametrize("name", names())
def test_every_scenario_on_the_shelf_can_be_lived_and_has_its_distractors(name):
    told, scenario = scenario_named(name)

    assert told == name
    assert len(scenario.distractor) == 4
    assert scenario.scenario.words


def test_the_shelf_has_what_is_to_be_told_apart():
    assert set(names()) >= {
        "quiet", "audience", "transfer_delay", "noncore_load", "halved_seller", "channel_mix", "discount",
        "traffic_doubles", "redefined_target", "gaming_labels", "heavy_checks", "identical_sellers", "viral_burst",
    }  # fmt: skip
    nulls = {name for name in names() if scenario_named(name)[1].scenario.null}
    assert nulls == {"quiet", "heavy_checks", "identical_sellers", "viral_burst", "carrier", "large_company"}


def test_a_file_of_ones_own_is_read_by_its_path(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(HEAD + CAST, encoding="utf-8")

    assert scenario_named(str(path)) == ("own", read(HEAD + CAST))


def test_what_is_no_scenario_names_those_there_are(tmp_path):
    with pytest.raises(NoSuchScenario, match="quiet"):
        scenario_named(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("text", "line", "place"),
    [
        (HEAD + "[work]\nnoncor = 0.2\n", 4, "work.noncor"),
        (HEAD + "[work]\n\n# more\nnoncore = 1.5\n", 6, "work.noncore"),
        ("[scenario]\nweeks = 'many'\ntitle = { ru = 'а', en = 'a' }\n", 2, "scenario.weeks"),
        (HEAD + "[[cause]]\ndial = 'skill'\nsince = 1\n[[cause]]\nsince = 1\ndial = 'luck'\n", 8, "cause[1].dial"),
        (HEAD + "[[cause]]\ndial = 'skill'\n", 3, "cause[0].since"),
        (HEAD + "[arrivals]\nweekdays = [1, 1]\n", 4, "arrivals.weekdays"),
        (HEAD + CAST + "[[cause]]\ndial = 'traffic'\nsince = 500\ntimes = 2\n", 9, "cause[0].since"),
        (HEAD + CAST + "[[cause]]\ndial = 'win'\nsince = 1\ntimes = 2\nto = 1\n", 8, "cause[0].dial"),
        (HEAD + CAST + "[[cause]]\ndial = 'skill'\nsince = 1\ntimes = 2\nof = ['Nobody']\n", 11, "cause[0].of"),
        (HEAD + CAST + "[[cause]]\ndial = 'win'\nsince = 1\ntimes = 2\ndrawn = 1\n", 11, "cause[0].drawn"),
        (HEAD + CAST + "[[cause]]\ndial = 'discount'\nsince = 1\nto = 2\n", 10, "cause[0].to"),
        (HEAD + CAST + "[[cause]]\ndial = 'win'\nsince = 9\nlatest = 2\ntimes = 2\n", 10, "cause[0].latest"),
        (HEAD + CAST + "[intent]\nA = 0.9\n", 7, "intent"),
        (HEAD + CAST + "[[absence]]\nseller = 'X'\nfirst_day = 1\nlast_day = 2\n", 8, "absence[0].seller"),
        ("[scenario\n", 1, "TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_place(text, line, place):
    assert mistakes(text) == [(line, place)]


def test_several_mistakes_are_told_at_once_in_both_languages():
    with pytest.raises(ScenarioRefused) as refused:
        read(HEAD)

    assert len(refused.value.mistakes) == 2
    assert "нет ни одной кампании" in refused.value.text.ru
    assert "there is no seller" in refused.value.text.en


def test_a_word_that_is_nearly_right_is_guessed():
    with pytest.raises(ScenarioRefused, match=r"noncore\?"):
        read(HEAD + "[work]\nnoncor = 0.2\n")


def test_the_documentation_names_every_field_and_dial():
    text = (Path(__file__).parents[4] / "docs" / "simulation.md").read_text(encoding="utf-8")
    words = set(re.findall(r"`\[*([\w.]+)\]*`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))
    parts = [
        part
        for module in (company_format, file_format)
        for part in vars(module).values()
        if isinstance(part, type) and issubclass(part, msgspec.Struct) and part is not company_format.Part
    ]

    for part in parts:
        for field in msgspec.structs.fields(part):
            assert field.name in words, f"{part.__name__}.{field.name}"
    assert {dial.value for dial in file_format.Dial} <= words


def test_the_example_of_the_documentation_is_a_scenario():
    text = (Path(__file__).parents[4] / "docs" / "simulation.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)

    assert example is not None
    assert read(example[1]).scenario.weeks == 12
