"""What stands before a client's visits: the cell of impressions that an ad system tells of, and the click.

An ad system knows nobody by name. It tells how often a creative of a campaign was shown to everybody on a day, how many
clicked and what that cost: a cell. That this client saw it is likely, and not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tandem.basics.numbers import format_day, format_money, format_number
from tandem.basics.text import Text
from tandem.intake.models import Touch
from tandem.intake.touching import CLICK_IDS
from tandem.measures.currencies import currencies
from tandem.measures.store import Reading
from tandem.people.rules import Department
from tandem.selling.lead_journey_words import Happened

#: Spend told for so many days before a visit, at most: some ad systems are told of by the week.
_DAYS = 7
#: Letters of a click id that are shown: enough to find it again in the ad system.
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ImpressionCell:
    """What an ad system tells of one day of a campaign, of one ``creative`` where it tells that. ``at`` is the visit,
    or the lead, before which it stands; ``spend`` by currency."""

    lead_id: int
    at: dt.datetime
    day: dt.date
    campaign: str
    creative: str
    impressions: int | None
    clicks: int | None
    spend: Mapping[str, Decimal]

    def told(self) -> Happened:
        """As an entry of the journey."""
        parts = [part for part in (self.campaign, self.creative) if part]
        ru, en = (self._counts(language) for language in ("ru", "en"))
        return Happened(
            self.at,
            Text(
                ru=f"Показы рекламы «{' · '.join(parts)}» за {format_day(self.day, self.day, 'ru')}: {ru}",
                en=f"Impressions of “{' · '.join(parts)}” on {format_day(self.day, self.day, 'en')}: {en}",
            ),
            "eye",
            Department.MARKETING,
            Text(
                ru="Ячейка рекламного кабинета: столько показали всем за день. Кабинет никого не знает по имени, и "
                "видел "
                "ли рекламу этот клиент, неизвестно.",
                en="A cell of the ad system: so much was shown to everybody that day. It knows nobody by name, and "
                "whether "
                "this client saw it is not known.",
            ),
            known="day",
            kind="impressions",
        )

    def _counts(self, language: str) -> str:
        shown, clicked = ("показов", "кликов") if language == "ru" else ("shown", "clicks")
        said = [
            f"{words} {format_number(count, language)}"
            for words, count in ((shown, self.impressions), (clicked, self.clicks))
            if count is not None
        ]
        said += [format_money(amount, currency, language, 0 if amount == int(amount) else 2)
                 for currency, amount in sorted(self.spend.items())]  # fmt: skip
        return ", ".join(said)


def impression_cells(lead_ids: Iterable[int], reading: Reading) -> list[ImpressionCell]:
    """The cells before the visits of leads, each once a lead, the earliest first; of a lead without visits the one
    before itself. None where no spend names the campaign in the days before."""
    listed = ", ".join(str(int(lead_id)) for lead_id in lead_ids)
    if not listed:
        return []
    found: dict[tuple[int, dt.date, str, str], ImpressionCell] = {}
    rows = reading.rows(_CELLS.format(leads=listed, days=_DAYS), {"currency": currencies(reading).counted})
    for lead_id, at, day, campaign, creative, impressions, clicks, in_, sums in rows:
        spend = {currency: amount for currency, amount in zip(in_, sums, strict=True) if amount}
        cell = ImpressionCell(lead_id, at.replace(tzinfo=dt.UTC), day, campaign, creative, impressions, clicks, spend)
        found.setdefault((lead_id, day, campaign, creative), cell)
    return list(found.values())


#: ``t`` is a visit or a lead without any. The creative counts where the ad system tells of it that day, else the
#: campaign.
_CELLS = """
WITH met AS (
    SELECT lead_id, touched_at AS moment, touched_on AS day, campaign, coalesce(creative, '') AS creative FROM touches
    WHERE lead_id IN ({leads}) AND campaign <> ''
    UNION ALL
    SELECT lead_id, captured_at, captured_on, campaign, coalesce(creative, '') FROM leads l
    WHERE lead_id IN ({leads}) AND campaign <> '' AND NOT EXISTS (SELECT 1 FROM touches t WHERE t.lead_id = l.lead_id)
),
told AS (
    SELECT m.*, (SELECT max(s.spent_on) FROM spend s WHERE s.campaign = m.campaign
        AND s.spent_on BETWEEN m.day - {days} AND m.day) AS spent_on
    FROM met m
),
cells AS (
    SELECT t.lead_id, t.moment, t.spent_on, t.campaign,
        CASE WHEN bool_or(s.creative = t.creative) OVER cell THEN t.creative ELSE '' END AS creative,
        s.creative AS of_row, s.impressions, s.clicks, s.spend, coalesce(nullif(s.currency, ''), $currency) AS currency
    FROM told t JOIN spend s ON s.campaign = t.campaign AND s.spent_on = t.spent_on
    WINDOW cell AS (PARTITION BY t.lead_id, t.moment, t.campaign)
),
by_currency AS (
    SELECT lead_id, moment, spent_on, campaign, creative, currency, sum(impressions)::BIGINT AS impressions,
        sum(clicks)::BIGINT AS clicks, sum(spend) AS spend
    FROM cells WHERE creative = '' OR of_row = creative GROUP BY ALL
)
SELECT lead_id, moment, spent_on, campaign, creative, sum(impressions)::BIGINT, sum(clicks)::BIGINT, list(currency),
    list(spend)
FROM by_currency GROUP BY ALL ORDER BY moment, campaign
"""


def clicked(touch: Touch, *, ids: bool) -> Happened | None:
    """The click that a visit came by; None for one that no ad is known of. ``ids``: whether the reader may see them."""
    named = [(name, value) for name, value in touch.click_ids.items() if value]
    if not named and not touch.campaign:
        return None
    name, value = named[0] if named else ("", "")
    system = CLICK_IDS.get(name, touch.source)
    note = Text(ru="Без идентификатора клика: так говорят метки адреса.", en="Without a click id: the address says so.")
    if name:
        tail = f" …{str(value)[-_SHOWN:]}" if ids else ""
        note = Text(ru=f"Идентификатор клика {name}{tail}", en=f"Click id {name}{tail}")
    return Happened(
        touch.touched_at,
        Text(ru=f"Клик по рекламе: {system or touch.campaign}", en=f"Click on the ad: {system or touch.campaign}"),
        "cursor-arrow-ripple",
        Department.MARKETING,
        note,
        kind="click",
    )
