"""Is the right cause named, of the right department, since the right day, and is nobody blamed for nothing?

Companies with one planted cause, or none, are explained by the same rules as a real one, from exported tables alone. The
true size of a cause is what the leads of the later period were to bring with it, less what they were to bring in the same
company without it, by their true chances. ``python -m bench diagnosis --repeats SEEDS`` (20 where fewer are asked for);
what is done is kept in ``PLACE/diagnosis.jsonl`` and not done again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scipy import special

from bench.diagnosis.outcomes import Outcome, outcomes
from bench.diagnosis.worlds import CAUSES, NULLS, WIDE
from bench.tables import Line, publish

_FEWEST_SEEDS = 20
#: One in so many seeds of the worlds that only show what a larger company would see.
_WIDE_EVERY = 5
_RIVALS = ("biggest % change", "price, volume, mix", "blame the last stage")


def main(place: Path, seeds: int) -> None:
    """Explain all worlds and publish the table with its misses."""
    kept = place / "diagnosis.jsonl"
    every = outcomes((*CAUSES, *NULLS), seeds, kept)
    wide = outcomes(WIDE, max(seeds // _WIDE_EVERY, 4), kept)
    told = [each for cause in CAUSES if cause not in ("burst", "redefined") for each in every[cause] if each.eligible]
    first, side = _share(told, "first"), _share(told, "side")
    dated = [each for each in told if each.day is not None]
    days = _share(dated, "day")
    publish(
        "diagnosis",
        "Planted causes: named, dated, and nobody blamed for nothing",
        [
            _least(f"cause named first, of {len(told)} worlds whose effect exceeds twice its noise", first, 0.85),
            _least("its department named first", side, 0.85),
            _least(f"day within 7 days, of {len(dated)} dated", days, 0.8),
            *_coverage({cause: every[cause] for cause in CAUSES}),
            _blame("worlds without a cause in which anybody is blamed", [one for null in NULLS for one in every[null]], "blamed"),
            _blame("worlds with a cause in which a loss is put down to what it must not be", [one for cause in CAUSES for one in every[cause]], "forbidden"),
            *(_rival(f"cause named first by: {name}", _rivals(told, at), first) for at, name in enumerate(_RIVALS)),
        ],
        notes=(
            f"{seeds} seeds of each world (of those named “many”, which have six times the leads and take no part in the sums "
            f"above, {len(next(iter(wide.values())))}), 26 weeks, the last eight held against the eight before; the cause begins on a day drawn "
            "from the 112th to the 140th, the later period on the 126th. Bias is the mean distance of the effect told from the true "
            "one, in standard errors; a loss told too small is above zero.",
            "",
            "| world | eligible | named first | department | said nothing | interval holds | bias | day within 7 | anybody blamed | said what it must not |",
            "|---|---|---|---|---|---|---|---|---|---|",
            *(_row(name, found) for name, found in (every | wide).items()),
        ),
    )  # fmt: skip


def _least(what: str, share: float, wanted: float) -> Line:
    return Line(
        what, f"{share:.0%}", f"{wanted:.0%}", f"{share / wanted:.2f}", f"≥ {wanted:.0%}", bool(share >= wanted)
    )


def _coverage(causes: dict[str, list[Outcome]]) -> list[Line]:
    """All intervals together, and the causes whose intervals hold least and most often."""
    held = {cause: [each for each in found if each.covered is not None] for cause, found in causes.items()}
    shares = {cause: _share(found, "covered") for cause, found in held.items() if found}
    pooled = [each for found in held.values() for each in found]
    share = _share(pooled, "covered")
    least, most = min(shares, key=lambda each: shares[each]), max(shares, key=lambda each: shares[each])
    within = all(0.83 <= each <= 0.96 for each in shares.values())
    return [
        Line(
            f"90 % intervals that hold the true effect, of {len(pooled)}", f"{share:.0%}", "86–94 %", f"{share / 0.9:.2f}",
            "86–94 %", 0.86 <= share <= 0.94,
        ),
        Line(
            f"the same by cause, from {least} to {most}", f"{shares[least]:.0%}–{shares[most]:.0%}", "83–96 %",
            f"{shares[least] / 0.9:.2f}–{shares[most] / 0.9:.2f}", "83–96 %", within,
        ),
    ]  # fmt: skip


def _blame(what: str, found: list[Outcome], kind: str) -> Line:
    count, blamed = len(found), sum(getattr(each, kind) for each in found)
    upper = float(special.betaincinv(blamed + 1, count - blamed, 0.95)) if blamed < count else 1.0
    return Line(
        f"{what}, of {count}", f"{blamed} ({blamed / count:.1%}), upper 95 % bound {upper:.1%}", "8 %", f"{upper / 0.08:.2f}",
        "upper bound ≤ 8 %", upper <= 0.08,
    )  # fmt: skip


def _rivals(told: list[Outcome], at: int) -> float:
    return sum(each.rivals[at] for each in told) / max(len(told), 1)


def _rival(what: str, share: float, first: float) -> Line:
    return Line(what, f"{share:.0%}", f"{first:.0%}", f"{share / max(first, 1e-9):.2f}", "< 1", share < first)


def _share(found: list[Outcome], what: str) -> float:
    return sum(bool(getattr(each, what)) for each in found) / max(len(found), 1)


def _row(name: str, found: list[Outcome]) -> str:
    told = [each for each in found if each.eligible]
    dated = [each for each in told if each.day is not None]
    sized = [each for each in found if each.covered is not None]
    errors = [each.error for each in sized if each.error is not None]

    def share(of: list[Outcome], what: str) -> str:
        return f"{_share(of, what):.0%}" if of else "—"

    bias = f"{sum(errors) / len(errors):+.2f}" if errors else "—"
    return (
        f"| {name} | {len(told)} | {share(told, 'first')} | {share(told, 'side')} | {share(told, 'silent')} | "
        f"{share(sized, 'covered')} | {bias} | {share(dated, 'day')} | {sum(each.blamed for each in found)} | "
        f"{sum(each.forbidden for each in found)} |"
    )


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    main(where, max(int(sys.argv[3]), _FEWEST_SEEDS))
