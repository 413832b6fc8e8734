"""Numbers of how well we listen, and of what we hear."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Rate, Total, Unit
from tandem.people.rules import Department

_SALES = Department.SALES
_WHY_BOUGHT = Text(ru="Знаем ли мы, почему у нас купили?", en="Do we know why they bought?")
_WHY_REFUSED = Text(ru="Знаем ли мы, почему нам отказали?", en="Do we know why they refused?")
_REASON = "(refusal IS NOT NULL OR lost_reason IS NOT NULL)"
_NO_REASON = "refusal IS NULL AND lost_reason IS NULL"


def _count(
    key: str, ru: str, en: str, words_ru: str, words_en: str, *, day: str, where: str, question: Text, better: Better
) -> Measure:
    return Measure(
        key=key,
        name=Text(ru=ru, en=en),
        question=question,
        definition=Text(ru=words_ru, en=words_en),
        unit=Unit.COUNT,
        value=Total("leads", day=day, where=where),
        better=better,
        owner=_SALES,
    )


def _share(
    key: str, ru: str, en: str, words_ru: str, words_en: str, *, of: tuple[str, str], question: Text, better: Better
) -> Measure:
    return Measure(
        key=key,
        name=Text(ru=ru, en=en),
        question=question,
        definition=Text(ru=words_ru, en=words_en),
        unit=Unit.SHARE,
        value=Rate(*of),
        better=better,
        owner=_SALES,
    )


MEASURES = (
    _count(
        "won_reviewed", "Продажи с разбором", "Sales with a review",
        "Продажи периода, после которых записано, почему купили.",
        "Deals won in the period of which it is written down why they bought.",
        day="won_on", where="win_reviewed_at IS NOT NULL", question=_WHY_BOUGHT, better=Better.UP,
    ),
    _count(
        "won_unreviewed", "Продажи без разбора", "Sales without a review",
        "Продажи периода, о которых не записано, почему купили. Обычно их сдвинули в другой системе.",
        "Deals won in the period of which nobody wrote down why they bought; mostly moved in another system.",
        day="won_on", where="win_reviewed_at IS NULL", question=_WHY_BOUGHT, better=Better.DOWN,
    ),
    _share(
        "won_reviewed_share", "Доля продаж с разбором", "Share of sales with a review",
        "Продажи периода, после которых записано, почему купили, делённые на все продажи периода.",
        "Deals won in the period with a review, divided by all deals won in it.",
        of=("won_reviewed", "deals_won"), question=_WHY_BOUGHT, better=Better.UP,
    ),
    _count(
        "lost_with_reason", "Отказы с причиной", "Losses with a reason",
        "Отказы периода, у которых записана причина: код регламента или текст другой системы.",
        "Deals lost in the period with a reason written down: a code of the agreement or the words of another system.",
        day="lost_on", where=_REASON, question=_WHY_REFUSED, better=Better.UP,
    ),
    _count(
        "lost_without_reason", "Отказы без причины", "Losses without a reason",
        "Отказы периода, о которых никто не записал, почему.",
        "Deals lost in the period of which nobody wrote down why.",
        day="lost_on", where=_NO_REASON, question=_WHY_REFUSED, better=Better.DOWN,
    ),
    _share(
        "lost_with_reason_share", "Доля отказов с причиной", "Share of losses with a reason",
        "Отказы периода с записанной причиной, делённые на все отказы периода.",
        "Deals lost in the period with a reason, divided by all deals lost in it.",
        of=("lost_with_reason", "deals_lost"), question=_WHY_REFUSED, better=Better.UP,
    ),
    _count(
        "lost_to_competitor", "Отказы в пользу конкурента", "Lost to a named competitor",
        "Отказы периода, у которых записано, какую компанию выбрали вместо нас.",
        "Deals lost in the period of which it is written down which company they chose instead.",
        day="lost_on", where="competitor_id IS NOT NULL",
        question=Text(ru="Кому мы проигрываем?", en="To whom do we lose?"), better=Better.DOWN,
    ),
    _share(
        "lost_to_competitor_share", "Доля отказов в пользу конкурента", "Share lost to a named competitor",
        "Отказы периода, у которых записан конкурент, делённые на все отказы периода. О ком не спросили, того здесь "
        "нет, поэтому доля не больше настоящей.",
        "Deals lost in the period with a competitor named, divided by all deals lost in it. Where nobody asked there "
        "is no name, so the share is at most the true one.",
        of=("lost_to_competitor", "deals_lost"),
        question=Text(ru="Кому мы проигрываем?", en="To whom do we lose?"), better=Better.DOWN,
    ),
)  # fmt: skip
