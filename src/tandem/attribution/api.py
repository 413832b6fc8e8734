"""The reports over HTTP: what `tandem report` prints as JSON, within what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, Query, Router

from tandem.access.actions import note_look
from tandem.agreement.promise_states import Standing
from tandem.attribution import campaigns_report, credit_report, lead_lines, reports
from tandem.basics.periods import Grain
from tandem.basics.text import Text
from tandem.measures.api_asked import (
    PeriodAsked,
    check_pieces,
    check_splits,
    own_leads_of,
    period_asked,
    refuse_unknown,
    splits,
)
from tandem.measures.api_shapes import ABOUT, CORRECTIONS, report, shape
from tandem.measures.asked import role_of
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole
from tandem.selling.queries import Reader

router = Router(tags=["reports"])

#: Leads in one answer, unless told otherwise, and at most.
LEADS, MOST_LEADS = 1000, 5000

_BOOLEAN, _OBJECT = {"type": "boolean"}, {"type": "object"}
_LIST, _COUNT = {"type": "array"}, {"type": "integer"}
_PROMISES = {
    "type": "object",
    "properties": {
        "report": {"type": "string"},
        **{name: each for name, each in ABOUT.items() if name != "currency"},
        "promises": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "side": {"enum": ["marketing", "sales"]},
                    "key": {"type": "string"},
                    "title": {"type": "string"},
                    "now": {"enum": [each.value for each in Standing]},
                    "pieces": _LIST,
                },
                "required": ["side", "key", "title", "now", "pieces"],
            },
        },
    },
    "required": ["report", "from", "to", "as_of", "behind", "data_until", "promises"],
}


class OperatingAsked(PeriodAsked):
    """Of which days, in pieces of which length."""

    by: Literal["day", "week", "month"] | None = Field(None, description="Adds `over_time`")


@router.get(
    "/reports/operating/",
    openapi_extra=shape(report(rankable=_BOOLEAN, over_time=_LIST)),
    summary="Plan and fact of the department and of each seller",
)
def operating(request: HttpRequest, asked: Query[OperatingAsked]) -> Mapping[str, Any]:
    """`tandem report operating --json`. A seller gets their own lines only."""
    refuse_unknown(request, OperatingAsked)
    if not role_of(request).sees_operating_report:
        raise NotForThisRole(
            Text(
                ru="Отчёт по менеджерам вашей роли не виден.",
                en="The report on sellers is not shown to your role.",
            )
        )
    reading = store.read()
    period, grain = period_asked(asked, reading), Grain(asked.by) if asked.by else None
    check_pieces(period, grain)
    return reports.operating(period, reading, grain=grain, language=_language(), seller_id=own_leads_of(request)).json


class FunnelAsked(PeriodAsked):
    """Of which days, split by what, counting events or following leads."""

    by: str = Field("", description="One or two dimensions joined by a comma")
    cohort: bool = Field(False, description="Follow the leads captured in the period")


@router.get(
    "/reports/funnel/",
    openapi_extra=shape(
        report(kind={"enum": ["period", "cohort"]}, meaning=_OBJECT, by=_LIST, corrections=CORRECTIONS, steps=_LIST)
    ),
    summary="The one journey, by period or by cohort",
)
def funnel(request: HttpRequest, asked: Query[FunnelAsked]) -> Mapping[str, Any]:
    """`tandem report funnel --json`. A seller's funnel is that of their own leads and begins with them."""
    refuse_unknown(request, FunnelAsked)
    role, by = role_of(request), splits(asked.by)
    check_splits(by, role)
    reading = store.read()
    return reports.funnel(
        period_asked(asked, reading),
        reading,
        by=by,
        cohort=asked.cohort,
        language=_language(),
        seller_id=own_leads_of(request),
        spend=role.sees_money_spent,
    ).json


class CampaignsAsked(PeriodAsked):
    """Of which days, split by what."""

    by: str = Field("campaign", description="`source`, `channel`, `campaign`, `ad_group` or `creative`")


@router.get(
    "/reports/campaigns/",
    openapi_extra=shape(report(by=_LIST, statement=_OBJECT, corrections=CORRECTIONS, unmatched=_OBJECT)),
    summary="From money spent to money earned",
)
def campaigns(request: HttpRequest, asked: Query[CampaignsAsked]) -> Mapping[str, Any]:
    """`tandem report campaigns --json`. Not for sellers."""
    refuse_unknown(request, CampaignsAsked)
    _must_see_spend(request)
    reading = store.read()
    return campaigns_report.campaigns(period_asked(asked, reading), reading, by=asked.by, language=_language()).json


class AttributionAsked(PeriodAsked):
    """Of which days, credit to what."""

    by: str = Field("source", description="`source`, `channel`, `campaign` or `creative`")


@router.get(
    "/reports/attribution/",
    openapi_extra=shape(report(by=_LIST, statement=_OBJECT, corrections=CORRECTIONS, window_days=_COUNT)),
    summary="Which channel is credited with what was sold, by every method",
)
def attribution(request: HttpRequest, asked: Query[AttributionAsked]) -> Mapping[str, Any]:
    """`tandem report attribution --json`. Not for sellers. It is allocation and not cause, and says so."""
    refuse_unknown(request, AttributionAsked)
    _must_see_spend(request)
    reading = store.read()
    return credit_report.attribution(period_asked(asked, reading), reading, by=asked.by, language=_language()).json


def _must_see_spend(request: HttpRequest) -> None:
    if not role_of(request).sees_money_spent:
        raise NotForThisRole(
            Text(
                ru="Расход на рекламу вашей роли не виден.",
                en="What advertising costs is not shown to your role.",
            )
        )


class PromisesAsked(PeriodAsked):
    """Of which days."""


@router.get(
    "/reports/promises/",
    openapi_extra=shape(_PROMISES),
    summary="Who owes what to whom, and how it stands",
)
def promises(request: HttpRequest, asked: Query[PromisesAsked]) -> Mapping[str, Any]:
    """`tandem report promises --json`. A seller's answer counts their own leads, as the page does."""
    refuse_unknown(request, PromisesAsked)
    reading = store.read()
    period = period_asked(asked, reading)
    return reports.promises(period, reading, language=_language(), seller_id=own_leads_of(request)).json


class LeadsAsked(PeriodAsked):
    """Captured on which days, with names or without, which part of a long list."""

    personal: bool = Field(False, description="With the names of clients, for roles that see them")
    offset: int = Field(0, ge=0, le=100_000_000, description="How many of the newest to skip")
    limit: int = Field(LEADS, ge=1, le=MOST_LEADS, description="How many leads at most")


_LEADS = {
    "type": "object",
    "properties": {"report": {"type": "string"}, "total": _COUNT, "offset": _COUNT, "limit": _COUNT, "rows": _LIST},
    "required": ["report", "from", "to", "total", "offset", "limit", "rows"],
}


@router.get("/reports/leads/", openapi_extra=shape(_LEADS), summary="The leads, the newest first")
def leads(request: HttpRequest, asked: Query[LeadsAsked]) -> Mapping[str, Any]:
    """`tandem report leads --json`, in parts: `total` says how many there are. A seller gets their own leads."""
    refuse_unknown(request, LeadsAsked)
    if asked.personal and not role_of(request).sees_contacts:
        raise NotForThisRole(
            Text(
                ru="Имена клиентов вашей роли не видны: уберите personal.",
                en="Names of clients are not shown to your role: leave out personal.",
            )
        )
    report = lead_lines.leads(
        period_asked(asked, store.read()),
        reader=Reader(seller_id=own_leads_of(request), contacts=asked.personal),
        language=_language(),
        part=lead_lines.Slice(asked.offset, asked.limit),
    ).json
    if asked.personal:
        assert isinstance(request.user, Person)
        note_look(person_id=request.user.pk, page="leads_api", at=timezone.now(), found=len(report["rows"]))
    return report


def _language() -> str:
    return get_language() or "en"
