"""Numbers of what comes in."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Total, Unit
from tandem.people.rules import Department

MEASURES = (
    Measure(
        key="leads",
        name=Text(ru="Лиды", en="Leads"),
        question=Text(ru="Сколько пришло заявок?", en="How many requests came in?"),
        definition=Text(
            ru="Все заявки, принятые в дни периода: по времени заявки, а не по времени загрузки. Каждая заявка "
            "считается один раз, повторная заявка того же клиента — ещё одна.",
            en="All requests captured in the days of the period, by the time of the request and not of its import. "
            "Each counts once; another request of the same client is another lead.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on"),
        better=Better.UP,
        owner=Department.MARKETING,
    ),
    Measure(
        key="clients_asking",
        name=Text(ru="Обратившиеся клиенты", en="Clients asking"),
        question=Text(ru="Сколько разных клиентов обратилось?", en="How many different clients asked?"),
        definition=Text(
            ru="Разные клиенты, от которых в периоде пришла хотя бы одна заявка.",
            en="Different clients with at least one request in the period.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", expression="count(DISTINCT client_id)"),
        better=Better.UP,
        owner=Department.MARKETING,
    ),
)
