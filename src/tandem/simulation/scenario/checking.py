"""What no single value of a scenario shows: names that nobody bears, days outside the world, dials turned two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tandem.basics.text import Text
from tandem.simulation.scenario.file_format import Cause, Dial, Scenario
from tandem.simulation.scenario.mistakes import Mistake

OF_CAMPAIGNS = frozenset({Dial.CAMPAIGN_SHARE, Dial.TARGET_SHARE, Dial.COST_PER_LEAD})
OF_SELLERS = frozenset({Dial.SKILL, Dial.NONCORE_HOURS})
#: Dials that are shares, and cannot be set outside of 0 and 1.
SHARES = frozenset({Dial.TARGET_SHARE, Dial.CAMPAIGN_SHARE, Dial.ANSWERED, Dial.DISCOUNT, Dial.STRICTER, Dial.GAMED})


def mistakes_in(scenario: Scenario) -> list[Mistake]:
    """Everything that hinders the world from being lived."""
    return [*_cast(scenario), *_absences(scenario), *_causes(scenario), *_distractors(scenario)]


def _cast(scenario: Scenario) -> Iterator[Mistake]:
    if not scenario.campaign and not scenario.more_campaigns.count:
        yield Mistake("more_campaigns.count", Text(
            ru="нет ни одной кампании: опишите [[campaign]] или задайте count.",
            en="there is no campaign: write a [[campaign]], or give a count.",
        ))  # fmt: skip
    if not scenario.seller and not scenario.more_sellers.count:
        yield Mistake("more_sellers.count", Text(
            ru="нет ни одного менеджера: опишите [[seller]] или задайте count.",
            en="there is no seller: write a [[seller]], or give a count.",
        ))  # fmt: skip
    written = sum(each.share for each in scenario.campaign)
    if scenario.more_campaigns.count and written >= 1:
        yield Mistake("more_campaigns.count", Text(
            ru="описанные кампании уже дают все заявки: их доли в сумме {total:.2f}, остальным ничего не остаётся.",
            en="the campaigns written down bring all requests: their shares come to {total:.2f}, and nothing is left.",
        ).format(total=written))  # fmt: skip
    for part in ("campaign", "seller", "segment", "product"):
        for name, count in Counter(each.name for each in getattr(scenario, part)).items():
            if count > 1:
                yield Mistake(part, Text(
                    ru="имя «{name}» встречается дважды.", en="the name “{name}” is there twice."
                ).format(name=name))  # fmt: skip
    for at, seller in enumerate(scenario.seller):
        if seller.closes <= seller.opens:
            yield Mistake(f"seller[{at}].closes", _HOURS)
        for name in seller.products:
            if name not in {each.name for each in scenario.product}:
                yield Mistake(f"seller[{at}].products", _unknown(name))
    if scenario.more_sellers.closes <= scenario.more_sellers.opens:
        yield Mistake("more_sellers.closes", _HOURS)
    classes = scenario.intent.A + scenario.intent.B + scenario.intent.C
    if abs(classes - 1) > 1e-6:
        yield Mistake("intent", Text(
            ru="A, B и C в сумме дают {total:.2f}, а нужна 1.", en="A, B and C come to {total:.2f} and not to 1."
        ).format(total=classes))  # fmt: skip


def _absences(scenario: Scenario) -> Iterator[Mistake]:
    for at, absence in enumerate(scenario.absence):
        if absence.last_day < absence.first_day:
            yield Mistake(f"absence[{at}].last_day", Text(
                ru="отсутствие кончается раньше, чем начинается.", en="the absence ends before it begins."
            ))  # fmt: skip
        if not _sells(scenario, absence.seller):
            yield Mistake(f"absence[{at}].seller", _unknown(absence.seller))


def _causes(scenario: Scenario) -> Iterator[Mistake]:
    for at, cause in enumerate(scenario.cause):
        place = f"cause[{at}]"
        if sum(each is not None for each in (cause.to, cause.times, cause.plus)) != 1:
            yield Mistake(f"{place}.dial", Text(
                ru="нужно ровно одно из to, times и plus.", en="exactly one of to, times and plus is needed."
            ))  # fmt: skip
        if cause.dial in SHARES and cause.to is not None and not 0 <= cause.to <= 1:
            yield Mistake(f"{place}.to", Text(ru="доля бывает от 0 до 1.", en="a share lies between 0 and 1."))
        if cause.dial not in SHARES and cause.to is not None and cause.to < 0:
            yield Mistake(f"{place}.to", Text(ru="меньше нуля не бывает.", en="it cannot be below zero."))
        if cause.latest is not None and cause.latest < cause.since:
            yield Mistake(f"{place}.latest", Text(
                ru="последний возможный день раньше первого.", en="the latest possible day is before the first."
            ))  # fmt: skip
        for name, day in (("since", cause.since), ("latest", cause.latest or 0)):
            if day >= scenario.days:
                yield Mistake(f"{place}.{name}", _outside(scenario))
        yield from _chosen(scenario, cause, place)


def _chosen(scenario: Scenario, cause: Cause, place: str) -> Iterator[Mistake]:
    ways = [name for name, given in (("of", cause.of), ("largest", cause.largest), ("drawn", cause.drawn)) if given]
    if len(ways) > 1:
        yield Mistake(f"{place}.{ways[1]}", Text(
            ru="задайте одно из of, largest и drawn.", en="give one of of, largest and drawn."
        ))  # fmt: skip
    if ways and cause.dial not in OF_CAMPAIGNS | OF_SELLERS:
        yield Mistake(f"{place}.{ways[0]}", Text(
            ru="{dial} один на всю компанию: выбирать не из чего.", en="{dial} is one for the whole company."
        ).format(dial=cause.dial))  # fmt: skip
    for name in cause.of:
        known = _brings(scenario, name) if cause.dial in OF_CAMPAIGNS else _sells(scenario, name)
        if not known:
            yield Mistake(f"{place}.of", _unknown(name))
    if cause.dial is Dial.CAMPAIGN_SHARE and not ways:
        yield Mistake(f"{place}.dial", Text(
            ru="скажите, чья доля меняется: of, largest или drawn.", en="say whose share changes: of, largest or drawn."
        ))  # fmt: skip


def _distractors(scenario: Scenario) -> Iterator[Mistake]:
    for at, distractor in enumerate(scenario.distractor):
        if distractor.day >= scenario.days:
            yield Mistake(f"distractor[{at}].day", _outside(scenario))


def _brings(scenario: Scenario, name: str) -> bool:
    drawn = {campaign_drawn(number) for number in range(scenario.more_campaigns.count)}
    return name in drawn or any(each.name == name for each in scenario.campaign)


def _sells(scenario: Scenario, name: str) -> bool:
    return any(each.name == name for each in scenario.seller)


def campaign_drawn(number: int) -> str:
    """What a campaign is called that the seed draws."""
    return f"Кампания {number + 1:02d}"


def _unknown(name: str) -> Text:
    return Text(
        ru="«{name}» в этом сценарии никого и ничего не называет.", en="nothing in this scenario is called “{name}”."
    ).format(name=name)


def _outside(scenario: Scenario) -> Text:
    return Text(
        ru="дня нет: мир длится {days} дней, с 0.", en="there is no such day: the world lasts {days} days, from 0."
    ).format(days=scenario.days)


_HOURS = Text(ru="смена кончается раньше, чем начинается.", en="the shift ends before it begins.")
