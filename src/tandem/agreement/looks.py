"""Any report as agreed then, or as if one version had always held; and what is to be said of closed days."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from tandem.agreement import queries
from tandem.agreement.recount import as_if
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.looks import Choice, Remark
from tandem.measures.store import Reading

_AS_AGREED = Text(ru="как договорились тогда", en="as agreed then")
_AS_IF = Text(ru="как по версии {number}", en="as if version {number}")
_AS_IF_ZERO = Text(ru="как до регламента", en="as before the agreement")
#: The newest versions one may count by on a report page; older ones stand on the page of the recount.
_OFFERED = 4


class _AsIf:
    """``?as_if=2``: every lead counted by version 2, whatever version it came under."""

    name = "as_if"

    def choices(self) -> Sequence[Choice]:
        """None while no version is signed: there is only one way then."""
        numbers = [line.number for line in queries.versions()]
        if numbers == [0]:
            return ()
        return (Choice("", _AS_AGREED), *(choice_of(number) for number in numbers[:_OFFERED]))

    def look(self, reading: Reading, key: str) -> Reading:
        """The store with what the agreement decides decided anew."""
        return as_if(reading, queries.judge(int(key)), version=int(key))

    def remarks(self, period: Period) -> Sequence[Remark]:
        """Of closed days: that their figures are final, and where what came later is told apart."""
        first_open = queries.first_open_day()
        if first_open is None or period.end >= first_open:
            return ()
        query = urlencode({"period": str(period), "compare": "none", "before_data": "closed"})
        return (
            Remark(
                Text(ru="Период закрыт.", en="These days are closed."),
                Text(ru="Что изменилось с закрытия", en="What has changed since"),
                f"{reverse('agreement_recount')}?{query}",
            ),
        )


def choice_of(number: int) -> Choice:
    """Counting by a version."""
    return Choice(str(number), _AS_IF.format(number=number) if number else _AS_IF_ZERO)


AS_IF = _AsIf()
