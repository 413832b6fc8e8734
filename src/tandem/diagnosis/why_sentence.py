"""The question and the one sentence of the answer: what, how much, whose, since when, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tandem.basics.numbers import format_period
from tandem.diagnosis.rules.verdict import Diagnosis, Verdict
from tandem.diagnosis.why_speaking import Speaker
from tandem.diagnosis.why_told import Told

_MOST_IN_SENTENCE = 3


def question(speaker: Speaker) -> str:
    """What is asked: two periods, and by how much revenue differs."""
    change = speaker.why.revenue[1] - speaker.why.revenue[0]
    before, after = (format_period(each, speaker.language) for each in (speaker.why.before, speaker.why.after))
    if not change:
        return speaker.words(
            f"Почему выручка за {after} такая же, как за {before}?",
            f"Why is revenue of {after} the same as of {before}?",
        )
    amount = speaker.money(abs(change), signed=False)
    ru, en = ("выше", "higher") if change > 0 else ("ниже", "lower")
    return speaker.words(
        f"Почему выручка за {after} на {amount} {ru}, чем за {before}?",
        f"Why is revenue of {after} {amount} {en} than of {before}?",
    )


def sentence(
    speaker: Speaker, causes: Sequence[Told], people: Sequence[Told], bars: Sequence[Told], wrong: Sequence[str]
) -> str:
    """What, how much, whose, since when; then what is left, and what is nobody's."""
    told = [_cause(each) for each in (*causes, *people)][:_MOST_IN_SENTENCE]
    blocked = bool(speaker.why.faults) and (speaker.why.faults[0].everything or not bars)
    if blocked:
        return speaker.words(f"Винить пока нельзя никого. {wrong[0]}", f"Nobody can be blamed yet. {wrong[0]}")
    labels = [each for each in bars if each.verdict is Verdict.LABELS_MOVED]
    if labels:
        told = [_labels(speaker, labels[0]), *told]
    if not told:
        first = speaker.words(
            "Ни одной причины, которую можно отличить от случайного, не видно",
            "No cause can be told from chance",
        )
        return f"{first}; {_left(speaker, bars)}."
    whole = "; ".join(told)
    return f"{whole[0].upper()}{whole[1:]}; {_left(speaker, bars)}."


def _cause(told: Told) -> str:
    parts = [told.shown, told.whose, *([told.since] if told.since else [])]
    return f"{told.phrase} ({', '.join(parts)})"


def _labels(speaker: Speaker, target: Told) -> str:
    fewer = target.amount < 0
    since = f" ({target.since})" if target.since else ""
    return speaker.words(
        f"заявки стали оценивать иначе{since}: целевых по оценкам {'меньше' if fewer else 'больше'}, а денег с "
        "заявки столько же",
        f"requests are judged otherwise{since}: {'fewer' if fewer else 'more'} are called target, and each brings "
        "as much as before",
    )


def _left(speaker: Speaker, bars: Sequence[Told]) -> str:
    likely = [bar for bar in bars if _likely(bar, speaker.why.diagnosis)]
    rest = sum(
        (bar.amount for bar in bars if bar.verdict in (Verdict.NOISE, Verdict.SMALL) and bar not in likely),
        Decimal(0),
    )
    other = sum((bar.amount for bar in bars if bar.verdict is Verdict.NOBODYS), Decimal(0))
    unsaid = sum((bar.amount for bar in bars if bar.verdict is Verdict.CANNOT_TELL), Decimal(0))
    said = [
        *(
            speaker.words(
                f"похоже, что {bar.phrase} ({bar.shown}), но наверняка этого ещё не сказать",
                f"it seems that {bar.phrase} ({bar.shown}), yet that is not sure",
            )
            for bar in likely
        ),
        speaker.words(
            f"остальное, {speaker.money(rest)}, неотличимо от случайного",
            f"the rest, {speaker.money(rest)}, cannot be told from chance",
        ),
    ]
    if other:
        said.append(
            speaker.words(
                f"{speaker.money(other)} — деньги других дней и особые сделки, ничьи",
                f"{speaker.money(other)} is money of other days and special deals, nobody's",
            )
        )
    if unsaid:
        said.append(
            speaker.words(
                f"о {speaker.money(unsaid)} судить рано", f"of {speaker.money(unsaid)} it is too early to judge"
            )
        )
    return "; ".join(said)


def _likely(bar: Told, diagnosis: Diagnosis | None) -> bool:
    """Chance may explain it among so many bars, though hardly by itself."""
    return bar.verdict is Verdict.NOISE and is_large(bar, diagnosis) and (bar.low > 0 or bar.high < 0)


def is_large(bar: Told, diagnosis: Diagnosis | None) -> bool:
    """Whether it would matter if it were true."""
    return diagnosis is not None and abs(float(bar.amount)) > diagnosis.least
