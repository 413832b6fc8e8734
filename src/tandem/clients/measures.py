"""Numbers about who is who."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Total, Unit
from tandem.people.rules import Department

CLIENTS_NEW = Measure(
    key="clients_new",
    name=Text(ru="Новые контакты", en="New contacts"),
    question=Text(ru="Сколько новых людей и компаний о нас узнали?", en="How many new people and companies found us?"),
    definition=Text(
        ru="Клиенты (люди и компании), которые появились у нас впервые в этом периоде. Повторная заявка того же "
        "клиента сюда не входит, а объединённые клиенты считаются один раз, по дню первого из них. Это ещё не "
        "покупатели: их считает «Новые покупатели».",
        en="Clients (people and companies) first seen in the period. A repeated request of the same client does "
        "not count, and merged clients count once, on the day of the first of them. They have not bought yet: see "
        "“New buyers”.",
    ),
    unit=Unit.COUNT,
    value=Total("clients", day="registered_on", where="counts_as IS NULL"),
    better=Better.UP,
    owner=Department.MARKETING,
)
