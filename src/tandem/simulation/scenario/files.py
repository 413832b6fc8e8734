"""What the programs of a simulated company let out: CRM, telephony, ad cabinets and payments, as plain tables.

The recipes ``generic_leads``, ``generic_calls``, ``generic_spend`` and ``generic_payments`` read them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from tandem.simulation.names import full_names, phone_digits
from tandem.simulation.rules import DAY, HOUR, NEVER, Ints
from tandem.simulation.scenario.asking import liveliness
from tandem.simulation.scenario.columns import Clock, numbers, sums, taken, write_table
from tandem.simulation.scenario.company_format import GRADES
from tandem.simulation.scenario.file_format import Dial
from tandem.simulation.scenario.truth import truth_of
from tandem.simulation.scenario.world import ScenarioWorld

#: File of a world → the recipe on the shelf that reads it.
RECIPES = {
    "leads.csv": "generic_leads",
    "calls.csv": "generic_calls",
    "spend.csv": "generic_spend",
    "payments.csv": "generic_payments",
}
TRUTH = "truth.json"

STAGES = ("Новая заявка", "В работе", "Квалифицирован", "КП отправлено", "Продажа", "Отказ")
_NEW, _IN_WORK, _QUALIFIED, _PROPOSAL, _WON, _LOST = range(6)
_REASONS = ("Не дозвонились", "Не наш клиент", "Дорого", "Выбрали других", "Отложили решение")
_FIRST_LEAD, _FIRST_CLIENT = 100_001, 500_001
_MONTH = 30.4


def write_files(world: ScenarioWorld, without: ScenarioWorld, folder: Path) -> list[Path]:
    """Write the files of a world and its truth into a folder, made if missing; answers their paths.

    ``without`` is the same world with nothing planted. The same world gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # A part of its own for what only the files show, so that nothing that happened depends on it.
    leads, calls, spend = np.random.default_rng((world.seed, 31)).spawn(3)
    _leads(world, folder / "leads.csv", leads)
    _calls(world, folder / "calls.csv", calls)
    _spend(world, folder / "spend.csv", spend)
    _payments(world, folder / "payments.csv")
    (folder / TRUTH).write_text(truth_of(world, without), encoding="utf-8")
    return [folder / name for name in (*RECIPES, TRUTH)]


def _leads(world: ScenarioWorld, path: Path, rng: np.random.Generator) -> None:
    """The CRM as it stands on the last evening: the last stage only."""
    asked, handled, outcome, cast = world.asked, world.handled, world.outcome, world.cast
    end, rows, clock = world.horizon, len(asked), Clock(world.start)
    stage, entered = _stages(world)
    talked = handled.contact <= end
    closed = stage >= _WON
    offered = outcome.proposal <= end
    reason = np.where(asked.klass == 3, 1, rng.integers(2, len(_REASONS), rows))
    reason = np.where(stage == _LOST, np.where(talked, reason, 0), -1)
    ads = [name for each in cast.campaigns for name in (each.creatives or ("",))]
    first_ad = np.cumsum([0, *(max(len(each.creatives), 1) for each in cast.campaigns[:-1])])
    known = outcome.told
    columns = {
        "ID": numbers(np.arange(rows) + _FIRST_LEAD),
        "Дата создания": clock.moments(asked.created),
        "ID клиента": numbers(asked.client + _FIRST_CLIENT),
        "Клиент": taken(_people(), _faces(asked.client)),
        "Телефон": taken(_phones(int(asked.client.max(initial=0)) + 1), asked.client),
        "Источник": taken([each.source for each in cast.campaigns], asked.campaign),
        "Канал": taken([each.channel for each in cast.campaigns], asked.campaign),
        "Кампания": taken([each.name for each in cast.campaigns], asked.campaign),
        "Объявление": taken(ads, first_ad[asked.campaign] + asked.creative),
        "Продукт": taken([each.name.strip() for each in cast.products], asked.product),
        "Сегмент": taken([each.name.strip() for each in cast.segments], asked.segment),
        "Категория": taken(GRADES, np.where(talked, outcome.grade, -1)),
        "Менеджер": taken([each.name for each in cast.sellers], np.where(handled.handed <= end, handled.seller, -1)),
        "Передана": clock.moments(handled.handed, handled.handed <= end),
        "Этап": taken(STAGES, stage),
        "Дата этапа": clock.moments(entered),
        "Дата закрытия": clock.days(entered, closed),
        "Причина отказа": taken(_REASONS, reason),
        "Сумма": sums(outcome.amount, offered),
        "Цена до скидки": sums(outcome.price, offered),
        "need": taken(("нет", "да"), _said(talked, known.need, asked.form.need)),
        "budget": numbers(both := _said(talked, known.budget, asked.form.budget), both >= 0),
        "starts_within_days": numbers(both := _said(talked, known.starts, asked.form.starts), both >= 0),
    }
    write_table(path, columns)


def _said(talked: np.ndarray[tuple[int], np.dtype[np.bool_]], in_talk: Ints, in_form: Ints) -> Ints:
    """The seller writes over what the form said."""
    return np.where(talked, in_talk, in_form)


def _stages(world: ScenarioWorld) -> tuple[Ints, Ints]:
    """The stage of each lead at the end, and when it was entered."""
    asked, handled, outcome = world.asked, world.handled, world.outcome
    moments = np.stack(
        [asked.created, handled.begun, outcome.qualified, outcome.proposal, outcome.won, outcome.lost], axis=1
    )
    reached = moments <= world.horizon
    stage = np.where(reached, np.arange(len(STAGES))[None, :], 0).max(axis=1)
    return stage, moments[np.arange(len(stage)), stage]


def _calls(world: ScenarioWorld, path: Path, rng: np.random.Generator) -> None:
    """Every try to call, incoming calls, and talks until the deal ends."""
    handled, outcome, end = world.handled, world.outcome, world.horizon
    made = handled.tries < NEVER
    request = np.repeat(np.arange(len(made)), made.sum(axis=1))
    at = handled.tries[made]
    talked = handled.contact < NEVER
    ends = np.minimum(outcome.won, outcome.lost)
    fits = talked & (world.asked.klass <= 2)
    again = np.repeat(np.arange(len(made)), np.where(fits, rng.poisson(1.5, len(made)), 0))
    span = np.maximum(np.minimum(ends, handled.contact + 60 * DAY)[again] - handled.contact[again], HOUR)
    moments = np.concatenate([at, handled.contact[again] + (span * rng.random(len(again))).astype(np.int64)])
    requests = np.concatenate([request, again])
    answered = np.concatenate([at == handled.contact[request], np.ones(len(again), dtype=bool)])
    inbound = np.concatenate(
        [handled.called_in[request] & (at == handled.contact[request]), rng.random(len(again)) < 0.3]
    )
    seconds = np.where(answered, rng.lognormal(5.0, 0.8, len(moments)), 0).astype(np.int64)
    order = np.argsort(moments, kind="stable")
    order = order[moments[order] <= end]
    who = requests[order]
    linked = rng.random(len(order)) >= world.scenario.calls.unlinked
    client = world.asked.client[who]
    columns = {
        "ID звонка": numbers(np.arange(len(order)) + 1),
        "Дата и время": Clock(world.start).moments(moments[order]),
        "Направление": taken(("Исходящий", "Входящий"), inbound[order].astype(np.int64)),
        "Статус": taken(("Нет ответа", "Отвечен"), answered[order].astype(np.int64)),
        "Длительность": numbers(seconds[order]),
        "Менеджер": taken([each.name for each in world.cast.sellers], handled.seller[who]),
        "Номер клиента": taken(_phones(int(client.max(initial=0)) + 1), client),
        "Номер заявки": numbers(who + _FIRST_LEAD, linked),
    }
    write_table(path, columns)


def _spend(world: ScenarioWorld, path: Path, rng: np.random.Generator) -> None:
    """One row an advertisement and a day. Money follows what was planned, not the luck of the day."""
    scenario, dials, cast = world.scenario, world.dials, world.cast
    months = np.arange(scenario.days) / _MONTH
    budget = (liveliness(scenario) * (1 + scenario.marketing.budget_growth) ** months)[:, None]
    planned = budget * dials.levels[Dial.CAMPAIGN_SHARE]
    costs = dials.levels[Dial.COST_PER_LEAD]
    day, campaign, creative = (
        (
            np.array(part, dtype=np.int64)
            for part in zip(
                *(
                    (number, at, ad)
                    for number in range(scenario.days)
                    for at, each in enumerate(cast.campaigns)
                    if each.cost_per_lead
                    for ad in range(max(len(each.creatives), 1))
                ),
                strict=True,
            )
        )
        if any(each.cost_per_lead for each in cast.campaigns)
        else (np.zeros(0, dtype=np.int64),) * 3
    )
    ads = np.array([max(len(each.creatives), 1) for each in cast.campaigns])[campaign]
    leads = planned[day, campaign] / ads
    landing = np.array([each.landing_rate for each in cast.campaigns])[campaign]
    rate = np.array([each.click_rate for each in cast.campaigns])[campaign]
    clicks = rng.poisson(leads / landing)
    names = [[*(each.creatives or ("",))] for each in cast.campaigns]
    first = np.cumsum([0, *(len(each) for each in names[:-1])])
    columns = {
        "Дата": Clock(world.start).days(day * DAY),
        "Источник": taken([each.source for each in cast.campaigns], campaign),
        "Канал": taken([each.channel for each in cast.campaigns], campaign),
        "Кампания": taken([each.name for each in cast.campaigns], campaign),
        "Объявление": taken([name for each in names for name in each], first[campaign] + creative),
        "Показы": numbers(np.maximum(rng.poisson(clicks / rate), clicks)),
        "Клики": numbers(clicks),
        "Расход": sums(leads * costs[day, campaign] * rng.lognormal(-0.0128, 0.16, len(day))),
    }
    write_table(path, columns)


def _payments(world: ScenarioWorld, path: Path) -> None:
    paid, asked = world.paid, world.asked
    known = paid.at <= world.horizon
    request = paid.request[known]
    # A later payment of a deal is the rest of it.
    ahead = np.isin(request, paid.request[~known]) | (np.bincount(request, minlength=len(asked))[request] > 1)
    columns = {
        "ID": numbers(np.arange(len(request)) + 1),
        "Дата оплаты": Clock(world.start).days(paid.at[known]),
        "Сумма": sums(paid.amount[known]),
        "Вид": taken(("Оплата", "Предоплата"), (ahead & _is_first(request)).astype(np.int64)),
        "Номер заявки": numbers(request + _FIRST_LEAD),
        "Клиент": taken(_people(), _faces(asked.client[request])),
    }
    write_table(path, columns)


def _is_first(request: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(len(request), dtype=bool)
    found[np.unique(request, return_index=True)[1]] = True
    return found


@cache
def _people() -> list[str]:
    men, women = full_names()
    return [*women, *men]


def _faces(client: Ints) -> Ints:
    """Which name a client bears: one that follows from their number alone."""
    return np.asarray(client * 7_919 % len(_people()), dtype=np.int64)


@cache
def _phones(count: int) -> list[str]:
    return [f"+{phone_digits(number + 1)}" for number in range(count)]
