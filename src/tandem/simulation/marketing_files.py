"""What the ad cabinets and the planning sheet let out: spend and plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from tandem.simulation.dirt import dirt
from tandem.simulation.file_formats import DEPARTMENTS, Row, russian
from tandem.simulation.world import World

PLANNED: Final = {
    "leads": "Лиды",
    "target_leads": "Целевые лиды",
    "spend": "Расход на рекламу",
    "processed": "Обработано лидов",
    "deals_won": "Продажи",
    "revenue_paid": "Поступления",
}


def spend(world: World) -> Iterator[Row]:
    """One row an advertisement and a day."""
    yield "Date", "Source", "Channel", "Campaign", "Ad group", "Ad", "Impressions", "Clicks", "Cost"
    spend = world.spend
    twice = dirt(world).repeated_spend
    for row in range(len(spend.day)):
        flow = world.company.flows[spend.flow[row]]
        ad = flow.creatives[spend.creative[row]]
        cells = (
            (world.truth.start + timedelta(days=int(spend.day[row]))).isoformat(),
            flow.source,
            flow.channel,
            flow.campaign,
            ad.ad_group,
            ad.name,
            spend.impressions[row],
            spend.clicks[row],
            f"{spend.spend[row]:.2f}",
        )
        yield cells
        if row in twice:
            yield cells


def plans(world: World) -> Iterator[Row]:
    """Monthly plans of the departments and of each seller."""
    yield "Показатель", "Начало", "Конец", "Отдел", "Менеджер", "План"
    for one in world.plans:
        yield (
            PLANNED[one.measure],
            russian(one.start),
            russian(one.end),
            DEPARTMENTS[one.department],
            one.seller,
            one.value,
        )
