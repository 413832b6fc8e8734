"""Spend over HTTP: what an ad system's report says, posted by a program with somebody's key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from tandem.basics.text import Text
from tandem.campaigns.spend_taking import MOST_ROWS, SpendRow, report_spend
from tandem.measures.api_asked import refuse_unknown
from tandem.measures.api_shapes import shape
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole, Role

router = Router(tags=["spend"])

#: Beyond this a sum is a mistake and no spend, and the table could not keep it.
_MOST = Decimal("99999999999999.99")
type _Name = Annotated[str, Field(max_length=300)]
type _Short = Annotated[str, Field(max_length=200)]
type _Count = Annotated[int, Field(ge=0, le=2**62)]


class SpendRowSent(Schema):
    """A day of a campaign, or of an ad within it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    day: date = Field(description="`YYYY-MM-DD`, a day of the company's time zone")
    spend: Decimal = Field(ge=-_MOST, le=_MOST, allow_inf_nan=False, description="Below zero: money given back")
    currency: str = Field("", max_length=3, description="`RUB`, `EUR`; the company's own when not said")
    source: _Short = ""
    channel: _Short = ""
    campaign: _Name = Field("", description="As the leads' `utm_campaign`")
    ad_group: _Name = ""
    creative: _Name = ""
    impressions: _Count | None = Field(None, description="Leave out what is not known: it is not zero")
    clicks: _Count | None = None
    visits: _Count | None = None
    id: str = Field("", max_length=180, description="The row's own id; else it is known by its day and names")


class SpendSent(Schema):
    """A report of one ad system."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    system: str = Field(min_length=1, max_length=44, description="Whose report it is: `yandex_direct`, `vk`, …")
    whole_days: bool = Field(
        False, description="These are all rows of their days: what is not among them any more is set to nothing"
    )
    rows: list[SpendRowSent] = Field(max_length=MOST_ROWS, min_length=1)


_COUNT, _AMOUNT = {"type": "integer"}, {"type": "string"}
_OUTCOME = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("new", "changed", "same", "gone"), _COUNT),
        "restated": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"day": _AMOUNT, "campaign": _AMOUNT, "was": _AMOUNT, "now": _AMOUNT},
                "required": ["day", "campaign", "was", "now"],
            },
        },
    },
    "required": ["new", "changed", "same", "gone", "restated"],
}


@router.post(
    "/spend/",
    openapi_extra=shape(_OUTCOME),
    summary="Report what days of advertising cost",
)
def post_spend(request: HttpRequest, sent: SpendSent) -> Mapping[str, Any]:
    """All rows or none. The same report again changes nothing; other figures under the same names restate the day."""
    refuse_unknown(request)
    person = request.user
    assert isinstance(person, Person)
    if not Role(person.role).reports_spend:
        raise NotForThisRole(
            Text(
                ru="Расход загружают маркетинг, аналитик и администратор: вашей роли это не разрешено.",
                en="Spend is brought in by marketing, analysts and administrators: your role may not.",
            )
        )
    rows = [SpendRow(**each.dict()) for each in sent.rows]
    outcome = report_spend(
        rows, system=f"api: {sent.system}", whole_days=sent.whole_days, by=person, now=timezone.now(),
        today=timezone.localdate(),
    )  # fmt: skip
    return {
        "new": outcome.new,
        "changed": outcome.changed,
        "same": outcome.same,
        "gone": outcome.gone,
        "restated": [
            {
                "day": each.row.day.isoformat(),
                "campaign": each.row.campaign,
                "was": str(each.was),
                "now": str(each.row.spend.quantize(Decimal("0.01"))),
            }
            for each in outcome.restated
        ],
    }
