"""Planted causes from exports alone, the whole way a user goes: files, shipped recipes, store, the answer.

Each world of the shelf is written as files and taken in by ``tandem import`` with the recipes of the shelf into an empty
house; the store is brought up, and the later eight weeks are explained against the eight before, as ``tandem explain
revenue`` does. Below stand the sentence in both languages, what it says of what cannot be judged, and the Monday letter
of the last week, which holds four weeks against four. A cause must be named where its true effect exceeds twice its
noise; what comes of every world is told with both (``bench/from_exports_planted.py``).
``python -m bench from_exports --repeats SEEDS``; worlds told in ``PLACE/from_exports.jsonl`` by the same code are not
lived again.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.from_exports_planted import PLANTED, Held, binds, held, side_named, size
from bench.houses import house
from bench.tables import Line, publish
from tandem.basics.intervals import normal_quantile
from tandem.diagnosis.rules.verdict import Diagnosis
from tandem.simulation.scenario.file_format import Dial
from tandem.simulation.scenario.world import ScenarioWorld

#: The last so many days of a world are explained against as many before; causes begin about then.
_DAYS = 56


def main(place: Path, seeds: int) -> None:
    """Live every world, explain it, and publish what was said after each: a run may be broken off."""
    wanted = [(name, seed) for seed in range(1, seeds + 1) for name in PLANTED]
    told: list[tuple[str, int, dict[str, Any]]] = []
    for name, seed in wanted:
        told.append((name, seed, _told(name, seed, place)))
        _publish(told, len(wanted))


def _publish(told: list[tuple[str, int, dict[str, Any]]], wanted: int) -> None:
    caused = [(name, found) for name, _, found in told if PLANTED[name].keys]
    binding = [each for each in caused if binds(each[1])]
    within = [held(*each) for each in caused if not binds(each[1])]
    nulls = [held(name, found) for name, _, found in told if not PLANTED[name].keys]
    named = sum(held(*each) is Held.NAMED for each in binding)
    sides = sum(side_named(*each) for each in binding)
    lines = [
        _most(f"cause named first, of {len(binding)} worlds whose effect exceeds twice its noise", named, len(binding)),
        _most("its department named", sides, len(binding)),
        _none(f"worlds whose effect is within twice its noise in which another is blamed, of {len(within)}",
              within.count(Held.BLAMED_ANOTHER)),
        _none(f"worlds without a cause in which anybody is blamed, of {len(nulls)}", nulls.count(Held.BLAMED)),
    ]  # fmt: skip
    done = "" if len(told) == wanted else f"{len(told)} of {wanted} worlds so far.\n"
    publish(
        "from_exports", "Planted causes, from the files to the answer", lines,
        notes=[__doc__ or "", done, *(_row(*each) for each in told)],
    )  # fmt: skip


def _most(what: str, count: int, of: int) -> Line:
    return Line(what, f"{count}", f"{of}", f"{count / max(of, 1):.2f}", "most", count * 2 > of)


def _none(what: str, count: int) -> Line:
    return Line(what, f"{count}", "0", f"{count}", "0", not count)


def _row(name: str, seed: int, found: dict[str, Any]) -> str:
    planted = f"Planted: {found['planted']}. {size(name, found)}".rstrip()
    lines = [f"## {name}, seed {seed}: {held(name, found)}", "", f"{planted} {found['rows']} rows rejected.", ""]
    lines += [f"> {found[language]}\n" for language in ("ru", "en")]
    lines += [f"Cannot be judged: {' '.join(found['untold'])}\n"]
    lines += ["Monday:\n", *(f"> {line}\n" for line in found["monday"])]
    return "\n".join(lines)


def _told(name: str, seed: int, place: Path) -> dict[str, Any]:
    kept, mark = place / "from_exports.jsonl", _mark()
    for line in kept.read_text(encoding="utf-8").splitlines() if kept.exists() else ():
        one = json.loads(line)
        if (one["code"], one["name"], one["seed"]) == (mark, name, seed):
            found: dict[str, Any] = one["found"]
            return found
    home = place / "from_exports"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(_empty(place), home)
    found = json.loads(_run(home, "world", name, str(seed)))
    shutil.rmtree(home)
    with kept.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"code": mark, "name": name, "seed": seed, "found": found}, ensure_ascii=False) + "\n")
    print(f"  {name}, seed {seed}: {found['en']}", flush=True)
    return found


def _empty(place: Path) -> Path:
    """A house in which nothing has happened yet."""
    home = place / "from_exports_empty"
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _run(home, "empty")
        (home / "ready").touch()
    return home


def _run(home: Path, *arguments: str) -> str:
    with house(home, emptied=False) as lived:
        return lived.run("bench.from_exports", "in-a-house", home, *arguments)


def _mark() -> str:
    """A digest of whatever the answer may hang on."""
    import bench.from_exports_planted as planted
    import tandem.diagnosis as diagnosis
    import tandem.intake as intake
    import tandem.simulation.scenario as scenario

    files = [Path(__file__), Path(str(planted.__file__))]
    for package in (diagnosis, intake, scenario):
        folder = Path(str(package.__file__)).parent
        files += sorted(each for form in ("*.py", "*.toml") for each in folder.rglob(form) if "tests" not in each.parts)
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _world(home: Path, name: str, seed: int) -> dict[str, Any]:
    """Live, write, import, and ask."""
    from django.core.management import call_command

    from tandem.basics.periods import Period
    from tandem.diagnosis.monday import asked
    from tandem.diagnosis.monday_lines import lines
    from tandem.diagnosis.why import usual_by, why
    from tandem.diagnosis.why_answer import tell
    from tandem.imports.models import ImportFile
    from tandem.measures.answer_lines import seller_names
    from tandem.measures.sealing import sync
    from tandem.measures.store import store
    from tandem.simulation.scenario.files import RECIPES, write_files
    from tandem.simulation.scenario.reading import scenario_named
    from tandem.simulation.scenario.world import live

    planted = PLANTED[name]
    scenario = scenario_named(planted.scenario)
    world = live(*scenario, seed=seed, weeks=planted.weeks)
    without = live(*scenario, seed=seed, weeks=planted.weeks, causes=False)
    write_files(world, without, home / "files")
    if planted.without:
        _leave_out(home / "files" / "leads.csv", planted.without)
    for file in planted.files:
        call_command("import", RECIPES[file], str(home / "files" / file), stdout=sys.stderr)
    sync()
    last = world.start + timedelta(days=world.scenario.days - 1)
    after = Period(last - timedelta(days=_DAYS - 1), last)
    if planted.weeks:
        after = Period.week(last)
    before = after.previous()
    reading = store.read()
    found = why(before, after, reading, by=usual_by(reading, after))
    answers = {language: tell(found, language, seller_names(found.sellers)) for language in ("ru", "en")}
    monday = asked(Period.week(last), reading)
    people = seller_names(monday[1].sellers) if monday else {}
    said = lines(*monday, tell(monday[1], "ru", people), "ru") if monday else ()
    answer = answers["en"]
    by_seller = seller_names(found.sellers)
    right = [place for place, one in enumerate(found.sellers) if by_seller.get(one) in _sellers_of(world)]
    labels = [("labels_moved", "", 0.0) for bar in answer.bars if bar.verdict == "labels_moved"][:1]
    causes = [(bar.key, bar.side, float(bar.amount)) for bar in answer.causes]
    named = [("seller", "sales", float(each.amount)) for each in answer.sellers]
    truth = json.loads((home / "files" / "truth.json").read_text(encoding="utf-8"))
    return {
        "planted": "; ".join(f"{each['dial']} since {each['since']}" for each in truth["causes"]) or "nothing",
        "effect": _effect(world, without),
        "error": _error(planted.keys, right, found.diagnosis),
        "open": bool(found.diagnosis and any(each.leads_or_labels for each in found.diagnosis.causes)),
        "right_seller": bool(found.diagnosis and {*right} & {*found.diagnosis.sellers}),
        "rows": sum(ImportFile.objects.values_list("rows_rejected", flat=True)),
        "causes": sorted([*causes, *named], key=lambda each: -abs(each[2])) or labels,
        "sellers": [each.whom for each in answer.sellers],
        "ru": answers["ru"].sentence,
        "en": answer.sentence,
        "untold": answers["ru"].untold,
        "monday": said,
    }


def _effect(world: ScenarioWorld, without: ScenarioWorld) -> float:
    """Roubles that what was planted did to the difference of the periods, by true chances and mean prices."""

    def difference(of: ScenarioWorld) -> float:
        ago = of.scenario.days - 1 - of.asked.day
        return float(of.outcome.worth[ago < _DAYS].sum() - of.outcome.worth[(ago >= _DAYS) & (ago < 2 * _DAYS)].sum())

    return difference(world) - difference(without)


def _sellers_of(world: ScenarioWorld) -> set[str]:
    """The sellers of whom something was planted."""
    return {
        world.cast.sellers[at].name for each in world.dials.planted if each.cause.dial is Dial.SKILL for at in each.of
    }


def _error(keys: tuple[str, ...], sellers: list[int], found: Diagnosis | None) -> float | None:
    """The standard error of what ought to be named, by its interval; None where it is no sum."""
    if found is None or not keys or keys == ("labels_moved",):
        return None
    people = found.split.sellers
    ends = (people.low, people.high)
    low, high = (float(each[sellers].sum()) for each in ends) if keys == ("seller",) else found.split.together(keys)[1:]
    return (high - low) / (2 * normal_quantile())


def _leave_out(path: Path, column: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [each for each in rows[0] if each != column], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    if sys.argv[1] == "in-a-house":
        import django

        django.setup()
        if sys.argv[3] == "empty":
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
        else:
            print(json.dumps(_world(Path(sys.argv[2]), sys.argv[4], int(sys.argv[5])), ensure_ascii=False))
    else:
        main(Path(sys.argv[1]), int(sys.argv[3]))
