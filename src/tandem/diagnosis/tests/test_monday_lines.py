"""The Monday letter holds at most six lines, each one line, whatever the answer holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.basics.periods import Period
from tandem.diagnosis.monday_figures import WeekFigures
from tandem.diagnosis.monday_lines import MOST_LINES, lines, subject
from tandem.diagnosis.rules.faults import Fault, FaultKey
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_told import Answer, Told

WEEK = Period.week(date(2026, 11, 23))
odd = st.text(max_size=40) | st.sampled_from(["", "a\nb\r\nc", "\u2028", "Окна\tи двери\x0b"])
money = st.decimals(-(10**9), 10**9, places=2)


def bar(**said):
    empty = dict.fromkeys(
        ("name", "shown", "interval", "whole_interval", "side", "whose", "verdict_words", "phrase", "before", "after",
         "since", "ask", "whom", "wait", "measure"), "",
    )  # fmt: skip
    numbers = dict.fromkeys(("low", "high", "whole_low", "whole_high"), 0.0)
    whole = {"key": "traffic", "amount": Decimal(0), "verdict": Verdict.NOISE, "places": ()}
    return Told(**{**empty, **numbers, **whole, **said})


def compared(before="0", after="0"):
    period = Period(date(2026, 11, 2), date(2026, 11, 29))
    return Why(
        before=period.previous(), after=period, by="source", where={}, revenue=(Decimal(before), Decimal(after)),
        revenue_measure="revenue_paid", currency="RUB", amounts={}, diagnosis=None, faults=(), since={},
        seller_since={}, channels=(), sellers=(), owners={}, threshold=0.03, version=0, until=WEEK.end, leads=(0, 0),
        lead_ids_huge=(),
    )  # fmt: skip


def answer(**said):
    whole = {"question": "?", "sentence": ".", "before": "", "after": ""}
    none = dict.fromkeys(("faults", "bars", "causes", "sellers", "sides", "ruled_out", "may_be", "untold"), ())
    return Answer(**{**whole, **none, **said})


def week(revenue="410000", before="520000", until=WEEK.end):
    return WeekFigures(WEEK, Decimal(revenue), Decimal(before), leads=32, sales=3, until=until)


TARGET = bar(
    key="target", name="Целевые заявки", amount=Decimal(-290000), shown="−290 тыс. ₽", side="marketing",
    whose="маркетинг", verdict=Verdict.CAUSE, phrase="среди заявок меньше целевых — «Весна»", since="с 6 октября",
    ask="Что изменили в аудитории?", whom="руководителя маркетинга",
)  # fmt: skip


bars = st.builds(
    bar, key=st.sampled_from(["traffic", "seller:7", "check"]), name=odd, phrase=odd, shown=odd, whose=odd, side=odd,
    since=odd, ask=odd, whom=odd, amount=money, verdict=st.sampled_from(Verdict),
).filter(lambda each: bool(each.whose) or not each.side)  # fmt: skip
many = st.lists(bars, max_size=9).map(tuple)
said = st.lists(odd, max_size=9).map(tuple)


@settings(max_examples=200, deadline=None)
@given(
    told=st.builds(answer, bars=many, causes=many, sellers=many, faults=said, untold=said),
    sums=st.tuples(money, money, money, money), language=st.sampled_from(["ru", "en"]),
    until=st.dates(date(2020, 1, 1), date(2026, 12, 31)), link=st.sampled_from(["", "https://tandem.example.com/why/"]),
)  # fmt: skip
def test_it_never_has_more_than_six_lines_and_each_is_one(told, sums, language, until, link):
    found = lines(
        week(sums[0], sums[1], until), compared(sums[2], sums[3]), told, language, link=link
    )  # fmt: skip

    assert 2 <= len(found) <= MOST_LINES == 6
    assert all(line.strip() and len(line.splitlines()) == 1 for line in found)
    assert not link or found[-1] == link
    assert len(subject(week(), compared(), language).splitlines()) == 1


def test_it_says_how_much_why_what_is_noise_who_must_do_what_by_when_and_what_is_not_known():
    noise = bar(name="Средний чек", amount=Decimal(-27000))
    told = answer(bars=(TARGET, noise), causes=(TARGET,), untold=("Скидки: прайсовых цен нет.",))

    found = lines(week(), compared("3120000", "2708000"), told, "ru")

    assert [line.replace("\u202f", " ") for line in found] == [
        "Выручка за неделю 23–29 ноя 2026: 410 тыс. ₽, неделей раньше 520 тыс. ₽; заявок 32, продаж 3. За четыре "
        "недели 2,71 млн ₽: на 412 тыс. ₽ меньше, чем за прежние четыре.",
        "Почему: среди заявок меньше целевых — «Весна» (−290 тыс. ₽, маркетинг, с 6 октября).",
        "Случайное, разбирать не нужно: средний чек; вместе −27 тыс. ₽.",
        "Ответить до пятницы, 4 декабря. Маркетинг: «Что изменили в аудитории?»",
        "Чего пока нельзя сказать. Скидки: прайсовых цен нет.",
    ]


def test_after_a_first_week_of_one_export_it_tells_what_is_seen_what_cannot_be_judged_and_blames_nobody():
    told = answer(
        faults=("One of the periods has no requests (0 and 32).",), untold=("Money: no payments.", "Calls.", "Ads.")
    )
    begun = WeekFigures(
        WEEK, Decimal(410000), Decimal(0), leads=32, sales=3, until=date(2026, 11, 27), since=WEEK.start, untouched=7,
        judged=25, target=10,
    )  # fmt: skip
    nothing = Fault(FaultKey.NO_LEADS, everything=True)
    sold = replace(compared("0", "410000"), revenue_measure="deals_amount", faults=(nothing,))

    assert lines(begun, sold, told, "en") == (
        "Sold in the week 23–29 Nov 2026: ₽410k; requests 32, sales 3. The data begin on 23 November, there are no "
        "four weeks yet to hold four against: import the history of the CRM, or wait until 18 January.",
        "Why: too early to judge, so nobody is named.",
        "What can be seen: nobody has begun with 7 of the week's 32 requests; 10 of 25 judged are target.",
        "What cannot be told yet. The data end on 27 November: import the remaining days. Money: no payments. Calls. "
        "And 1 more.",
    )
    russian = [line.replace("\u202f", " ") for line in lines(begun, sold, told, "ru")]
    assert russian[:3] == [
        "Продано за неделю 23–29 ноя 2026: 410 тыс. ₽; заявок 32, продаж 3. Данные начинаются 23 ноября, сравнивать "
        "четыре недели с четырьмя пока не с чем: загрузите историю из CRM или ждите до 18 января.",
        "Почему: судить рано, поэтому никто не назван.",
        "Уже видно: в работу не взято 7 из 32 заявок недели; целевых 10 из 25 оценённых.",
    ]


def test_money_of_other_days_is_told_with_the_causes_and_a_deal_set_apart_is_no_doubt():
    deal = bar(name="Очень крупная сделка", amount=Decimal(-1950000), verdict=Verdict.NOBODYS)
    later = bar(name="Ещё не оплачено", amount=Decimal(-450000), verdict=Verdict.NOBODYS)
    apart = replace(compared("5000000", "2600000"), faults=(Fault(FaultKey.HUGE, numbers={"deals": 1}),))

    found = lines(week(), apart, answer(bars=(deal, later), faults=("Очень крупные сделки (1).",)), "ru")

    assert [line.replace("\u202f", " ") for line in found[1:]] == [
        "Почему: ни одной причины, которую можно отличить от случайного, пока не видно; −2,40 млн ₽ — ничья работа: "
        "деньги других дней и особые сделки, больше всего «Очень крупная сделка».",
    ]


def test_a_week_before_of_which_nothing_is_known_is_not_called_nothing():
    begun = replace(week(before="0"), since=date(2026, 11, 18))

    assert "неделей раньше" not in lines(begun, compared("0", "410000"), answer(), "ru")[0]
    assert "неделей раньше" in lines(replace(begun, since=date(2026, 11, 16)), compared(), answer(), "ru")[0]
