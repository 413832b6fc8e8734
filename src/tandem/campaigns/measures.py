"""Numbers of marketing's spend tables: shown, clicked, visited, paid for."""

from tandem.basics.text import Text
from tandem.campaigns.launch_measures import LAUNCH_MEASURES
from tandem.measures.catalogue import Better, Measure, PerUnit, Rate, Total, Unit
from tandem.people.rules import Department

__all__ = ["LAUNCH_MEASURES", "MEASURES"]

_MARKETING = Department.MARKETING

MEASURES = (
    Measure(
        key="impressions",
        name=Text(ru="Показы", en="Impressions"),
        question=Text(ru="Сколько раз показали рекламу?", en="How often were ads shown?"),
        definition=Text(
            ru="Сумма показов из таблиц расходов рекламных кабинетов за дни периода. Если кабинет показов не "
            "отдаёт, значения нет.",
            en="The sum of impressions in the spend tables of ad systems over the days of the period. Where a "
            "table does not tell impressions there is no value.",
        ),
        unit=Unit.COUNT,
        value=Total("spend", day="spent_on", expression="sum(impressions)", known_if_present=True),
        owner=_MARKETING,
    ),
    Measure(
        key="clicks",
        name=Text(ru="Клики", en="Clicks"),
        question=Text(ru="Сколько раз по рекламе кликнули?", en="How often were ads clicked?"),
        definition=Text(
            ru="Сумма кликов из таблиц расходов за дни периода.",
            en="The sum of clicks in the spend tables over the days of the period.",
        ),
        unit=Unit.COUNT,
        value=Total("spend", day="spent_on", expression="sum(clicks)", known_if_present=True),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="visits",
        name=Text(ru="Визиты", en="Visits"),
        question=Text(ru="Сколько визитов на сайт привела реклама?", en="How many visits did ads bring?"),
        definition=Text(
            ru="Сумма визитов из таблиц расходов, где они есть. Если визиты никто не передаёт, значения нет.",
            en="The sum of visits in the spend tables, where known. Where no table tells visits there is no value.",
        ),
        unit=Unit.COUNT,
        value=Total("spend", day="spent_on", expression="sum(visits)", known_if_present=True),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="spend",
        name=Text(ru="Расход на рекламу", en="Ad spend"),
        question=Text(ru="Сколько потратили на рекламу?", en="How much was spent on ads?"),
        definition=Text(
            ru="Сумма расхода из таблиц рекламных кабинетов за дни периода, в одной валюте. Если строк расхода "
            "нет, расход неизвестен, а не равен нулю.",
            en="The sum of spend in the tables of ad systems over the days of the period, in one currency. Without "
            "a row the spend is unknown and not zero.",
        ),
        unit=Unit.MONEY,
        value=Total("spend", day="spent_on", expression="sum(spend)", known_if_present=True),
        owner=_MARKETING,
    ),
    Measure(
        key="ctr",
        name=Text(ru="CTR", en="CTR"),
        question=Text(ru="Цепляет ли объявление?", en="Do people react to the ad?"),
        definition=Text(ru="Клики, делённые на показы.", en="Clicks divided by impressions."),
        unit=Unit.SHARE,
        value=Rate("clicks", "impressions"),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="cpc",
        name=Text(ru="Цена клика (CPC)", en="Cost per click (CPC)"),
        question=Text(ru="Во сколько обходится клик?", en="What does a click cost?"),
        definition=Text(ru="Расход, делённый на клики.", en="Spend divided by clicks."),
        unit=Unit.MONEY,
        value=PerUnit("spend", "clicks"),
        better=Better.DOWN,
        owner=_MARKETING,
    ),
)
