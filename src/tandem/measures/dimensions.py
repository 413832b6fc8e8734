"""What figures can be split by, and which tables know it: directly, through the lead, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text

#: Alias of ``leads`` where a table knows a dimension through its lead.
LEAD_ALIAS = "l"
_NOT_GIVEN = Text(ru="не указано", en="not given")


class UnknownDimension(Refusal):
    """Nothing of that name to split or filter by."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split: ``own`` maps a table to its own expression; any other table asks its lead."""

    key: str
    name: Text
    own: Mapping[str, str]
    #: The line of rows that have no value.
    unknown: Text = field(default=_NOT_GIVEN)

    def expression(self, table: str) -> str | None:
        """SQL of the member for rows of a table (aliased ``t``, its lead ``l``); None when it cannot know."""
        if table in self.own:
            return self.own[table]
        if table in BY_LEAD and "leads" in self.own:
            return self.own["leads"].replace("t.", f"{LEAD_ALIAS}.")
        return None


#: Tables whose rows name a lead.
BY_LEAD = frozenset({"activities", "payments", "invoices", "shipments", "costs", "returns", "material_uses"})


def _text(column: str, ru: str, en: str, *tables: str) -> Dimension:
    # An empty text is no value either: one line for both.
    return Dimension(column, Text(ru=ru, en=en), dict.fromkeys(("leads", *tables), f"nullif(t.{column}, '')"))


DIMENSIONS: Mapping[str, Dimension] = {
    dimension.key: dimension
    for dimension in (
        _text("source", "Источник", "Source", "spend"),
        _text("channel", "Канал", "Channel", "spend"),
        _text("campaign", "Кампания", "Campaign", "spend", "launches", "launch_incidents"),
        _text("ad_group", "Группа объявлений", "Ad group", "spend"),
        _text("creative", "Креатив", "Creative", "spend"),
        _text("offer", "Оффер", "Offer"),
        _text("landing_page", "Посадочная страница", "Landing page"),
        Dimension(
            "product",
            Text(ru="Продукт", en="Product"),
            {"leads": "nullif(t.product, '')", "costs": "coalesce(nullif(t.product, ''), l.product)"},
        ),
        _text("segment", "Сегмент", "Segment"),
        _text("city", "Город", "City"),
        _text("grade", "Категория", "Grade"),
        _text("stage", "Этап", "Stage"),
        _text("lost_reason", "Причина отказа", "Reason lost"),
        Dimension(
            "seller",
            Text(ru="Менеджер", en="Seller"),
            {
                **dict.fromkeys(("leads", "activities", "returns", "launch_incidents", "material_uses"), "t.seller_id"),
                "launch_readings": "t.person_id",
            },
            unknown=Text(ru="без менеджера", en="unassigned"),
        ),
    )
}


def dimension(key: str) -> Dimension:
    """The dimension of that key; refuses by ``UnknownDimension``."""
    found = DIMENSIONS.get(key)
    if found is None:
        known = ", ".join(DIMENSIONS)
        raise UnknownDimension(
            Text(
                ru=f"Разреза «{key}» нет. Есть: {known}.",
                en=f"There is no dimension “{key}”. There are: {known}.",
            )
        )
    return found
