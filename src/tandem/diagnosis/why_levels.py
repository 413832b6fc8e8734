"""The figures beside a bar: what its factor was and is, in the unit people read, and never such as speak against it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tandem.diagnosis.rules.decomposition_factors import ANSWER, DAYS, DISCOUNT, HANDOVER, TRAFFIC
from tandem.diagnosis.rules.decomposition_parts import Bar, Split
from tandem.diagnosis.rules.where import volumes

#: Factors of which more is less money: hours that clients wait, and the part of the price given away.
_LESS_IS_MORE = frozenset({HANDOVER, ANSWER, DISCOUNT})


@dataclass(frozen=True, slots=True)
class Levels:
    """A factor in the earlier and the later period; None where there is nothing to show."""

    before: float | None = None
    after: float | None = None


def levels_beside(bar: Bar, amount: float, split: Split, days: int) -> Levels:
    """What stands beside ``amount`` of the bar; ``days`` is the length of the earlier period.

    The factor of traffic is told a day, as if both periods had the weekdays of the earlier: how many days there are,
    and which, is the bar of the calendar. Where clicks are known it is counted in the requests that so many clicks
    usually make, since how many they did make is a bar of its own.

    A share, a check or a wait of the whole company also moves by the mix of channels, which is a bar of its own too.
    Where it went the other way than the bar, only its channels tell why, and nothing is shown beside the whole.
    """
    found = _traffic(bar, split, days) if bar.key == TRAFFIC else Levels(bar.before, bar.after)
    return found if agrees(bar.key, found, amount) else Levels()


def agrees(key: str, levels: Levels, amount: float) -> bool:
    """Whether a factor went the way its money went; one that is not known contradicts nothing."""
    if levels.before is None or levels.after is None:
        return True
    grew = levels.after - levels.before
    return grew * amount * (-1 if key in _LESS_IS_MORE else 1) >= 0


def _traffic(bar: Bar, split: Split, days: int) -> Levels:
    """Requests a day, by what the factor itself is made of; the same in every channel of it."""
    calendar = split.bar(DAYS).channels
    if not bar.channels or not calendar or days <= 0:
        return Levels()
    per_day = calendar[0].before / days
    return Levels(bar.channels[0].before * per_day, bar.channels[0].after * per_day)


def traffic_by_channel(split: Split, days: int) -> Bar:
    """Traffic with what each channel's own volume did, its levels in requests a day."""
    moved, calendar = volumes(split), split.bar(DAYS).channels
    per_day = calendar[0].before / days if calendar and days > 0 else float("nan")
    channels = tuple(replace(each, before=each.before * per_day, after=each.after * per_day) for each in moved.channels)
    return replace(moved, channels=channels)
