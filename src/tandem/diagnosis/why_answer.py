"""The answer told in a language: one question, one sentence, the bars with their evidence, what was ruled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tandem.basics.numbers import format_percent
from tandem.diagnosis.rules.decomposition_factors import CHECK, TRAFFIC
from tandem.diagnosis.rules.decomposition_parts import ChannelPart
from tandem.diagnosis.rules.verdict import Diagnosis, Judged, Verdict
from tandem.diagnosis.rules.where import places_of
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_faults import fault_words
from tandem.diagnosis.why_levels import levels_beside, traffic_by_channel
from tandem.diagnosis.why_saying import (
    said_level,
    said_names,
    said_since,
    said_wait,
    short_money,
)
from tandem.diagnosis.why_sentence import is_large, question, sentence
from tandem.diagnosis.why_speaking import Speaker
from tandem.diagnosis.why_told import Answer, Place, Told
from tandem.diagnosis.why_untold import missing_of
from tandem.diagnosis.why_where import Elsewhere, OtherProducts
from tandem.diagnosis.why_words import (
    HEADS,
    LEADS_OR_LABELS,
    NOBODY,
    SIDES,
    VERDICTS,
)


def tell(why: Why, language: str, sellers: Mapping[int, str]) -> Answer:
    """The answer in a language; ``sellers`` are the names of people by id, none for a reader who may not see them."""
    teller = _Teller(why, language, sellers)
    diagnosis = why.diagnosis
    bars = tuple(teller.bar(each) for each in diagnosis.judged) if diagnosis else ()
    by_key = {bar.key: bar for bar in bars}
    causes = tuple(by_key[each.bar.key] for each in diagnosis.causes) if diagnosis else ()
    people = teller.sellers(diagnosis) if diagnosis else ()
    wrong = tuple(fault_words(each, why, language) for each in why.faults)
    return Answer(
        question=question(teller),
        sentence=sentence(teller, causes, people, bars, wrong),
        faults=wrong,
        bars=bars,
        causes=causes,
        sellers=people,
        sides=teller.sides(diagnosis) if diagnosis else (),
        ruled_out=tuple(
            bar.name for bar in bars if bar.verdict in (Verdict.NOISE, Verdict.SMALL) and not is_large(bar, diagnosis)
        ),
        may_be=tuple(
            f"{bar.name}: {bar.shown} ({bar.interval}); {bar.wait}"
            for bar in bars
            if bar.verdict is Verdict.NOISE and is_large(bar, diagnosis)
        ),
        untold=teller.untold(diagnosis),
        before=short_money(why.revenue[0], why.currency, language),
        after=short_money(why.revenue[1], why.currency, language),
    )


class _Teller(Speaker):
    def bar(self, judged: Judged) -> Told:
        """One bar with its evidence."""
        why, bar = self.why, judged.bar
        words = LEADS_OR_LABELS if judged.leads_or_labels else self.words_of(bar.key)
        amount = why.amounts[bar.key]
        of = judged.amount if judged.verdict is Verdict.CAUSE else float(amount)
        phrase = (words.less if of < 0 else words.more).in_language(self.language)
        placed = self._placed(judged)
        named = [self.channel(at, placed) for at in placed.channels]
        if named and judged.verdict is Verdict.CAUSE:
            phrase = f"{phrase} — {said_names(named, self.language)}"
        if bar.key == CHECK and why.beside.check is not None and judged.verdict is Verdict.CAUSE:
            phrase += self._other_products(why.beside.check)
        nobodys = judged.verdict is Verdict.NOBODYS
        since = why.since.get(bar.key)
        assert why.diagnosis is not None
        levels = levels_beside(bar, of, why.diagnosis.split, len(why.before))
        first, last = (
            said_level(each, words.level, why.currency, self.language) for each in (levels.before, levels.after)
        )
        if first == last and judged.verdict is Verdict.CAUSE:
            # The middle one of all may stand while some moved far.
            first = last = ""
        return Told(
            key=bar.key,
            name=words.name.in_language(self.language),
            amount=amount,
            shown=self.money(judged.amount if judged.verdict is Verdict.CAUSE else amount),
            low=judged.low,
            high=judged.high,
            interval=self.interval(judged.low, judged.high),
            whole_low=bar.low,
            whole_high=bar.high,
            whole_interval=self.interval(bar.low, bar.high),
            side=judged.side.value if judged.side else "",
            whose=(NOBODY if nobodys else SIDES[judged.side]).in_language(self.language),
            verdict=judged.verdict,
            verdict_words=VERDICTS[judged.verdict].in_language(self.language),
            phrase=phrase,
            before=first,
            after=last,
            since=said_since(since, self.language) if since else "",
            ask=words.ask.in_language(self.language),
            whom=HEADS[judged.side].in_language(self.language),
            wait=self._wait(judged),
            measure=words.measure,
            calls=words.calls,
            places=tuple(
                self._place(each, placed, words.level)
                for each in _ordered(placed.bar.channels)
                if _is_told(each, placed)
            ),
            note=words.note.in_language(self.language) if words.note else "",
            by=placed.by,
        )

    def _wait(self, judged: Judged) -> str:
        """Only for what would matter if it were true."""
        assert self.why.diagnosis is not None
        matters = judged.verdict is Verdict.NOISE and abs(judged.amount) > self.why.diagnosis.least
        return said_wait(judged.wait, self.language) if matters else ""

    def _placed(self, judged: Judged) -> Elsewhere:
        """By which dimension the places of a bar are told, and which of them are named."""
        why = self.why
        if judged.bar.key in why.beside.places:
            return why.beside.places[judged.bar.key]
        if judged.bar.key == TRAFFIC and why.diagnosis is not None:
            moved = traffic_by_channel(why.diagnosis.split, len(why.before))
            return Elsewhere(why.by, why.channels, moved, places_of(moved, why.diagnosis.split.limit).channels)
        return Elsewhere(why.by, why.channels, judged.bar, judged.channels)

    def _other_products(self, found: OtherProducts) -> str:
        before, after = (format_percent(each, self.language, 0) for each in (found.before, found.after))
        return self.words(
            f": продают другое, доля «{found.product}» в продажах была {before}, стала {after}, а чек внутри каждого "
            "продукта почти прежний",
            f": other products are sold, “{found.product}” was {before} of sales and is {after}, while the check of "
            "each product is nearly what it was",
        )

    def _place(self, part: ChannelPart, placed: Elsewhere, level: str) -> Place:
        # A wait's factor is what it left of a chance, and money's has its own scale: shares are what people read here.
        kind = level if level in ("share", "money", "count", "a_day") else ""
        if placed.bar.key == "mix":
            kind = "share"
        if placed.bar.key in ("lead_rate", "discount"):
            kind = ""
        known = part.channel < len(placed.members) - 1
        return Place(
            name=self.channel(part.channel, placed),
            amount=part.amount,
            shown=self.money(part.amount),
            before=said_level(part.before, kind, self.why.currency, self.language),
            after=said_level(part.after, kind, self.why.currency, self.language),
            sure=part.sure,
            member=placed.members[part.channel] if known else None,
            known=known,
        )

    def sellers(self, diagnosis: Diagnosis) -> tuple[Told, ...]:
        """Sellers of whom it can be said that they sell otherwise than before."""
        of, found = diagnosis.split.sellers, []
        for at in diagnosis.sellers:
            person = self.why.sellers[at]
            if person is None:
                continue
            name = self.names.get(person, f"№ {person}")
            amount = Decimal(str(round(float(of.shrunk[at]), 2)))
            less = amount < 0
            since = self.why.seller_since.get(at)
            rates = [
                format_percent(did / should, self.language, 0) if should else ""
                for did, should in zip(of.did[:, at], of.should[:, at], strict=True)
            ]
            low, high = float(of.low[at]), float(of.high[at])
            found.append(
                Told(
                    key=f"seller:{person}",
                    name=name,
                    amount=amount,
                    shown=self.money(amount),
                    low=low,
                    high=high,
                    interval=self.interval(low, high),
                    whole_low=low,
                    whole_high=high,
                    whole_interval=self.interval(low, high),
                    side="sales",
                    whose=self.words("продажи", "sales"),
                    verdict=Verdict.CAUSE,
                    verdict_words=VERDICTS[Verdict.CAUSE].in_language(self.language),
                    phrase=self.words(
                        f"{name}: из таких же заявок продаж {'меньше' if less else 'больше'} прежнего",
                        f"{name}: {'fewer' if less else 'more'} sales of the same kind of requests than before",
                    ),
                    before=rates[0],
                    after=rates[1],
                    since=said_since(since, self.language) if since else "",
                    ask=self.words(
                        "Что изменилось в работе и чем помочь?", "What changed in the work, what would help?"
                    ),
                    whom=name,
                    wait="",
                    measure="leads",
                    calls="processed",
                    places=(),
                )
            )
        return tuple(found)

    def sides(self, diagnosis: Diagnosis) -> tuple[tuple[str, str, str], ...]:
        """Each department's sum with its interval."""
        return tuple(
            (
                SIDES[each.side].in_language(self.language)
                if each.side
                else self.words("общее и ничьё", "joint and nobody's"),
                self.money(each.amount),
                self.interval(each.low, each.high),
            )
            for each in diagnosis.sides
        )

    def untold(self, diagnosis: Diagnosis | None) -> tuple[str, ...]:
        """What the data do not tell at all, and what they cannot tell yet."""
        missing = missing_of(self.why, diagnosis)
        judged = diagnosis.judged if diagnosis else ()
        # Where nothing at all can be judged the sentence says so: a list of all bars adds nothing.
        nothing = any(fault.everything for fault in self.why.faults)
        unjudged = [each.bar.key for each in judged if each.verdict is Verdict.CANNOT_TELL and not nothing]
        blocked = [self.words_of(key).name for key in unjudged if key not in missing]
        cannot = [
            self.words("Пока нельзя судить: ", "Cannot be judged yet: ")
            + ", ".join(name.in_language(self.language).lower() for name in blocked)
            + "."
        ]
        return (*(cannot if blocked else []), *(each.in_language(self.language) for each in missing.values()))


def _is_told(part: ChannelPart, placed: Elsewhere) -> bool:
    """All small ones together only where they did anything."""
    return bool(part.amount) or part.channel < len(placed.members) - 1


def _ordered(parts: Sequence[ChannelPart]) -> list[ChannelPart]:
    return sorted(parts, key=lambda each: -abs(each.amount))
