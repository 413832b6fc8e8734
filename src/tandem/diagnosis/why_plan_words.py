"""The answer to "why not the plan" in words, in the shape every other answer has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tandem.basics.numbers import format_number, format_period
from tandem.basics.text import Text
from tandem.diagnosis.rules.decomposition_factors import ANSWER, DISCOUNT, HANDOVER, LEAD_RATE, MIX, PROCESSED
from tandem.diagnosis.rules.faults import Fault, FaultKey
from tandem.diagnosis.rules.plan_split import UNPLANNED, PlanBar
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_planned import Planned
from tandem.diagnosis.why_saying import said_level, said_longer, short_money
from tandem.diagnosis.why_told import Answer, Told
from tandem.diagnosis.why_words import BARS, HEADS, NOBODY, SIDES, VERDICTS, BarWords

_NO_ASK = Text(ru="", en="")
#: How each line is called and what it means to be under plan and above it.
_BARS: Mapping[str, BarWords] = {
    "traffic": BarWords(
        BARS["traffic"].name,
        Text(ru="заявок меньше плана", en="fewer requests than planned"),
        Text(ru="заявок больше плана", en="more requests than planned"),
        BARS["traffic"].ask, "count", "leads",
    ),
    "target_leads": BarWords(
        Text(ru="Число целевых заявок", en="Number of target leads"),
        Text(ru="целевых заявок меньше плана", en="fewer target leads than planned"),
        Text(ru="целевых заявок больше плана", en="more target leads than planned"),
        BARS["target"].ask, "count", "target_leads",
    ),
    "deals": BarWords(
        Text(ru="Число продаж", en="Number of sales"),
        Text(ru="продаж меньше плана", en="fewer sales than planned"),
        Text(ru="продаж больше плана", en="more sales than planned"),
        Text(ru="Чего не хватило для плана продаж?", en="What was missing for the plan of sales?"),
        "count", "deals_won",
    ),
    "target": BarWords(
        BARS["target"].name,
        Text(ru="доля целевых ниже плана", en="a smaller share of target leads than planned"),
        Text(ru="доля целевых выше плана", en="a larger share of target leads than planned"),
        BARS["target"].ask, "share", "non_target_leads",
    ),
    "won": BarWords(
        BARS["won"].name,
        Text(ru="продаж на целевую заявку меньше плана", en="fewer sales a target lead than planned"),
        Text(ru="продаж на целевую заявку больше плана", en="more sales a target lead than planned"),
        BARS["won"].ask, "share", "deals_lost",
    ),
    "lead_to_sale": BarWords(
        Text(ru="Из заявки в продажу", en="From request to sale"),
        Text(ru="продаж на заявку меньше плана", en="fewer sales a request than planned"),
        Text(ru="продаж на заявку больше плана", en="more sales a request than planned"),
        BARS["won"].ask, "share", "deals_lost",
    ),
    "check": BarWords(
        Text(ru="Выручка на продажу", en="Revenue a sale"),
        Text(ru="на одну продажу пришло меньше денег, чем в плане", en="each sale brought less than planned"),
        Text(ru="на одну продажу пришло больше денег, чем в плане", en="each sale brought more than planned"),
        BARS["check"].ask, "money", "deals_won",
    ),
    UNPLANNED: BarWords(
        Text(ru="Без плана, всё вместе", en="Without a plan, all together"),
        Text(ru="то, о чём план молчит, принесло меньше", en="what the plan says nothing of brought less"),
        Text(ru="то, о чём план молчит, принесло больше", en="what the plan says nothing of brought more"),
        _NO_ASK,
    ),
}  # fmt: skip
#: Factors that no plan of ours can name.
_NEVER = (MIX, LEAD_RATE, PROCESSED, HANDOVER, ANSWER, "qualified", "invoice", DISCOUNT)
_MOST_IN_SENTENCE = 3


def told_of_plan(
    why: Why, bars: Sequence[PlanBar], verdicts: Mapping[str, Verdict], planned: Planned, language: str
) -> Answer:
    """Everything the page, the command and the letter say of fact against plan."""
    told = tuple(_told(each, verdicts[each.key], why, language) for each in bars)
    causes = tuple(sorted((bar for bar in told if bar.verdict is Verdict.CAUSE), key=lambda bar: -abs(bar.amount)))
    faults = tuple(_fault(each, why, language) for each in why.faults)
    return Answer(
        question=_question(why, language),
        sentence=_sentence(why, told, causes, faults, language),
        faults=faults,
        bars=told,
        causes=causes,
        sellers=(),
        sides=(),
        ruled_out=tuple(bar.name for bar in told if bar.verdict in (Verdict.NOISE, Verdict.SMALL)),
        may_be=(),
        untold=_untold(told, planned, language),
        before=short_money(why.revenue[0], why.currency, language),
        after=short_money(why.revenue[1], why.currency, language),
    )


def _question(why: Why, language: str) -> str:
    change, period = why.revenue[1] - why.revenue[0], format_period(why.after, language)
    if not change:
        return Text(
            ru=f"Почему выручка за {period} точно по плану?", en=f"Why is revenue of {period} exactly as planned?"
        ).in_language(language)
    amount = short_money(abs(change), why.currency, language)
    ru, en = ("выше", "above") if change > 0 else ("ниже", "below")
    return Text(
        ru=f"Почему выручка за {period} на {amount} {ru} плана?", en=f"Why is revenue of {period} {amount} {en} plan?"
    ).in_language(language)


def _told(bar: PlanBar, verdict: Verdict, why: Why, language: str) -> Told:
    words, amount = _BARS[bar.key], why.amounts[bar.key]
    side = why.owners.get(bar.key)
    interval = Text(
        ru=f"от {_signed(bar.low, why, 'ru')} до {_signed(bar.high, why, 'ru')}",
        en=f"{_signed(bar.low, why, 'en')} to {_signed(bar.high, why, 'en')}",
    ).in_language(language)
    without = bar.key == UNPLANNED
    return Told(
        key=bar.key,
        name=words.name.in_language(language),
        amount=amount,
        shown=_signed(amount, why, language),
        low=bar.low,
        high=bar.high,
        interval=interval,
        whole_low=bar.low,
        whole_high=bar.high,
        whole_interval=interval,
        side=side.value if side else "",
        whose=(NOBODY if without else SIDES[side]).in_language(language),
        verdict=verdict,
        verdict_words=(_WITHOUT if without else VERDICTS[verdict]).in_language(language),
        phrase=(words.less if amount < 0 else words.more).in_language(language),
        before=said_level(bar.plan, words.level, why.currency, language),
        after=said_level(bar.fact, words.level, why.currency, language),
        since="",
        ask=words.ask.in_language(language),
        whom=HEADS[side].in_language(language),
        wait="",
        measure=words.measure,
        places=(),
    )


_WITHOUT = Text(ru="плана нет", en="no plan")


def _signed(amount: Decimal | float, why: Why, language: str) -> str:
    return short_money(amount, why.currency, language, signed=True)


def _sentence(why: Why, told: Sequence[Told], causes: Sequence[Told], faults: Sequence[str], language: str) -> str:
    """What and how much, whose; then what chance explains, and what the plan says nothing of."""
    if faults:
        return Text(
            ru=f"Винить пока нельзя никого. {faults[0]}", en=f"Nobody can be blamed yet. {faults[0]}"
        ).in_language(language)
    said = [f"{each.phrase} ({each.shown}, {each.whose})" for each in causes[:_MOST_IN_SENTENCE]]
    none = Text(
        ru="ни одной причины, которую можно отличить от случайного, не видно", en="no cause can be told from chance"
    )
    said = said or [none.in_language(language)]
    rest = sum((bar.amount for bar in told if bar.verdict in (Verdict.NOISE, Verdict.SMALL)), Decimal(0))
    said.append(
        Text(
            ru=f"остальное, {_signed(rest, why, 'ru')}, неотличимо от случайного",
            en=f"the rest, {_signed(rest, why, 'en')}, cannot be told from chance",
        ).in_language(language)
    )
    silent = sum((bar.amount for bar in told if bar.key == UNPLANNED), Decimal(0))
    if silent:
        said.append(
            Text(
                ru=f"{_signed(silent, why, 'ru')} — то, о чём план молчит",
                en=f"{_signed(silent, why, 'en')} is what the plan says nothing of",
            ).in_language(language)
        )
    whole = "; ".join(said)
    return f"{whole[0].upper()}{whole[1:]}."


def _fault(fault: Fault, why: Why, language: str) -> str:
    needed = format_number(fault.numbers["needed"], language)
    if fault.key is FaultKey.SHORT:
        return Text(
            ru=f"Период короче {needed} дней: одна неделя ещё ни о ком не говорит. Выберите две недели и больше.",
            en=f"The period is shorter than {needed} days: one week says nothing of anybody yet. Choose two weeks or "
            "more.",
        ).in_language(language)
    sales, longer = format_number(fault.numbers["sales"], language), fault.numbers.get("longer")
    more = max(int(longer or 0) - len(why.after), 0) if why.after.end >= why.until else 0
    wait = said_longer(None if longer is None else int(longer), more, language)
    return Text(
        ru=f"Продаж меньше {needed} ({sales}): одна сделка больше или меньше решает всё, и никого ещё не назвать. "
        f"{wait}",
        en=f"There are fewer than {needed} sales ({sales}): one deal more or less decides everything, and nobody can "
        f"be named yet. {wait}",
    ).in_language(language)


def _untold(told: Sequence[Told], planned: Planned, language: str) -> tuple[str, ...]:
    """What has no plan, in one line, and where the agreement stood in for a plan."""
    keys = {bar.key for bar in told}
    silent = [BARS[key].name for key in _NEVER]
    if "traffic" not in keys:
        silent.insert(0, BARS["traffic"].name)
    if not keys & {"target", "target_leads"}:
        silent.append(BARS["target"].name)
    if UNPLANNED in keys:
        silent += [BARS["won"].name, BARS["check"].name]
    names = ", ".join(name.in_language(language).lower() for name in silent)
    where = (
        Text(
            ru=f"всё вместе — строка «{_BARS[UNPLANNED].name.ru}»",
            en=f"all of it is the line “{_BARS[UNPLANNED].name.en}”",
        )
        if UNPLANNED in keys
        else Text(ru="это внутри строк, у которых план есть", en="it is inside the lines that have one")
    )
    found = [
        Text(ru=f"Без плана: {names}; {where.ru}.", en=f"Without a plan: {names}; {where.en}.").in_language(language)
    ]
    if planned.agreed:
        found.append(
            Text(
                ru="Где план не загружен, взято обещанное в регламенте.",
                en="Where no plan was imported, it is what the agreement promises.",
            ).in_language(language)
        )
    return tuple(found)
