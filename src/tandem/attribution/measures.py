"""Numbers of money spent and money earned. They allocate; they do not prove what caused what."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Difference, Measure, PerUnit, Uncertain, Unit, Value
from tandem.people.rules import Department


def _measure(
    key: str, ru: tuple[str, str, str], en: tuple[str, str, str], unit: Unit, value: Value, better: Better
) -> Measure:
    """A measure of marketing: ``ru`` and ``en`` are its name, its question and its definition."""
    return Measure(
        key=key, name=Text(ru=ru[0], en=en[0]), question=Text(ru=ru[1], en=en[1]),
        definition=Text(ru=ru[2], en=en[2]), unit=unit, value=value, better=better, owner=Department.MARKETING,
    )  # fmt: skip


MEASURES = (
    _measure(
        "cpl",
        ("CPL: цена лида", "Во сколько обходится заявка?",
         "Расход на рекламу за период, делённый на число лидов периода. По источникам и кампаниям делится только "
         "тот расход и те лиды, у которых названия совпали."),
        ("CPL: cost per lead", "What does a lead cost?",
         "Ad spend of the period divided by its leads. By source or campaign only where both bear the same name."),
        Unit.MONEY, PerUnit("spend", "leads", Uncertain.DENOMINATOR_COUNT), Better.DOWN,
    ),
    _measure(
        "cptl",
        ("Цена целевого лида", "Во сколько обходится заявка от того, кто может купить?",
         "Расход на рекламу за период, делённый на число целевых лидов периода."),
        ("Cost per target lead", "What does a lead that may buy cost?",
         "Ad spend of the period divided by its target leads."),
        Unit.MONEY, PerUnit("spend", "target_leads", Uncertain.DENOMINATOR_COUNT), Better.DOWN,
    ),
    _measure(
        "cost_per_sale",
        ("Цена продажи", "Сколько рекламы уходит на одну продажу?",
         "Расход на рекламу за период, делённый на число продаж периода, и новых, и повторных."),
        ("Cost per sale", "How much advertising goes into one sale?",
         "Ad spend of the period divided by its deals won, new and repeat."),
        Unit.MONEY, PerUnit("spend", "deals_won", Uncertain.DENOMINATOR_COUNT), Better.DOWN,
    ),
    _measure(
        "cac",
        ("CAC: цена нового покупателя", "Во сколько обходится новый покупатель?",
         "Расход на рекламу за период, делённый на число новых покупателей периода. Зарплаты и прочие затраты "
         "сюда не входят."),
        ("CAC: cost per new buyer", "What does a new buyer cost?",
         "Ad spend of the period divided by its new buyers. Pay and other costs are not included."),
        Unit.MONEY, PerUnit("spend", "new_clients_won", Uncertain.DENOMINATOR_COUNT), Better.DOWN,
    ),
    _measure(
        "drr",
        ("ДРР", "Какую долю выручки съедает реклама?",
         "Доля рекламных расходов: расход на рекламу за период, делённый на поступления за период."),
        ("Ad cost share", "What share of revenue goes into ads?",
         "Ad spend of the period divided by its revenue by payment."),
        Unit.SHARE, PerUnit("spend", "revenue_paid", Uncertain.DENOMINATOR_SUM), Better.DOWN,
    ),
    _measure(
        "roas",
        ("ROAS: выручка на рубль рекламы", "Сколько выручки приходится на рубль рекламы?",
         "Поступления за период, делённые на расход на рекламу за период. Это оборот, а не прибыль: затраты "
         "учитывает ROMI."),
        ("ROAS: revenue per unit of spend", "How much revenue comes with each rouble of ads?",
         "Revenue by payment divided by ad spend of the period. Turnover and not profit: ROMI counts costs."),
        Unit.RATIO, PerUnit("revenue_paid", "spend", Uncertain.NUMERATOR_SUM), Better.UP,
    ),
    _measure(
        "profit_after_ads",
        ("Маржа за вычетом рекламы", "Сколько остаётся после рекламы?",
         "Маржа периода минус расход на рекламу. Без данных о затратах не вычисляется."),
        ("Margin less ads", "What remains after ads?",
         "Margin of the period less ad spend. Not computable without cost data."),
        Unit.MONEY, Difference("margin", "spend"), Better.UP,
    ),
    _measure(
        "romi",
        ("ROMI", "Окупается ли реклама?",
         "Маржа минус расход на рекламу, делённые на расход на рекламу. Без данных о затратах не вычисляется: "
         "вместо него смотрите ROAS."),
        ("ROMI", "Does advertising pay?",
         "Margin less ad spend, divided by ad spend. Not computable without cost data: see ROAS instead."),
        Unit.SHARE, PerUnit("profit_after_ads", "spend"), Better.UP,
    ),
)  # fmt: skip
