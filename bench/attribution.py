"""Attribution at full volume: ten million touches of two million clients over forty channels.

Journeys are made up: lengths geometric with mean five, channels unequal and each likely to follow some others, one client
in twenty-five buys. ``rows`` is the number of touches ÷ 10, of which there are as many or a few more. The peers are given the same journeys: the package
ChannelAttribution (Markov in C++, under the GPL) where an interpreter named by ``CHANNEL_ATTRIBUTION_PYTHON`` has it, in
an environment of its own and only here; and a plain-Python chain of dictionaries on a part of the journeys, scaled up.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.tables import Line, publish
from tandem.attribution.rules.markov import markov
from tandem.attribution.rules.methods import Method, apportioned, credit_by
from tandem.attribution.rules.paths import CONVERSIONS, MONEY, Paths

CHANNELS, MEAN_LENGTH, BUYS = 40, 5, 0.04
MARKOV_2, HEURISTICS, FASTER = 20.0, 5.0, 5.0
#: Journeys that plain Python walks.
_PLAIN = 50_000
_RULES = (Method.FIRST, Method.LAST, Method.LAST_NON_DIRECT, Method.LINEAR, Method.POSITION, Method.TIME_DECAY)


def main(place: Path, rows: int, repeats: int) -> None:
    """Make the journeys, time every method and its peers, and publish the table."""
    touches = rows * 10
    paths = made(touches)
    rules = _timed(lambda: [credit_by(method, paths) for method in _RULES], repeats)
    one, two = (_timed(lambda order=order: markov(paths, order=order), repeats) for order in (1, 2))
    fair = _timed(lambda: credit_by(Method.SHAPLEY, paths), repeats)
    for method in Method:
        _add_up(paths, method)
    part = _part(paths, _PLAIN)
    share = len(paths.codes) / len(part.codes)
    # Only counting grows with the journeys; the chain stays as large as its channels are many.
    plain = _timed(lambda: _counted(part), 1) * share + _timed(lambda: _walked(_counted(part)), 1)
    scale = touches / 10_000_000
    lines = [
        Line("six rules of thumb together", f"{rules:.2f} s", f"{HEURISTICS * scale:.1f} s", f"{rules / HEURISTICS / scale:.2f}",
             f"< {HEURISTICS:.0f} s at 10 M touches", rules < HEURISTICS * scale),
        Line("Markov, order 2, exact", f"{two:.2f} s", f"{MARKOV_2 * scale:.1f} s", f"{two / MARKOV_2 / scale:.2f}",
             f"< {MARKOV_2:.0f} s at 10 M touches", two < MARKOV_2 * max(scale, 0.2)),
        Line("Markov, order 1, exact", f"{one:.2f} s", "—", "—", "nothing", True),
        Line("Shapley, closed form", f"{fair:.2f} s", "—", "—", "nothing", True),
        Line(f"Markov, order 1, against plain Python (scaled up from {len(part.starts) - 1:,} journeys)", f"{one:.2f} s",
             f"{plain:.1f} s", f"{plain / one:.0f}× faster", f"≥ {FASTER:.0f}×", plain / one >= FASTER),
    ]  # fmt: skip
    note = "ChannelAttribution was not at hand: name an interpreter that has it in CHANNEL_ATTRIBUTION_PYTHON."
    if interpreter := os.environ.get("CHANNEL_ATTRIBUTION_PYTHON"):
        theirs = _channel_attribution(interpreter, paths, place, repeats)
        # Our own time for what theirs does with one call: first, last, linear and the chain.
        ours = _timed(
            lambda: [credit_by(each, paths) for each in (Method.FIRST, Method.LAST, Method.LINEAR, Method.MARKOV)],
            repeats,
        )
        note = (
            f"ChannelAttribution ({_installed(interpreter)}) gets the journeys as text, as it wants them; reading the file is "
            "not counted. The median of as many repetitions as ours."
        )
        lines.append(
            Line("first, last, linear and Markov, order 1, against ChannelAttribution", f"{ours:.2f} s", f"{theirs:.1f} s",
                 f"{theirs / ours:.1f}× faster", f"≥ {FASTER:.0f}×", theirs / ours >= FASTER)
        )  # fmt: skip
    title = f"Attribution: {len(paths.codes):,} touches of {len(paths.starts) - 1:,} clients, {CHANNELS} channels"
    notes = (
        "Seconds are processor time of this process on one thread of work where the work allows, the median of the "
        "repetitions. Every method's credits were checked to add up to all purchases and all money.",
        "", note,
    )  # fmt: skip
    publish("attribution", title, lines, notes=notes)


def made(touches: int, seed: int = 1) -> Paths:
    """Journeys of so many touches, or as few more as the last of them has: a chain over the channels, drawn column by column."""
    chance = np.random.default_rng(seed)
    # A few clients more than the mean asks for, and as many of them as it takes: never fewer touches than asked for.
    lengths = chance.geometric(1 / MEAN_LENGTH, touches // MEAN_LENGTH + 4 * int(touches**0.5) + 10)
    ends = np.cumsum(lengths)
    clients = int(np.searchsorted(ends, touches)) + 1
    lengths = lengths[:clients]
    starts = np.concatenate([[0], ends[:clients]])
    popular = chance.dirichlet(np.full(CHANNELS, 0.5))
    codes = chance.choice(CHANNELS, size=int(starts[-1]), p=popular).astype(np.int32)
    # A third of the touches follows a fixed neighbour of the touch before, so that order means something.
    follows = chance.permutation(CHANNELS).astype(np.int32)
    moved = chance.random(len(codes)) < 1 / 3
    moved[0] = False
    codes[moved] = follows[np.roll(codes, 1)[moved]]
    bought = (chance.random(clients) < BUYS * (1 + (codes[starts[:-1]] % 4))).astype(np.float64)
    money = bought * chance.integers(100_000, 10_000_000, clients)
    days = chance.exponential(10, len(codes))
    return Paths(
        channels=tuple(range(CHANNELS)), codes=codes, starts=starts.astype(np.int64), journeys=np.ones(clients),
        gains=np.stack([bought, money]), days=_falling(days, starts), direct=0,
    )  # fmt: skip


def _falling(days: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Days before the end that grow smaller along each path."""
    total = np.cumsum(days)
    return np.repeat(total[starts[1:] - 1], np.diff(starts)) - total


def _part(paths: Paths, journeys: int) -> Paths:
    end = int(paths.starts[min(journeys, len(paths.starts) - 1)])
    some = min(journeys, len(paths.starts) - 1)
    return Paths(paths.channels, paths.codes[:end], paths.starts[: some + 1], paths.journeys[:some], paths.gains[:, :some],
                 paths.days[:end] if paths.days is not None else None, paths.direct)  # fmt: skip


type _Counts = tuple[dict[int, dict[int, float]], dict[int, float], dict[int, float]]


def _counted(paths: Paths) -> _Counts:
    """The chain of order 1 as one would write it, in dictionaries: moves, wins and visits of each channel."""
    moves: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    wins: dict[int, float] = defaultdict(float)
    visits: dict[int, float] = defaultdict(float)
    codes, starts = paths.codes.tolist(), paths.starts.tolist()
    for number, won in enumerate(paths.gains[CONVERSIONS].tolist()):
        before = -1
        for code in codes[starts[number] : starts[number + 1]]:
            moves[before][code] += 1
            visits[before] += 1
            before = code
        visits[before] += 1
        wins[before] += won
    return moves, wins, visits


def _walked(counts: _Counts) -> dict[int, float]:
    """Removal effects by walking until nobody is left."""
    moves, wins, visits = counts

    def converted(without: int | None) -> float:
        walkers, won = {-1: 1.0}, 0.0
        for _ in range(200):
            ahead: dict[int, float] = defaultdict(float)
            for state, share in walkers.items():
                won += share * wins[state] / visits[state]
                for after, weight in moves[state].items():
                    if after != without:
                        ahead[after] += share * weight / visits[state]
            walkers = ahead
        return won

    whole = converted(None)
    return {channel: 1 - converted(channel) / whole for channel in range(CHANNELS)}


def _channel_attribution(interpreter: str, paths: Paths, place: Path, repeats: int) -> float:
    """Seconds that the package takes for its heuristics and its Markov model, told by a process of its own."""
    file = place / "journeys.csv"
    names = [f"c{channel}" for channel in range(CHANNELS)]
    codes, starts = paths.codes.tolist(), paths.starts.tolist()
    with file.open("w") as out:
        out.write("path,conversions,value,nothing\n")
        for number, (won, money) in enumerate(paths.gains.T.tolist()):
            way = " > ".join(names[code] for code in codes[starts[number] : starts[number + 1]])
            out.write(f"{way},{won:.0f},{money:.0f},{1 - won:.0f}\n")
    script = (
        "import sys, time, pandas as pd, ChannelAttribution as ca\n"
        "frame = pd.read_csv(sys.argv[1])\n"
        "took = []\n"
        "for _ in range(int(sys.argv[2])):\n"
        "    began = time.process_time()\n"
        "    ca.heuristic_models(frame, 'path', 'conversions', var_value='value')\n"
        "    ca.markov_model(frame, 'path', 'conversions', var_value='value', var_null='nothing', order=1)\n"
        "    took.append(time.process_time() - began)\n"
        "print('SECONDS', sorted(took)[len(took) // 2])\n"
    )
    asked = [interpreter, "-c", script, str(file), str(max(repeats, 1))]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    file.unlink()
    return float(told.rpartition("SECONDS")[2])


def _installed(interpreter: str) -> str:
    """Which version of the package an interpreter has, and how it came there: built from source on this machine, or a wheel.

    pip and uv keep the address of what they built from source, and write into ``WHEEL`` which tags it was built for;
    a wheel of an index says which platform it is for, one that was built here names this one.
    """
    script = (
        "import importlib.metadata as m\n"
        "d = m.distribution('ChannelAttribution')\n"
        "tags = [l[5:].strip() for l in (d.read_text('WHEEL') or '').splitlines() if l.startswith('Tag: ')]\n"
        "print(d.version, '|', ' '.join(tags))\n"
    )
    told = subprocess.run([interpreter, "-c", script], capture_output=True, text=True, check=True).stdout
    version, _, tags = told.strip().partition(" | ")
    # Wheels that an index gives for Linux name the oldest libc they run on; what is built in place names plain Linux.
    built = (
        "a wheel of the index" if "manylinux" in tags or "musllinux" in tags else "built from source on this machine"
    )
    return f"version {version}, {built}: {tags or 'no tag'}"


def _add_up(paths: Paths, method: Method) -> None:
    found, totals = credit_by(method, paths), paths.totals
    assert sum(apportioned(found[MONEY], round(totals[MONEY]))) == round(totals[MONEY]), method
    assert abs(found[CONVERSIONS].sum() - totals[CONVERSIONS]) < 1e-3, method


def _timed(work: Callable[[], object], repeats: int) -> float:
    """Processor seconds, the median of the repetitions."""
    took = []
    for _ in range(max(repeats, 1)):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return sorted(took)[len(took) // 2]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    main(folder, int(sys.argv[2]), int(sys.argv[3]))
