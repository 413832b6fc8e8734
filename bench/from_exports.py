"""Planted causes from exports alone, the whole way a user goes: files, shipped recipes, store, the answer.

Each world of the shelf is written as files and taken in by ``tandem import`` with the recipes of the shelf into an empty
house; the store is brought up, and the later eight weeks are explained against the eight before, as ``tandem explain
revenue`` does. Below stand the sentence in both languages, what it says of what cannot be judged, and the Monday letter
of the last week, which holds four weeks against four.
``python -m bench from_exports --repeats SEEDS``; worlds told in ``PLACE/from_exports.jsonl`` by the same code are not
lived again.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.tables import Line, publish

#: The last so many days of a world are explained against as many before; causes begin about then.
_DAYS = 56


@dataclass(frozen=True, slots=True)
class Planted:
    """A scenario with what must be said of it.

    ``keys`` are the bars of which one must be named first, ``side`` its department, empty where it is of both;
    ``without`` is a column that the CRM does not export, ``files`` what is imported, ``weeks`` how long the world has
    lived if not to its end: then its last week is asked about.
    """

    scenario: str
    keys: tuple[str, ...] = ()
    side: str = ""
    without: str = ""
    files: tuple[str, ...] = ("leads.csv", "calls.csv", "spend.csv", "payments.csv")
    weeks: int | None = None


#: In the order in which they are told; a run that is broken off has the first of them.
PLANTED = {
    "transfer_delay, the hand-over not exported": Planted("transfer_delay", ("answer_wait",), without="Передана"),
    "discount": Planted("discount", ("discount",), "sales"),
    "audience, the CRM alone": Planted("audience", ("target",), "marketing", files=("leads.csv",)),
    "noncore_load, the hand-over not exported": Planted(
        "noncore_load", ("processed", "answer_wait"), "sales", without="Передана"
    ),
    "the first week, the CRM alone": Planted("quiet", files=("leads.csv",), weeks=1),
    "quiet": Planted("quiet"),
    "transfer_delay": Planted("transfer_delay", ("handover_wait",)),
    "channel_mix": Planted("channel_mix", ("mix",), "marketing"),
    "audience": Planted("audience", ("target",), "marketing"),
    "gaming_labels": Planted("gaming_labels", ("labels_moved",)),
    "heavy_checks": Planted("heavy_checks"),
    "halved_seller": Planted("halved_seller", ("seller",), "sales"),
}


def main(place: Path, seeds: int) -> None:
    """Live every world, explain it, and publish what was said after each: a run may be broken off."""
    wanted = [(name, seed) for seed in range(1, seeds + 1) for name in PLANTED]
    told: list[tuple[str, int, dict[str, Any]]] = []
    for name, seed in wanted:
        told.append((name, seed, _told(name, seed, place)))
        _publish(told, len(wanted))


def _publish(told: list[tuple[str, int, dict[str, Any]]], wanted: int) -> None:
    caused = [each for each in told if PLANTED[each[0]].keys]
    nulls = [each for each in told if not PLANTED[each[0]].keys]
    named = sum(_is_named(name, found) for name, _, found in caused)
    sides = sum(_side(found) == PLANTED[name].side for name, _, found in caused)
    blamed = sum(bool(found["causes"] or found["sellers"]) for _, _, found in nulls)
    lines = [
        Line(f"cause named first, of {len(caused)} worlds", f"{named}", f"{len(caused)}", f"{named / len(caused):.2f}",
             "most", named * 2 > len(caused)),
        Line("its department named", f"{sides}", f"{len(caused)}", f"{sides / len(caused):.2f}", "most",
             sides * 2 > len(caused)),
        Line(f"worlds without a cause in which anybody is blamed, of {len(nulls)}", f"{blamed}", "0", f"{blamed}", "0",
             not blamed),
    ]  # fmt: skip
    done = "" if len(told) == wanted else f"{len(told)} of {wanted} worlds so far.\n"
    publish(
        "from_exports", "Planted causes, from the files to the answer", lines,
        notes=[__doc__ or "", done, *(_row(*each) for each in told)],
    )  # fmt: skip


def _is_named(name: str, found: dict[str, Any]) -> bool:
    return bool(found["causes"]) and found["causes"][0][0] in PLANTED[name].keys


def _side(found: dict[str, Any]) -> str:
    return found["causes"][0][1] if found["causes"] else "nobody"


def _row(name: str, seed: int, found: dict[str, Any]) -> str:
    planted = PLANTED[name]
    kept = (
        ("named" if _is_named(name, found) else "**not named**") if planted.keys
        else ("**blamed**" if found["causes"] or found["sellers"] else "nobody blamed")
    )  # fmt: skip
    lines = [f"## {name}, seed {seed}: {kept}", "", f"Planted: {found['planted']}. {found['rows']} rows rejected.", ""]
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
    output = _run(home, "world", name, str(seed))
    shutil.rmtree(home)
    found = json.loads(output.splitlines()[-1])
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
    environment = os.environ | {"TANDEM_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tandem.site.settings"}
    environment.pop("TANDEM_DATABASE_URL", None)
    command = [sys.executable, "-m", "bench.from_exports", "in-a-house", str(home), *arguments]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def _mark() -> str:
    """A digest of whatever the answer may hang on."""
    import tandem.diagnosis as diagnosis
    import tandem.intake as intake
    import tandem.simulation.scenario as scenario

    files = [Path(__file__)]
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
    write_files(world, live(*scenario, seed=seed, weeks=planted.weeks, causes=False), home / "files")
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
    labels = [("labels_moved", "", 0.0) for bar in answer.bars if bar.verdict == "labels_moved"][:1]
    causes = [(bar.key, bar.side, float(bar.amount)) for bar in answer.causes]
    named = [("seller", "sales", float(each.amount)) for each in answer.sellers]
    truth = json.loads((home / "files" / "truth.json").read_text(encoding="utf-8"))
    return {
        "planted": "; ".join(f"{each['dial']} since {each['since']}" for each in truth["causes"]) or "nothing",
        "rows": sum(ImportFile.objects.values_list("rows_rejected", flat=True)),
        "causes": sorted([*causes, *named], key=lambda each: -abs(each[2])) or labels,
        "sellers": [each.whom for each in answer.sellers],
        "ru": answers["ru"].sentence,
        "en": answer.sentence,
        "untold": answers["ru"].untold,
        "monday": said,
    }


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
