"""What a program asks of the API's figures: read strictly, for it has no eyes to see that it was misread."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Schema

from tandem.basics.periods import Grain, Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.asked import role_of
from tandem.measures.asked_period import asked_period
from tandem.measures.dimensions import dimension
from tandem.measures.store import Reading
from tandem.people.rules import NotForThisRole, Role

#: Pieces of time in one answer.
MOST_PIECES = 400
_MOST_SPLITS = 2


class UnknownParameter(Refusal):
    """The address has a parameter that is not read here."""


class TooManyPieces(Refusal):
    """The period is too long for pieces so short."""


class TooManySplits(Refusal):
    """So many dimensions at once would give a line for nearly every lead."""


class PeriodAsked(Schema):
    """Of which days; without any the usual period."""

    first: date | None = Field(None, alias="from", description="First day, `YYYY-MM-DD`")
    last: date | None = Field(None, alias="to", description="Last day; today when only `from` is given")
    period: str = Field(
        "",
        max_length=60,
        description="Instead of the two: `2026-10`, `2026-W41`, `2026-Q4`, `last 30 days`, `2026-10-01..2026-10-15`",
    )


def refuse_unknown(request: HttpRequest, shape: type[Schema] | None = None) -> None:
    """Refuse by ``UnknownParameter`` what would be overlooked: a misspelt ``form`` must not mean "any day"."""
    known = [field.alias or name for name, field in shape.model_fields.items()] if shape else []
    for name in request.GET:
        if name not in known:
            raise UnknownParameter(
                Text(
                    ru=f"Параметра «{name[:40]}» здесь нет. Есть: {', '.join(known) or 'никаких'}.",
                    en=f"There is no parameter “{name[:40]}” here. There are: {', '.join(known) or 'none'}.",
                )
            )


def period_asked(asked: PeriodAsked, reading: Reading) -> Period:
    """The days asked for. Refuses by ``BadPeriod``."""
    return asked_period(
        first=asked.first, last=asked.last, text=asked.period, today=timezone.localdate(), reading=reading
    )


def check_pieces(period: Period, grain: Grain | None) -> None:
    """Refuse by ``TooManyPieces`` a century of days."""
    if grain and len(period.split(grain)) > MOST_PIECES:
        raise TooManyPieces(
            Text(
                ru=f"В ответе не больше {MOST_PIECES} отрезков времени: сократите период или возьмите отрезки крупнее.",
                en=f"An answer holds {MOST_PIECES} pieces of time at most: shorten the period or take longer pieces.",
            )
        )


def splits(by: str) -> tuple[str, ...]:
    """The dimensions of ``source,campaign``, each once. Refuses by ``TooManySplits`` and ``UnknownDimension``."""
    found = tuple(dict.fromkeys(part.strip() for part in by.split(","))) if by else ()
    if len(found) > _MOST_SPLITS:
        raise TooManySplits(
            Text(
                ru=f"Не больше {_MOST_SPLITS} разрезов за раз: уберите лишние из by.",
                en=f"{_MOST_SPLITS} dimensions at a time at most: leave some out of by.",
            )
        )
    return tuple(dimension(key).key for key in found)


def check_splits(by: tuple[str, ...], role: Role) -> None:
    """Refuse by ``NotForThisRole`` figures of sellers by name to those who do not see the operating report."""
    if "seller" in by and not role.sees_operating_report:
        raise NotForThisRole(
            Text(
                ru="Показатели по менеджерам вашей роли не видны: возьмите другой разрез.",
                en="Figures by seller are not shown to your role: choose another dimension.",
            )
        )


def own_leads_of(request: HttpRequest) -> int | None:
    """Whose leads the reader may count: a seller's own, None for all."""
    return None if role_of(request).sees_all_leads else request.user.pk
