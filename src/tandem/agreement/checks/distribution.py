"""Distribution: terms that can be reckoned with, by fields and a calendar that exist."""

from __future__ import annotations

from decimal import Decimal

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Document
from tandem.agreement.field_names import label
from tandem.agreement.questions import specialised_in

#: Nobody spends a whole shift on leads.
_HARDLY = Decimal("0.9")
_SHARES = ("useful", "ahead", "least_part", "newcomer_share")


@check
def distribution_by_unknown_calendar(document: Document, known: Known) -> Found:
    key = document.distribution.calendar
    if key and key not in {each.key for each in document.calendars}:
        yield serious(
            "distribution", "", "calendar",
            f"Распределение: календаря «{key}» в регламенте нет.",
            f"Distribution: the agreement has no calendar “{key}”.",
        )  # fmt: skip


@check
def unknown_specialty(document: Document, known: Known) -> Found:
    able = specialised_in(document)
    for name in document.distribution.specialties:
        if name not in able:
            yield serious(
                "distribution", "", "specialties",
                f"Распределение: по полю «{name}» не специализируются. Можно по: {', '.join(able)}.",
                f"Distribution: nobody specialises in “{name}”. Possible are: {', '.join(able)}.",
            )  # fmt: skip


@check
def distribution_out_of_range(document: Document, known: Known) -> Found:
    terms = document.distribution
    for name in _SHARES:
        share: Decimal = getattr(terms, name)
        if not 0 <= share <= 1 or (share == 0 and name in ("useful", "newcomer_share")):
            words = label("Distribution", name)[0]
            yield serious(
                "distribution", "", name,
                f"Распределение, «{words.ru}»: нужна доля от 0 до 1, а не {share}.",
                f"Distribution, “{words.en}”: a share from 0 to 1 is needed, not {share}.",
            )  # fmt: skip
    if terms.calendar and terms.useful > _HARDLY:
        yield warning(
            "distribution", "", "useful",
            "Распределение: вся смена на лиды не уходит, есть записи, документы и перерывы. Обычно остаётся половина.",
            "Distribution: no shift is all for leads; notes, papers and breaks take about half of it.",
        )  # fmt: skip


@check
def nobody_for_what_fits_nobody(document: Document, known: Known) -> Found:
    if document.distribution.calendar and not document.distribution.catch_all:
        yield serious(
            "distribution", "", "catch_all",
            "Распределение: не сказано, кому достаётся лид, который никому не подошёл.",
            "Distribution: it is not said who takes a lead that fits nobody.",
        )  # fmt: skip


@check
def distribution_without_minutes(document: Document, known: Known) -> Found:
    told = {each.grade for each in document.queue.fading}
    missing = [grade.title or grade.key for grade in document.grading.grades if grade.key not in told]
    if document.distribution.calendar and missing:
        yield warning(
            "distribution", "", "",
            f"Распределение: не сказано, сколько минут уходит на лид категорий: {', '.join(missing)}. Нагрузка по ним "
            "считается нулевой.",
            f"Distribution: it is not said how many minutes leads of these grades take: {', '.join(missing)}. They "
            "count as no load.",
        )  # fmt: skip
