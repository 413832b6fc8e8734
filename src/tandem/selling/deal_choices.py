"""What the board and the list of deals can be narrowed to: sellers, products, stages, months of the expected close."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tandem.agreement.queries import in_force
from tandem.basics.numbers import format_period
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.selling.deal_filters import DealFilters
from tandem.selling.deal_selection import OPEN
from tandem.selling.lead_filters import NOT_GIVEN
from tandem.selling.lead_list import Reader

_MOST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, as it stands in the address."""

    value: str
    title: Text | str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What is offered; a list with nothing to choose from is empty."""

    sellers: list[Choice]
    products: list[Choice]
    stages: list[Choice]
    months: list[Choice]


def choices_of(reading: Reading, filters: DealFilters, person: Person) -> Choices:
    """The members that open deals have, and those that are chosen whether or not any deal has them."""
    seller_id = Reader.of(person).seller_id
    statement = Statement()
    own = f" AND t.seller_id = {statement.value(seller_id)}" if seller_id is not None else ""
    sql = (
        "SELECT list_distinct(list(t.seller_id)), list_distinct(list(nullif(t.product, ''))), "
        "list_distinct(list(strftime(t.expected_on, '%Y-%m'))) "
        f"FROM leads t WHERE {OPEN}{own}"
    )
    ((sellers, products, months),) = reading.rows(sql, statement.used_in(sql))
    wanted = {key: {str(member) for member in filters.members(key)} for key in ("seller", "product", "stage")}
    names = dict(Person.objects.filter(pk__in={*(sellers or ()), *filters.members("seller")} - {None})
                 .order_by("name", "pk").values_list("pk", "name"))  # fmt: skip
    goods = sorted({*(products or ()), *wanted["product"]}, key=str.casefold)[:_MOST]
    days = sorted({*(months or ()), *({filters.month} - {"", NOT_GIVEN})})
    return Choices(
        sellers=[] if seller_id is not None else [Choice(str(pk), name, str(pk) in wanted["seller"])
                                                  for pk, name in names.items()],
        products=[Choice(each, each, each in wanted["product"]) for each in goods],
        stages=[Choice(each.key, each.title, each.key in wanted["stage"]) for each in in_force().stages
                if not each.closed],
        months=[*(Choice(each, _month(each), each == filters.month) for each in days),
                *([Choice(NOT_GIVEN, _NOT_SAID, filters.month == NOT_GIVEN)] if days else [])],
    )  # fmt: skip


_NOT_SAID = Text(ru="не названа", en="not said")


def _month(text: str) -> Text:
    period = Period.month(dt.date.fromisoformat(f"{text}-01"))
    return Text(ru=format_period(period, "ru"), en=format_period(period, "en"))
