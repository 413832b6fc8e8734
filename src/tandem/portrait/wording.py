"""What the pages of the portrait say: verdicts, shortages, and what a history cannot tell."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.intervals import Estimate
from tandem.basics.numbers import DASH, format_interval, format_number
from tandem.basics.text import Text
from tandem.portrait.result import Result
from tandem.portrait.rules.confirming import Verdict
from tandem.portrait.rules.finding import Shortage, Useless

VERDICTS: Mapping[Verdict, Text] = {
    Verdict.CONFIRMED: Text(ru="подтвердилось", en="confirmed"),
    Verdict.UNCERTAIN: Text(ru="пока неотличимо от случайности", en="not told from chance so far"),
    Verdict.REVERSED: Text(ru="не подтвердилось", en="not confirmed"),
}
USELESS: Mapping[Useless, Text] = {
    Useless.UNKNOWN: Text(ru="ни у одного лида не заполнено", en="not known of any lead"),
    Useless.CONSTANT: Text(ru="у всех одно и то же", en="the same for all"),
    Useless.SCATTERED: Text(ru="почти у каждого своё", en="different for nearly every lead"),
}
_SHORT = {
    True: Text(
        ru="Мало купивших: в меньшей половине истории их {have}, а нужно не меньше {need}.",
        en="Too few buyers: the poorer half of the history has {have}, and at least {need} are needed.",
    ),
    False: Text(
        ru="Мало тех, кто не купил: в меньшей половине истории их {have}, а нужно не меньше {need}.",
        en="Too few who did not buy: the poorer half of the history has {have}, and at least {need} are needed.",
    ),
}
_MORE = Text(ru="При той же доле это ещё около {more} лидов.", en="At the same rate that is about {more} leads more.")
_NEVER = {
    True: Text(
        ru="Не купил ещё никто: сравнивать не с чем. Проверьте, приходят ли оплаты и выигранные сделки.",
        en="Nobody has bought yet, so there is nothing to compare. See whether payments and won deals come in.",
    ),
    False: Text(
        ru="Купили все: сравнивать не с чем. Проверьте, приходят ли заявки, которые не стали сделками.",
        en="Everybody has bought, so there is nothing to compare. See whether leads that became no deals come in.",
    ),
}


def shortage_words(shortage: Shortage, language: str) -> str:
    """What is missing and how much more is needed."""
    if shortage.more is None:
        return _NEVER[shortage.of_buyers].in_language(language)
    short = _SHORT[shortage.of_buyers].in_language(language)
    more = _MORE.in_language(language).format(more=format_number(shortage.more, language))
    return f"{short.format(have=shortage.have, need=shortage.need)} {more}"


def rate_words(estimate: Estimate | None, language: str) -> str:
    """``12 % (9–15)``, with more figures where the share is small."""
    if estimate is None or estimate.value is None:
        return DASH
    places = 0 if estimate.value >= 0.1 else 1
    return format_interval(estimate.value, estimate.low, estimate.high, language, places)


def lift_words(estimate: Estimate, language: str) -> str:
    """``×1,8 (1,5–2,1)``."""
    if estimate.value is None:
        return DASH
    value, low, high = (format_number(each, language, 1 if estimate.value >= 1.3 else 2) for each in
                        (estimate.value, estimate.low, estimate.high))  # fmt: skip
    return f"×{value} ({low}–{high})"


def left_out_words(result: Result, language: str) -> list[str]:
    """Which leads are not counted, and why."""
    said = []
    for count, words in (
        (result.young, _YOUNG), (result.unhandled, _UNHANDLED), (result.untold, _UNTOLD),
    ):  # fmt: skip
        if count:
            days = result.mature_days if result.mature_days is not None else result.followed_days
            said.append(words.in_language(language).format(count=format_number(count, language), days=days))
    if result.sampled > 1:
        said.append(_SAMPLED.in_language(language).format(parts=result.sampled))
    return said


_YOUNG = Text(
    ru="{count} ещё не дозрели: им меньше {days} дн., а за это время покупают девять из десяти купивших",
    en="{count} are not mature: younger than {days} days, by which nine buyers of ten have bought",
)
_UNHANDLED = Text(
    ru="{count} никто не обработал: это не отказы", en="{count} nobody has worked on: these are no refusals"
)
_UNTOLD = Text(ru="{count} никто не оценил", en="{count} nobody has graded")
_SAMPLED = Text(
    ru="лидов больше миллиона: взят каждый {parts}-й, по номеру лида",
    en="there are more than a million leads: one of {parts} is taken, by its number",
)
