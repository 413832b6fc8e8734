"""Which currency is counted: amounts of two currencies never meet in one sum."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from tandem.basics.text import Text
from tandem.measures.keeping import kept
from tandem.measures.store import Reading

#: Tables whose rows carry a currency of their own.
WITH_CURRENCY = ("payments", "invoices", "shipments", "costs", "spend")

_PRESENT = " UNION ALL ".join(
    f"SELECT currency, count(*) AS n FROM {table} WHERE currency <> '' GROUP BY currency" for table in WITH_CURRENCY
)


@dataclass(frozen=True, slots=True)
class Currencies:
    """``counted`` is the currency of every sum; rows of the ``others`` are left out and named."""

    counted: str
    others: tuple[str, ...] = ()

    def left_out(self, amounts: dict[str, Decimal]) -> Text | None:
        """The sentence that names what a sum leaves out."""
        if not amounts:
            return None
        named = ", ".join(f"{amount} {currency}" for currency, amount in sorted(amounts.items()))
        return Text(
            ru=f"Посчитано в {self.counted}; не вошло: {named}.",
            en=f"Counted in {self.counted}; left out: {named}.",
        )


def currencies(reading: Reading) -> Currencies:
    """The company's currency when any row is in it, else the most frequent one."""
    present = kept(reading, "currencies", lambda earlier: _present(reading))
    if settings.CURRENCY in present or not present:
        counted = settings.CURRENCY
    else:
        counted = present[0]
    return Currencies(counted, tuple(sorted(each for each in present if each != counted)))


def _present(reading: Reading) -> tuple[str, ...]:
    """Every currency that any row is in, the most frequent first."""
    rows = reading.rows(f"SELECT currency, sum(n) FROM ({_PRESENT}) GROUP BY currency ORDER BY 2 DESC, 1")
    return tuple(currency for currency, _ in rows)
