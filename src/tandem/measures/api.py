"""The catalogue over HTTP: what each number means, what it is, and how fresh everything is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Path, Query, Router

from tandem.basics.periods import Grain
from tandem.basics.text import Text
from tandem.measures.answers_as_json import about_json, corrections_json, measure_json, rows_json, value_json
from tandem.measures.api_asked import (
    PeriodAsked,
    check_pieces,
    check_splits,
    own_leads_of,
    period_asked,
    refuse_unknown,
    splits,
)
from tandem.measures.api_shapes import FRESHNESS, MEASURED, MEASURES, shape
from tandem.measures.asked import role_of, tells_spend
from tandem.measures.catalogue import catalogue, measure
from tandem.measures.corrections import corrected, tables_of
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.people.rules import NotForThisRole

router = Router(tags=["measures"])


class MeasureAsked(PeriodAsked):
    """Of which days, split by what."""

    by: str = Field("", description="One or more dimensions joined by a comma: `source`, `campaign`, `seller`…")
    over: Grain | None = Field(None, description="Split over time as well")


@router.get("/measures/", openapi_extra=shape(MEASURES), summary="The catalogue: every number and its definition")
def measures(request: HttpRequest) -> list[dict[str, Any]]:
    """All measures, each with its question and its definition, as `tandem measures --json` prints them."""
    refuse_unknown(request)
    return [measure_json(each) for each in catalogue().values()]


@router.get("/measures/{key}/", openapi_extra=shape(MEASURED), summary="One number: what it means and what it is")
def measured(request: HttpRequest, key: Path[str], asked: Query[MeasureAsked]) -> dict[str, Any]:
    """The definition and the value, split by dimensions and over time when asked.

    A seller counts their own leads. Figures of money spent are not for sellers.
    """
    refuse_unknown(request, MeasureAsked)
    role, wanted, by = role_of(request), measure(key), splits(asked.by)
    if tells_spend(wanted) and not role.sees_money_spent:
        raise NotForThisRole(
            Text(
                ru=f"«{wanted.name.ru}» показывает расход на рекламу: вашей роли он не виден.",
                en=f"“{wanted.name.en}” tells what advertising costs: it is not shown to your role.",
            )
        )
    check_splits(by, role)
    reading = store.read()
    period = period_asked(asked, reading)
    check_pieces(period, asked.over)
    # Some figures mislead alone; whoever asks for one gets the other with it.
    beside = (wanted.beside,) if wanted.beside else ()
    keys = (key, *beside)
    found = answer(Question(keys, period, by=by, grain=asked.over, seller_id=own_leads_of(request)), reading)
    return {
        "measure": measure_json(wanted),
        **about_json(found),
        "by": list(by),
        "over": asked.over,
        "figure": value_json(found.total.values[key]),
        "beside": {each: value_json(found.total.values[each]) for each in beside},
        "corrections": corrections_json(corrected(tables_of(keys), period, reading)),
        "rows": rows_json(found, keys, get_language() or "en") if by else [],
        "over_time": [
            {
                "from": row.bucket.start.isoformat(),
                "to": row.bucket.end.isoformat(),
                "figure": value_json(row.values[key]),
                "beside": {each: value_json(row.values[each]) for each in beside},
            }
            for row in found.over_time
            if row.bucket
        ],
    }


@router.get("/freshness/", openapi_extra=shape(FRESHNESS), summary="How fresh the figures are")
def freshness(request: HttpRequest) -> dict[str, Any]:
    """How far into the history the figures reach: `behind` is how many facts are not counted yet."""
    refuse_unknown(request)
    reading = store.read()
    return {
        "as_of": reading.freshness.as_of.isoformat(),
        "position": reading.freshness.position,
        "behind": reading.freshness.behind,
        "data_until": horizon(reading).until.isoformat(),
    }
