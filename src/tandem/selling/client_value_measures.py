"""Numbers of what a client is worth and what selling costs in time, which marketing reads as well as sales."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, PerUnit, Total, Uncertain, Unit
from tandem.people.rules import Department

CLIENT_VALUE_MEASURES = (
    Measure(
        key="paying_clients",
        name=Text(ru="Заплатившие клиенты", en="Paying clients"),
        question=Text(ru="Сколько клиентов нам заплатили?", en="How many clients paid us?"),
        definition=Text(
            ru="Разные клиенты, от которых в дни периода пришла хотя бы одна оплата; возвраты не в счёт.",
            en="Different clients of whom at least one payment came in the days of the period; refunds do not count.",
        ),
        unit=Unit.COUNT,
        value=Total("payments", day="paid_on", expression="count(DISTINCT client_id)", where="amount > 0"),
        better=Better.UP,
        owner=Department.SALES,
    ),
    Measure(
        key="profit_per_client",
        name=Text(ru="Маржа на клиента", en="Margin per client"),
        question=Text(ru="Сколько зарабатываем на одном клиенте?", en="What do we earn on one client?"),
        definition=Text(
            ru="Маржа периода, делённая на заплативших клиентов. Без данных о затратах не вычисляется.",
            en="Margin of the period divided by paying clients. Not computable without cost data.",
        ),
        unit=Unit.MONEY,
        value=PerUnit("margin", "paying_clients"),
        better=Better.UP,
        owner=Department.SALES,
    ),
    Measure(
        key="talk_minutes_per_sale",
        name=Text(ru="Минуты разговоров на продажу", en="Talk minutes per sale"),
        question=Text(ru="Сколько времени продавцов стоит продажа?", en="What does a sale cost in sellers' time?"),
        definition=Text(
            ru="Минуты разговоров периода, делённые на его продажи: и разговоры с теми, кто не купил. Оплаты труда в "
            "данных нет, поэтому цена продажи считается во времени.",
            en="Talk minutes of the period divided by its deals won, talks with those who did not buy among them. Pay "
            "is not in the data, so the cost of selling is told in time.",
        ),
        unit=Unit.MINUTES,
        value=PerUnit("talk_minutes", "deals_won", Uncertain.DENOMINATOR_COUNT),
        better=Better.DOWN,
        owner=Department.SALES,
    ),
)
