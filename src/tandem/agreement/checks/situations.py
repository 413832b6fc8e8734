"""Situations nobody may ignore: one page that is read, not a book that is not."""

from __future__ import annotations

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.checks.promises import TABLES
from tandem.agreement.document import Document, Situation, Watch
from tandem.agreement.words import sentences
from tandem.basics.expression_values import Kind

_LEAST, _MOST = 5, 10


@check
def situations_not_on_one_page(document: Document, known: Known) -> Found:
    """Trigger, reaction and deadline of one situation are read as one sentence at least, more if they hold more."""
    if not document.situations:
        yield warning(
            "situations", "", "key",
            "Нет списка ситуаций, которые нельзя игнорировать. Хватит одной страницы.",
            "There is no list of situations nobody may ignore. One page is enough.",
        )  # fmt: skip
        return
    count = sum(
        max(sentences(each.trigger) - 1, 0) + max(sentences(each.reaction), 1) + max(sentences(each.deadline) - 1, 0)
        for each in document.situations
    )
    if not _LEAST <= count <= _MOST:
        yield warning(
            "situations", "", "reaction",
            f"В списке того, что нельзя игнорировать, предложений {count}. Нужна одна страница, от {_LEAST} до "
            f"{_MOST}: короче не хватит, длиннее не запомнят.",
            f"The list of what nobody may ignore has {count} sentence(s). One page is wanted, {_LEAST} to {_MOST}: "
            "less is too little, more is not remembered.",
        )  # fmt: skip


@check
def situation_that_cannot_be_seen(document: Document, known: Known) -> Found:
    for situation in document.situations:
        watch = situation.watch
        if watch is None:
            continue
        name = situation.trigger or situation.key
        if watch.about not in TABLES:
            yield serious(
                "situations", situation.key, "watch.about",
                f"«{name}»: о «{watch.about}» данных не бывает. Есть {', '.join(TABLES)}.",
                f"“{name}”: there is no data about “{watch.about}”. There are {', '.join(TABLES)}.",
            )  # fmt: skip
            continue
        if not watch.clause.strip():
            yield serious(
                "situations", situation.key, "watch.clause",
                f"«{name}»: не сказано, по какому условию её увидеть. Напишите условие или уберите отсчёт и сроки.",
                f"“{name}”: it is not said by which clause to see it. Write the clause, or take the times away.",
            )  # fmt: skip
        instants = sorted(field for field, each in known.fields[watch.about].items() if each.kind is Kind.INSTANT)
        if watch.since not in instants:
            yield serious(
                "situations", situation.key, "watch.since",
                f"«{name}»: «{watch.since}» — не момент времени. Есть {', '.join(instants)}.",
                f"“{name}”: “{watch.since}” is no instant. There are {', '.join(instants)}.",
            )  # fmt: skip
        yield from _timed(situation, watch, document)


def _timed(situation: Situation, watch: Watch, document: Document) -> Found:
    """What is wrong with the clock of a situation."""
    name, calendars = situation.trigger or situation.key, [calendar.key for calendar in document.calendars]
    if watch.minutes <= 0:
        yield warning(
            "situations", situation.key, "watch.minutes",
            f"«{name}»: срок реакции в минутах не указан, просроченной она станет сразу.",
            f"“{name}”: no time to react is given in minutes, so it is overdue at once.",
        )  # fmt: skip
    if watch.calendar and watch.calendar not in calendars:
        yield serious(
            "situations", situation.key, "watch.calendar",
            f"«{name}»: календаря «{watch.calendar}» нет. Есть {', '.join(calendars)}.",
            f"“{name}”: there is no calendar “{watch.calendar}”. There are {', '.join(calendars)}.",
        )  # fmt: skip
