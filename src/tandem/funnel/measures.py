"""Numbers of the journey: each step by period and by cohort, kept apart and named so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tandem.basics.text import Text
from tandem.funnel.steps import STEPS
from tandem.measures.catalogue import Better, Cohort, CohortDays, Measure, PeriodRatio, Total, Unit
from tandem.people.rules import Department

_SALES, _MARKETING = Department.SALES, Department.MARKETING


@dataclass(frozen=True, slots=True)
class _Milestone:
    """A step a lead can reach: the day it did, the day it will no longer, and words for both languages."""

    key: str
    day: str
    lost: str
    ru: str
    en: str


_TARGET_DAY = "CASE WHEN target THEN graded_on END"
_LOST = "lost_on"

_MILESTONES = (
    _Milestone("processed", "processed_on", _LOST, "обработан", "processed"),
    _Milestone(
        "target", _TARGET_DAY, "CASE WHEN target THEN NULL WHEN graded_on IS NOT NULL THEN graded_on ELSE lost_on END",
        "признан целевым", "found to be target",
    ),
    _Milestone("qualified", "qualified_on", _LOST, "квалифицирован", "qualified"),
    _Milestone("invoice", "invoice_on", _LOST, "дошёл до счёта", "invoiced"),
    _Milestone("won", "won_on", _LOST, "продан", "won"),
    _Milestone("paid", "first_paid_on", _LOST, "оплачен", "paid"),
)  # fmt: skip

_ENTRY = _Milestone("leads", "captured_on", _LOST, "принят", "captured")


def _counts() -> Iterator[Measure]:
    yield _count(
        "target_graded_on", "Признаны целевыми в периоде", "Found to be target in the period",
        "Лиды, оценённые в этом периоде и признанные целевыми, когда бы ни пришла заявка.",
        "Leads graded in the period and found to be target, whenever the request came.",
        Total("leads", day="graded_on", where="target = TRUE"), _MARKETING,
    )  # fmt: skip
    yield _count(
        "qualified", "Квалифицированы", "Qualified",
        "Лиды, которые в этом периоде впервые дошли до этапа «Квалифицирован» или дальше.",
        "Leads that first reached the stage “Qualified”, or went beyond it, in the period.",
        Total("leads", day="qualified_on"), _SALES,
    )  # fmt: skip
    yield _count(
        "invoice_stage", "Дошли до счёта", "Reached an invoice",
        "Лиды, которые в этом периоде впервые дошли до этапа «Счёт выставлен» или дальше.",
        "Leads that first reached the stage “Invoice sent”, or went beyond it, in the period.",
        Total("leads", day="invoice_on"), _SALES,
    )  # fmt: skip
    for step in _MILESTONES:
        condition = "target = TRUE AND graded_on IS NOT NULL" if step.key == "target" else f"{step.day} IS NOT NULL"
        yield _count(
            f"{step.key}_reached", f"Когорта: {step.ru}", f"Cohort: {step.en}",
            f"Лиды, принятые в периоде, каждый из которых к сегодняшнему дню {step.ru}.",
            f"Leads captured in the period and {step.en} by now.",
            Total("leads", day="captured_on", where=condition), _SALES,
        )  # fmt: skip
    yield _count(
        "repeat_reached", "Когорта: повторные продажи", "Cohort: repeat sales",
        "Лиды, принятые в периоде, которые стали повторной продажей.",
        "Leads captured in the period that became a repeat sale.",
        Total("leads", day="captured_on", where="won_on IS NOT NULL AND sale_number > 1"), _SALES,
    )  # fmt: skip


def _count(key: str, ru: str, en: str, words_ru: str, words_en: str, value: Total, owner: Department) -> Measure:
    return Measure(
        key=key,
        name=Text(ru=ru, en=en),
        question=Text(ru="Сколько лидов дошло до этого шага?", en="How many leads came this far?"),
        definition=Text(ru=words_ru, en=words_en),
        unit=Unit.COUNT,
        value=value,
        better=Better.UP,
        owner=owner,
    )


def _period_ratios() -> Iterator[Measure]:
    """Events of a step to events of the step before in the same period."""
    for before, step in pairwise(STEPS):
        if step.conversion != f"{step.key}_per_previous":
            continue
        yield Measure(
            key=step.conversion,
            name=Text(
                ru=f"За период: {step.title.ru.lower()} к «{before.title.ru.lower()}»",
                en=f"In the period: {step.title.en.lower()} to {before.title.en.lower()}",
            ),
            question=Text(ru="Где воронка сужается?", en="Where does the funnel narrow?"),
            definition=Text(
                ru="Отношение числа событий периода на этом шаге к числу событий на предыдущем. Это разные лиды, "
                "поэтому бывает и больше 100 %. Долю одних и тех же лидов показывает конверсия когорты.",
                en="Events of this step to events of the step before in the same period. They are different leads, "
                "so it may exceed 100 %. The cohort conversion follows the same leads.",
            ),
            unit=Unit.RATIO,
            value=PeriodRatio(step.events, before.events),
            better=Better.UP,
            owner=_MARKETING if step.key in ("visits", "leads") else _SALES,
        )
    yield Measure(
        key="sale_conversion",
        name=Text(ru="Конверсия в продажу за период", en="Sales to processed leads in the period"),
        question=Text(ru="Сколько продаж на обработанную заявку?", en="How many sales for each processed lead?"),
        definition=Text(
            ru="Продажи периода, делённые на обработанные за период лиды. Это не одни и те же лиды: продажа могла "
            "начаться раньше.",
            en="Deals won in the period divided by leads processed in it. Not the same leads: a deal may have begun "
            "earlier.",
        ),
        unit=Unit.RATIO,
        value=PeriodRatio("deals_won", "processed"),
        better=Better.UP,
        owner=_SALES,
    )


def _cohorts() -> Iterator[Measure]:
    for before, step in zip((_ENTRY, *_MILESTONES), _MILESTONES, strict=False):
        yield _cohort(
            f"{step.key}_cohort",
            Text(ru=f"Конверсия когорты: лид {step.ru}", en=f"Cohort conversion: lead {step.en}"),
            Text(ru="из лидов, принятых в периоде", en="leads captured in the period"),
            Cohort(reached=step.day, lost=step.lost),
        )
        yield _cohort(
            f"{step.key}_cohort_step",
            Text(
                ru=f"Конверсия шага когорты: {before.ru} → {step.ru}",
                en=f"Cohort step conversion: {before.en} → {step.en}",
            ),
            Text(
                ru=f"из лидов, принятых в периоде и уже дошедших до шага «{before.ru}»",
                en=f"leads captured in the period that were {before.en}",
            ),
            Cohort(start=before.day, reached=step.day, lost=step.lost),
        )
        yield Measure(
            key=f"{step.key}_days",
            name=Text(ru=f"Дней до шага: {before.ru} → {step.ru}", en=f"Days: {before.en} → {step.en}"),
            question=Text(ru="Сколько лид ждёт этого шага?", en="How long does a lead take to this step?"),
            definition=Text(
                ru="Медиана дней между двумя шагами среди лидов периода, которые прошли оба. Ещё не дошедшие сюда "
                "не входят, поэтому у молодой когорты она занижена; сколько их, показано рядом.",
                en="The median of days between two steps among leads of the period that passed both. Those not yet "
                "there are left out, so a young cohort looks fast; how many they are is shown beside.",
            ),
            unit=Unit.DAYS,
            value=CohortDays(start=before.day, reached=step.day, lost=step.lost),
            better=Better.DOWN,
            owner=_SALES,
        )


def _cohort(key: str, name: Text, of: Text, value: Cohort) -> Measure:
    return Measure(
        key=key,
        name=name,
        question=Text(ru="Какая доля дойдёт, если дождаться всех?", en="What share gets there once all are decided?"),
        definition=Text(
            ru=f"Доля {of.ru}, которая доходит до шага. Лид, по которому ещё ничего не решено, не считается "
            "отказом: он учтён до своего нынешнего возраста (метод Аалена — Йохансена). Рядом: сколько "
            "дошло, сколько ещё открыто и интервал.",
            en=f"The share of {of.en} that reaches the step. A lead yet undecided is not a refusal: it counts up to "
            "its present age (Aalen–Johansen). Beside it: how many got there, how many are open, the interval.",
        ),
        unit=Unit.SHARE,
        value=value,
        better=Better.UP,
        owner=_SALES,
    )


COUNTS = tuple(_counts())
PERIOD_RATIOS = tuple(_period_ratios())
COHORTS = tuple(_cohorts())
