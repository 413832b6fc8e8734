"""Numbers of deals and of the money they bring."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Difference, Measure, PerUnit, Total, Uncertain, Unit, Value
from tandem.people.rules import Department


def _measure(
    key: str,
    ru: tuple[str, str, str],
    en: tuple[str, str, str],
    unit: Unit,
    value: Value,
    better: Better = Better.UP,
) -> Measure:
    """A measure of sales: ``ru`` and ``en`` are its name, its question and its definition."""
    return Measure(
        key=key, name=Text(ru=ru[0], en=en[0]), question=Text(ru=ru[1], en=en[1]),
        definition=Text(ru=ru[2], en=en[2]), unit=unit, value=value, better=better, owner=Department.SALES,
    )  # fmt: skip


MEASURES = (
    _measure(
        "deals_won",
        ("Продажи", "Сколько сделок выиграли?",
         "Лиды, которые в этом периоде перешли на этап «Продажа» и остаются на нём."),
        ("Deals won", "How many deals were won?",
         "Leads that reached the stage “Won” in the period and still stand there."),
        Unit.COUNT, Total("leads", day="won_on"),
    ),
    _measure(
        "deals_lost",
        ("Отказы", "Сколько сделок потеряли?",
         "Лиды, которые в этом периоде закрыли отказом и не вернули в работу."),
        ("Deals lost", "How many deals were lost?",
         "Leads closed as lost in the period and not taken up again."),
        Unit.COUNT, Total("leads", day="lost_on"), Better.DOWN,
    ),
    _measure(
        "deals_amount",
        ("Сумма продаж по сделкам", "На какую сумму договорились?",
         "Сумма сделок, выигранных в периоде, как она записана в сделке. Это договорённость, а не деньги: "
         "деньги считает «Поступления»."),
        ("Amount of deals won", "What sum was agreed on?",
         "The amounts of deals won in the period as written in the deal. An agreement and not yet money: see "
         "“Revenue by payment”."),
        Unit.MONEY, Total("leads", day="won_on", expression="sum(amount)"),
    ),
    _measure(
        "new_clients_won",
        ("Новые покупатели", "Сколько клиентов купили впервые?",
         "Продажи периода, которые стали для клиента первыми."),
        ("New buyers", "How many clients bought for the first time?",
         "Deals won in the period that are the client's first."),
        Unit.COUNT, Total("leads", day="won_on", where="sale_number = 1"),
    ),
    _measure(
        "repeat_sales",
        ("Повторные продажи", "Сколько раз у нас купили снова?",
         "Продажи периода клиентам, которые уже покупали раньше."),
        ("Repeat sales", "How often did clients buy again?",
         "Deals won in the period with clients who had bought before."),
        Unit.COUNT, Total("leads", day="won_on", where="sale_number > 1"),
    ),
    _measure(
        "paid_leads",
        ("Оплаченные продажи", "По скольким лидам пришли первые деньги?",
         "Лиды, по которым первая оплата пришла в этом периоде."),
        ("Paid sales", "From how many leads did the first money come?",
         "Leads whose first payment arrived in the period."),
        Unit.COUNT, Total("leads", day="first_paid_on"),
    ),
    _measure(
        "revenue_paid",
        ("Поступления", "Сколько денег пришло?",
         "Все оплаты в дни периода минус возвраты, вместе с НДС, в одной валюте. Считаются и оплаты, у которых "
         "не нашлось лида."),
        ("Revenue by payment", "How much money came in?",
         "All payments in the days of the period less refunds, VAT included, in one currency. Payments that match "
         "no lead count too."),
        Unit.MONEY, Total("payments", day="paid_on", expression="sum(amount)"),
    ),
    _measure(
        "revenue_paid_net",
        ("Поступления без НДС", "Сколько денег пришло за вычетом НДС?",
         "Оплаты в дни периода минус возвраты, без НДС. Входят только оплаты, у которых сумма без НДС "
         "известна."),
        ("Revenue by payment, net of VAT", "How much money came in, without VAT?",
         "Payments in the days of the period less refunds, without VAT. Only payments whose net sum is known."),
        Unit.MONEY,
        Total("payments", day="paid_on", expression="sum(net_amount)", known_if_present=True),
    ),
    _measure(
        "refunds",
        ("Возвраты денег", "Сколько денег вернули клиентам?",
         "Сумма возвратов в дни периода, со знаком минус. В «Поступлениях» уже вычтена."),
        ("Refunds", "How much was given back?",
         "The sum of refunds in the days of the period, negative. Already taken off “Revenue by payment”."),
        Unit.MONEY,
        Total("payments", day="paid_on", expression="sum(amount)", where="amount < 0"), Better.NEITHER,
    ),
    _measure(
        "revenue_shipped",
        ("Выручка по отгрузке", "На сколько отгрузили?",
         "Сумма отгрузок и актов в дни периода, вместе с НДС, в одной валюте."),
        ("Revenue by shipment", "How much was delivered?",
         "The sum of shipments in the days of the period, VAT included, in one currency."),
        Unit.MONEY, Total("shipments", day="shipped_on", expression="sum(amount)"),
    ),
    _measure(
        "revenue_shipped_net",
        ("Выручка по отгрузке без НДС", "На сколько отгрузили за вычетом НДС?",
         "Сумма отгрузок в дни периода без НДС. Входят только отгрузки, у которых сумма без НДС известна."),
        ("Revenue by shipment, net of VAT", "How much was delivered, without VAT?",
         "The sum of shipments in the days of the period without VAT. Only shipments whose net sum is known."),
        Unit.MONEY,
        Total("shipments", day="shipped_on", expression="sum(net_amount)", known_if_present=True),
    ),
    _measure(
        "invoices_sent",
        ("Выставленные счета", "Сколько счетов выставили?", "Счета с датой в периоде."),
        ("Invoices sent", "How many invoices were sent?", "Invoices dated in the period."),
        Unit.COUNT, Total("invoices", day="issued_on"),
    ),
    _measure(
        "invoiced",
        ("Сумма счетов", "На какую сумму выставили счета?",
         "Сумма счетов с датой в периоде, вместе с НДС, в одной валюте."),
        ("Amount invoiced", "What sum was invoiced?",
         "The amounts of invoices dated in the period, VAT included, in one currency."),
        Unit.MONEY, Total("invoices", day="issued_on", expression="sum(amount)"),
    ),
    _measure(
        "average_check",
        ("Средний чек", "Сколько приносит одна продажа?",
         "Поступления периода, делённые на число продаж периода."),
        ("Average check", "What does one sale bring?",
         "Revenue by payment of the period divided by its deals won."),
        Unit.MONEY, PerUnit("revenue_paid", "deals_won", Uncertain.MEAN),
    ),
    _measure(
        "average_deal",
        ("Средняя сумма сделки", "На сколько договариваемся в среднем?",
         "Сумма выигранных сделок, делённая на число продаж периода."),
        ("Average deal", "What sum is agreed on, on average?",
         "The amount of deals won divided by their number."),
        Unit.MONEY, PerUnit("deals_amount", "deals_won", Uncertain.MEAN),
    ),
    _measure(
        "costs",
        ("Себестоимость", "Во что обошлось проданное?",
         "Сумма затрат на исполнение заказов с датой в периоде. Расход на рекламу сюда не входит. Без строк "
         "затрат значения нет."),
        ("Costs", "What did the sold things cost?",
         "Costs of fulfilment dated in the period. Ad spend is not among them. Without cost rows there is no "
         "value."),
        Unit.MONEY,
        Total("costs", day="incurred_on", expression="sum(amount)", known_if_present=True), Better.DOWN,
    ),
    _measure(
        "margin",
        ("Маржа", "Сколько остаётся от выручки?",
         "Поступления минус себестоимость за период. Если данных о затратах нет, маржу вычислить нельзя."),
        ("Margin", "What remains of revenue?",
         "Revenue by payment less costs of the period. Without cost data it is not computable."),
        Unit.MONEY, Difference("revenue_paid", "costs"),
    ),
)  # fmt: skip
