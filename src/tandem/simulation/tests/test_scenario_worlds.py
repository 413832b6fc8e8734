"""Worlds of scenarios: the same seed gives the same world, a cause shows where it was planted and nowhere else."""

import csv
import functools
import json

import numpy as np
import pytest

from tandem.simulation.rules import HOUR, NEVER
from tandem.simulation.scenario.files import RECIPES, TRUTH, write_files
from tandem.simulation.scenario.reading import read, scenario_named
from tandem.simulation.scenario.world import live


@functools.cache
def world(name, seed=3, causes=True):
    return live(*scenario_named(name), seed=seed, causes=causes)


def halves(made):
    """Requests well before the cause and well after it."""
    return (made.asked.day >= 56) & (made.asked.day < 112), made.asked.day >= 140


def share(values, among):
    return float(values[among].mean())


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(tmp_path):
    name, scenario = scenario_named("audience")
    texts = []
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        made = live(name, scenario, seed=seed, weeks=3)
        texts.append([path.read_bytes() for path in write_files(made, made, tmp_path / folder)])

    assert texts[0] == texts[1]
    assert all(one != other for one, other in zip(texts[0], texts[2], strict=True))


def test_a_shorter_world_has_not_lived_to_see_what_comes_later(tmp_path):
    made = live(*scenario_named("discount"), seed=1, weeks=3)
    write_files(made, made, tmp_path)

    truth = json.loads((tmp_path / TRUTH).read_text(encoding="utf-8"))
    assert truth["causes"] == truth["distractors"] == []


def test_nothing_happens_after_the_end_and_every_reference_leads_to_a_row(tmp_path):
    made = world("quiet")
    write_files(made, made, tmp_path)
    rows = {name: list(csv.DictReader((tmp_path / name).read_text(encoding="utf-8").splitlines())) for name in RECIPES}
    leads = {row["ID"] for row in rows["leads.csv"]}

    assert all(rows.values())
    assert {row["Номер заявки"] for row in rows["calls.csv"]} - {""} <= leads
    assert {row["Номер заявки"] for row in rows["payments.csv"]} <= leads
    latest = max(row["Дата этапа"] for row in rows["leads.csv"])
    assert latest <= made.moment(made.horizon).isoformat(" ")
    won = sum(row["Этап"] == "Продажа" for row in rows["leads.csv"])
    assert won == (made.outcome.won <= made.horizon).sum()
    received = sum(float(row["Сумма"]) for row in rows["payments.csv"])
    assert received == pytest.approx(made.paid.amount[made.paid.at <= made.horizon].sum(), abs=1)


def test_the_truth_is_in_no_file_but_its_own(tmp_path):
    made = world("halved_seller")
    paths = write_files(made, world("halved_seller", causes=False), tmp_path)

    truth = json.loads((tmp_path / TRUTH).read_text(encoding="utf-8"))
    (cause,) = truth["causes"]
    assert cause["after"] == pytest.approx(cause["before"] / 2, abs=1e-3)
    assert sum(truth["expected"]["with_causes"]) < sum(truth["expected"]["without_causes"])
    for path in paths[:-1]:
        assert "skill" not in path.read_text(encoding="utf-8")


def test_without_its_cause_a_world_is_the_same_until_it_begins():
    made, without = world("discount"), world("discount", causes=False)
    since = made.dials.planted[0].since
    early = made.asked.day < since

    assert np.array_equal(made.asked.created, without.asked.created)
    assert np.array_equal(made.outcome.price, without.outcome.price)
    assert np.array_equal(made.outcome.amount[early], without.outcome.amount[early])
    assert (made.outcome.amount[~early] < without.outcome.amount[~early]).all()


def test_the_wrong_audience_comes_by_the_two_campaigns_only():
    made = world("audience")
    before, after = halves(made)
    astray = np.isin(made.asked.campaign, made.dials.planted[0].of)
    fits = made.asked.klass <= 2

    assert share(fits, before & astray) == pytest.approx(0.40, abs=0.06)
    assert share(fits, after & astray) == pytest.approx(0.15, abs=0.06)
    assert share(fits, after & ~astray) == pytest.approx(share(fits, before & ~astray), abs=0.05)


def test_a_late_transfer_makes_waits_longer_and_leads_no_worse():
    made = world("transfer_delay")
    before, after = halves(made)
    waits = (made.handled.handed - made.asked.created) / HOUR

    assert share(waits, before) == pytest.approx(0.1, abs=0.01)
    assert share(waits, after) == pytest.approx(4.1, abs=0.01)
    assert share(made.asked.klass <= 2, after) == pytest.approx(share(made.asked.klass <= 2, before), abs=0.05)


def test_other_work_makes_leads_wait_longer_and_sell_less():
    made, without = world("noncore_load"), world("noncore_load", causes=False)
    _, after = halves(made)
    waited = made.handled.begun - without.handled.begun

    both = after & (made.handled.begun < NEVER) & (without.handled.begun < NEVER)
    assert waited[both].mean() > HOUR
    assert made.outcome.worth[after].sum() < 0.93 * without.outcome.worth[after].sum()


def test_the_mix_falls_though_every_campaign_gets_better():
    made = world("channel_mix")
    before, after = halves(made)
    cheap = made.asked.campaign == 0

    assert share(cheap, before) == pytest.approx(0.2, abs=0.03)
    assert share(cheap, after) == pytest.approx(0.6, abs=0.03)
    assert made.outcome.worth[after].mean() < 0.8 * made.outcome.worth[before].mean()


def test_a_doubled_traffic_is_of_the_same_people():
    made = world("traffic_doubles")
    late = made.asked.day >= 168
    earlier = (made.asked.day >= 112) & ~late
    per_day = np.bincount(made.asked.day, minlength=182)

    assert per_day[168:].mean() == pytest.approx(2 * per_day[112:168].mean(), rel=0.2)
    assert share(made.asked.klass <= 2, late) == pytest.approx(share(made.asked.klass <= 2, earlier), abs=0.05)


@pytest.mark.parametrize("name", ["redefined_target", "gaming_labels"])
def test_labels_move_and_the_people_do_not(name):
    made = world(name)
    before, after = halves(made)
    told = made.outcome.grade >= 0
    target = (made.outcome.grade >= 0) & (made.outcome.grade <= 2)

    assert share(target, after & told) < 0.85 * share(target, before & told)
    assert np.array_equal(made.outcome.won, world(name, causes=False).outcome.won)


def test_sellers_who_are_away_begin_nothing():
    text = (
        "[scenario]\ntitle = { ru = 'а', en = 'a' }\nweeks = 4\n[more_campaigns]\ncount = 2\n"
        "[[seller]]\nname = 'Анна'\n[[seller]]\nname = 'Пётр'\n"
        "[[absence]]\nseller = 'Анна'\nfirst_day = 14\nlast_day = 20\n"
    )
    made = live("own", read(text), seed=1)
    begun = made.handled.begun[made.handled.seller == 0] // 86_400

    assert not ((begun >= 14) & (begun <= 20)).any()
    assert (made.handled.begun[made.handled.seller == 1] // 86_400 == 15).any()


def test_the_chance_that_is_told_is_the_chance_that_is_lived():
    """Sales over many seeds against the chances they were drawn from: within four standard errors."""
    sold = chance = spread = 0.0
    for seed in range(6):
        made = live(*scenario_named("quiet"), seed=seed, weeks=8)
        sold += float((made.outcome.won < NEVER).sum())
        chance += float(made.outcome.chance.sum())
        spread += float((made.outcome.chance * (1 - made.outcome.chance)).sum())

    assert abs(sold - chance) < 4 * spread**0.5
