"""What was planted in a year and when. Kept beside the exports, never inside them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from tandem.simulation.company import Company


@dataclass(frozen=True, slots=True)
class WrongAudience:
    """From `since` campaigns bring `crowd` times the requests; `share` of them fit, not `share_before`."""

    since: date
    campaigns: tuple[str, ...]
    share_before: tuple[float, ...]
    share: float
    crowd: float


@dataclass(frozen=True, slots=True)
class WeekendDutyEnds:
    """From `since` nobody is on duty on Saturdays and Sundays: requests wait for Monday."""

    since: date


@dataclass(frozen=True, slots=True)
class Absence:
    """A seller is away, both days included."""

    seller: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Distractor:
    """Something that catches the eye and explains nothing."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The story of one generated year."""

    seed: int
    start: date
    ending: date
    audience: WrongAudience
    weekends: WeekendDutyEnds
    leave: Absence
    misspelt_campaigns: tuple[str, ...]
    distractors: tuple[Distractor, ...]

    def as_json(self) -> str:
        """The story as JSON text, days in ISO form."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, default=str) + "\n"


def plant(company: Company, *, seed: int, ending: date) -> Truth:
    """The story of the demo: two campaigns go astray, weekends lose their duty, one seller takes a leave."""
    start = ending - timedelta(days=364)
    astray = ("РСЯ | Окна | Автотаргетинг", "VK | Лид-форма | Балкон под ключ")
    return Truth(
        seed=seed,
        start=start,
        ending=ending,
        audience=WrongAudience(
            since=ending - timedelta(days=100),
            campaigns=astray,
            share_before=tuple(company.flows[company.flow_index(name)].target_share for name in astray),
            share=0.14,
            crowd=1.2,
        ),
        weekends=WeekendDutyEnds(since=ending - timedelta(days=160)),
        leave=Absence(
            seller=company.sellers[1].person.name,
            first=ending - timedelta(days=62),
            last=ending - timedelta(days=42),
        ),
        misspelt_campaigns=tuple(flow.campaign for flow in company.flows if flow.crm_name),
        distractors=(
            Distractor(ending - timedelta(days=104), "Обновили первый экран сайта"),
            Distractor(ending - timedelta(days=95), "Новый логотип"),
            Distractor(ending - timedelta(days=80), "РОП на планёрке: «лиды плохие»"),
            Distractor(ending - timedelta(days=55), "Одна очень крупная сделка: перегородки бизнес-центра"),
        ),
    )
