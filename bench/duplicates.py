"""The whole search for likely duplicates: made-up clients in SQLite, 3 % of them entered twice, the truth known.

The search runs in a process of its own as the job runs it, from reading the clients to keeping the pairs; its peak
memory is that process's. A duplicate keeps some of what the first card says and mistypes, turns round or leaves out
the rest; spouses share a phone and a surname, colleagues an office phone. Pairs count as found from probability 0.5.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bench.houses import house
from bench.tables import Line, publish

MINUTES, GIBIBYTES = 15, 6
TWICE, SPOUSES, OFFICES, COMPANIES = 0.03, 0.02, 0.01, 0.1
_SYLLABLES = (
    "ба",
    "ве",
    "го",
    "ди",
    "жу",
    "за",
    "ко",
    "ле",
    "ми",
    "но",
    "па",
    "ру",
    "се",
    "то",
    "фи",
    "ха",
    "че",
    "ша",
)
_ENDS = ("нов", "рин", "лев", "ков", "шин", "дов", "тов", "мин")
_KEYS = "абвгдежзиклмнопрстуфхцчшэюя"


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up client."""

    kind: str
    given: str
    family: str
    patronymic: str
    phone: str
    mail: str
    inn: str
    city: str

    @property
    def name(self) -> str:
        """As the card says it."""
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)


def main(place: Path, rows: int, repeats: int) -> None:
    """Make the clients once, search ``repeats`` times at most thrice, and publish the slowest."""
    home = place / f"duplicates-{rows}"
    if not (home / "truth.json").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _run("make", home, rows)
    runs = [_run("search", home, rows) for _ in range(min(repeats, 3))]
    slowest = max(runs, key=lambda run: run["seconds"])
    memory = max(run["memory"] for run in runs)
    publish(
        "duplicates",
        "The search for likely duplicates",
        [
            Line(f"{rows:,} clients searched", f"{slowest['seconds'] / 60:.1f} min", f"{MINUTES} min",
                 f"{slowest['seconds'] / 60 / MINUTES:.2f}", f"under {MINUTES} min", slowest["seconds"] < MINUTES * 60),
            Line("peak memory", f"{memory:.2f} GiB", f"{GIBIBYTES} GiB", f"{memory / GIBIBYTES:.2f}",
                 f"under {GIBIBYTES} GiB", memory < GIBIBYTES),
            Line("pairs found that are one client", f"{slowest['precision']:.1%}", "-", "-", "told, not promised", True),
            Line("duplicates found", f"{slowest['recall']:.1%}", "-", "-",
                 "told, not promised", True),
        ],
        notes=[__doc__ or "", f"Seconds by step: {slowest['steps']}. Pairs compared: {slowest['compared']:,}."],
    )  # fmt: skip


def _run(part: str, home: Path, rows: int) -> dict[str, float]:
    with house(home, emptied=False) as lived:
        found: dict[str, float] = json.loads(lived.run("bench.duplicates", part, home, rows))
    print(f"  {part}: {found}", flush=True)
    return found


# The clients


def make(home: Path, rows: int) -> dict[str, float]:
    """Write the clients and the truth."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from tandem.clients.models import Client, ContactPoint
    from tandem.journal.rows import insert_rows

    call_command("migrate", verbosity=0)
    chance = random.Random(7)
    clients, truth = _clients(rows, chance)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with transaction.atomic():
        insert_rows(
            Client,
            ("id", "kind", "name", "folded_name", "city", "registered_at"),
            [(number, each.kind, each.name, "", each.city, at) for number, each in enumerate(clients, start=1)],
        )
        points = (
            (number, type_, value)
            for number, each in enumerate(clients, start=1)
            for type_, value in (("phone", each.phone), ("email", each.mail), ("inn", each.inn))
            if value
        )
        insert_rows(ContactPoint, ("client", "type", "value"), list(points))
    (home / "truth.json").write_text(json.dumps(truth))
    return {"clients": len(clients), "duplicates": len(truth)}


def _clients(rows: int, chance: random.Random) -> tuple[list[Made], list[tuple[int, int]]]:
    """Clients in a mixed order, and the pairs of numbers that are one."""
    from tandem.simulation.names import MEN, SURNAMES, WOMEN

    surnames = [*SURNAMES, *_surnames(12_000)]
    weights = [1 / (rank + 8) for rank in range(len(surnames))]
    cities = [f"Город{'аоуеи'[n % 5]}{_KEYS[n % 27]}{_KEYS[n * 7 % 27]}" for n in range(300)]
    drawn = iter(chance.choices(surnames, weights, k=2 * rows))
    first = [
        _client(chance, next(drawn), MEN, WOMEN, chance.choice(cities[: 1 + int(300 * chance.random() ** 3)]))
        for _ in range(int(rows * (1 - TWICE)))
    ]
    for at in range(0, int(len(first) * SPOUSES), 2):
        one, other = first[at], first[at + 1]
        first[at + 1] = replace(other, kind="person", family=one.family, city=one.city, phone=one.phone, inn="")
    for start in range(len(first) - int(len(first) * OFFICES), len(first), 10):
        for at in range(start, min(start + 10, len(first))):
            first[at] = replace(first[at], phone=first[start].phone, city=first[start].city)
    twins = [(at, _again(first[at], chance)) for at in chance.sample(range(len(first)), rows - len(first))]
    order = list(range(rows))
    chance.shuffle(order)
    every: list[Made] = [*first, *(twin for _, twin in twins)]
    clients = [every[0]] * rows
    for at, number in enumerate(order):
        clients[number] = every[at]
    pairs = [(order[at], order[len(first) + n]) for n, (at, _) in enumerate(twins)]
    return clients, [(min(pair) + 1, max(pair) + 1) for pair in pairs]


def _surnames(count: int) -> Iterator[str]:
    chance = random.Random(11)
    for _ in range(count):
        yield ("".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3)))) + chance.choice(_ENDS)).capitalize()


def _client(chance: random.Random, family: str, men: tuple[str, ...], women: tuple[str, ...], city: str) -> Made:
    phone = f"+79{chance.randrange(10**9):09d}" if chance.random() < 0.9 else ""
    local = f"{chance.choice('abcdefghij')}{chance.randrange(10**7)}"
    mail = (
        f"{local}@{chance.choice(('mail.ru', 'yandex.ru', 'gmail.com', 'firma.ru'))}" if chance.random() < 0.6 else ""
    )
    if chance.random() < COMPANIES:
        inn = f"{chance.randrange(10**9, 10**10)}" if chance.random() < 0.5 else ""
        return Made("company", family, f"{chance.choice(('ООО', 'АО', 'ИП'))} {family}-{chance.choice(_ENDS)}", "", phone,
                    mail, inn, city)  # fmt: skip
    woman = chance.random() < 0.5
    patronymic = chance.choice(men) + ("овна" if woman else "ович") if chance.random() < 0.4 else ""
    given = chance.choice(women if woman else men)
    return Made(
        "person", given, family + "а" * woman, patronymic, phone, mail, "", city if chance.random() < 0.8 else ""
    )


def _again(client: Made, chance: random.Random) -> Made:
    """The same client, entered once more by somebody in a hurry."""
    phone, mail, city = client.phone, client.mail, client.city
    luck = chance.random()
    if luck > 0.55:
        phone = _slip(phone) if luck < 0.68 and phone else f"+79{chance.randrange(10**9):09d}" if luck < 0.9 else ""
    luck = chance.random()
    if luck > 0.45:
        mail = mail.replace("@", "@x") if luck < 0.55 else ""
    luck = chance.random()
    if luck > 0.85:
        city = "" if luck < 0.95 else "Другой"
    given, family, patronymic = client.given, client.family, client.patronymic
    luck = chance.random()
    if luck < 0.25:
        given, family = family, given
    elif luck < 0.4:
        family = _mistyped(family, chance)
    elif luck < 0.5:
        given = _mistyped(given, chance)
    elif luck < 0.58:
        given = given[0]
    elif luck < 0.66:
        family = ""
    inn = client.inn if chance.random() < 0.7 else ""
    return replace(client, given=given, family=family, patronymic=patronymic if chance.random() < 0.5 else "",
                   phone=phone, mail=mail, city=city, inn=inn)  # fmt: skip


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word)) if len(word) > 1 else 0
    return word[:at] + chance.choice(("", _KEYS[chance.randrange(len(_KEYS))], word[at])) + word[at + 1 :]


def _slip(phone: str) -> str:
    return phone[:-3] + phone[-2] + phone[-3] + phone[-1]


# The search


def search(home: Path) -> dict[str, object]:
    """Run the job's own search and compare what it kept with the truth."""
    import django

    django.setup()
    from django.utils import timezone

    from tandem.clients import searching
    from tandem.clients.models import DuplicatePair, DuplicateSearch

    truth = {tuple(pair) for pair in json.loads((home / "truth.json").read_text())}
    DuplicatePair.objects.all().delete()
    DuplicateSearch.objects.all().delete()
    steps: list[tuple[str, float]] = []
    asked = searching.ask(by=None, now=timezone.now())
    started = time.perf_counter()

    def now() -> datetime:
        steps.append(
            (
                str(DuplicateSearch.objects.values_list("step", flat=True).get(pk=asked.pk)),
                time.perf_counter() - started,
            )
        )
        return timezone.now()

    searching.run(search_id=asked.pk, now=now)
    seconds = time.perf_counter() - started
    asked.refresh_from_db()
    if asked.failure_en:
        raise SystemExit(asked.failure_en)
    found = set(DuplicatePair.objects.filter(probability__gte=0.5).values_list("one_id", "other_id"))
    return {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "precision": len(found & truth) / max(len(found), 1),
        "recall": len(found & truth) / len(truth),
        "compared": asked.compared,
        "steps": {f"{number} {step or 'start'}": round(at) for number, (step, at) in enumerate(steps)},
    }


if __name__ == "__main__":
    if sys.argv[1] == "make":
        print(json.dumps(make(Path(sys.argv[2]), int(sys.argv[3]))))
    elif sys.argv[1] == "search":
        print(json.dumps(search(Path(sys.argv[2]))))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
