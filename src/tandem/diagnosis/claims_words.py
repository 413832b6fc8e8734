"""Claims and their answers in the words of the trade."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tandem.basics.intervals import LEVEL, Estimate
from tandem.basics.numbers import (
    DASH,
    format_interval,
    format_number,
    format_number_interval,
    format_percent,
    format_points,
)
from tandem.basics.text import Text
from tandem.diagnosis.claims_reading import Figures
from tandem.diagnosis.rules.claims import LEAST_GAP, NEAR_FULL, Against, Bar, Kind, Lacking, Room, Tested, Verdict

TITLES: Mapping[str, Text] = {
    Kind.JUNK: Text(ru="Лиды — мусор", en="The leads are junk"),
    Kind.SILENT: Text(ru="Менеджеры не перезванивают", en="Sellers do not call back"),
    Kind.DEAR: Text(ru="Дорого", en="The price is too high"),
    Kind.MORE: Text(ru="Дайте больше лидов", en="Give us more leads"),
}
VERDICTS: Mapping[str, Text] = {
    Verdict.HOLDS: Text(ru="подтверждается", en="holds"),
    Verdict.DOES_NOT: Text(ru="не подтверждается", en="does not hold"),
    Verdict.CANNOT_TELL: Text(ru="пока не узнать", en="cannot be told yet"),
}
#: The measure whose leads stand behind a claim.
BEHIND: Mapping[str, str] = {
    Kind.JUNK: "non_target_leads",
    Kind.SILENT: "due_within_24h",
    Kind.DEAR: "lost_with_reason",
    Kind.MORE: "untouched",
}
AGAINST: Mapping[str, Text] = {
    Against.AGREED: Text(ru="Договорились не больше", en="Agreed, at most"),
    Against.BEFORE: Text(ru="Период до этого", en="The period before"),
    Against.OTHERS: Text(ru="У остальных", en="Elsewhere"),
    "unsold": Text(ru="Сделки закончились отказом", en="Deals that ended lost"),
    "unsold_before": Text(
        ru="Сделки закончились отказом, период до этого", en="Deals that ended lost, the period before"
    ),
    "discounted": Text(ru="Отказы среди сделок дешевле прайса", en="Lost among deals below the list price"),
    "at_list": Text(ru="Отказы среди сделок по прайсу", en="Lost among deals at the list price"),
    "waiting": Text(ru="Заявки, которые никто не взял", en="Leads that nobody has taken up"),
}
_WHY_NOT: Mapping[str, Text] = {
    Lacking.NO_CASES: Text(
        ru="За эти дни нет ни одного лида, по которому это видно.", en="No lead of these days tells anything of it."
    ),
    Lacking.NO_BAR: Text(
        ru="Сравнить не с чем: о доле не договорились, а раньше таких лидов не было.",
        en="There is nothing to compare with: no share is agreed, and there were no such leads before.",
    ),
    Lacking.NO_CONTACTS: Text(
        ru="Звонков и других контактов в данных нет. Загрузите звонки, и ответ появится.",
        en="There are no calls or other contacts in the data. Import calls, and there will be an answer.",
    ),
    Lacking.NO_REASONS: Text(
        ru="Ни у одного отказа за эти дни не записана причина.", en="No refusal of these days has a reason."
    ),
    Lacking.NO_MINUTES: Text(
        ru="Сколько минут занимает лид, неизвестно: нет длительности звонков, и в регламенте норматива нет.",
        en="How many minutes a lead takes is not known: no call has a length, and the agreement has no norm.",
    ),
    Lacking.NOBODY: Text(
        ru="Некому обрабатывать: ни у кого нет рабочих часов.", en="There is nobody to handle them: no working hours."
    ),
}


def sentence(kind: str, figures: Figures, language: str) -> str:
    """The answer in words, with its numbers."""
    if figures.room is not None:
        return _of_room(figures.room, figures.verdict, language)
    if figures.cases is None or figures.bar is None or figures.tested is None or figures.tested.gap is None:
        return _WHY_NOT[figures.lacking].in_language(language)
    found = figures.cases.estimate()
    words = {"share": estimate_words(found, language), "n": format_number(found.n, language)}
    if kind == Kind.JUNK:
        now = _("%(share)s of the leads judged are non-target (n = %(n)s).") % words
    elif kind == Kind.SILENT:
        now = _("%(share)s of the leads were not contacted in time (n = %(n)s).") % words
    else:
        now = _("%(share)s of the refusals with a reason name the price (n = %(n)s).") % words
    return " ".join((now, _of_bar(figures.bar, language), _of_gap(figures.tested, language)))


def promise_words(figures: Figures) -> str:
    """By what a call is in time."""
    if figures.promise:
        return _("In time is what was promised: “%(promise)s”.") % {"promise": figures.promise}
    return _("Nothing is agreed about the first contact: a day is taken.")


def sureness(figures: Figures, number: int, language: str) -> str:
    """Why more than nine cases of ten are asked for; empty where no more is."""
    if figures.tested is None or figures.tested.level <= LEVEL:
        return ""
    words = {
        "sure": format_percent(figures.tested.level, language, 1), "number": number,
        "among": format_number(figures.among, language),
    }  # fmt: skip
    if figures.among > 1:
        return (
            _(
                "The interval of the gap holds in %(sure)s of cases: it is answer No. %(number)s, and the same could "
                "have been said of %(among)s campaigns or sellers; of so many the worst looks bad by chance."
            )
            % words
        )
    return (
        _("The interval of the gap holds in %(sure)s of cases: whoever asks again (No. %(number)s) needs more proof.")
        % words
    )


def estimate_words(found: Estimate, language: str) -> str:
    """A share with its interval; a dash where there is none."""
    return DASH if found.value is None else format_interval(found.value, found.low, found.high, language, 1)


def _of_bar(bar: Bar, language: str) -> str:
    words = {"bar": format_percent(bar.share, language, 1)}
    if bar.cases is None:
        return _("Agreed are at most %(bar)s.") % words
    words["n"] = format_number(bar.cases.n, language)
    if bar.against is Against.BEFORE:
        return _("In the period before it was %(bar)s (n = %(n)s).") % words
    return _("Elsewhere it is %(bar)s (n = %(n)s).") % words


def _of_gap(tested: Tested, language: str) -> str:
    words = {
        "gap": format_points(tested.gap, language), "low": format_points(tested.low, language),
        "high": format_points(tested.high, language), "matters": _points(tested.matters, language),
    }  # fmt: skip
    if tested.verdict is Verdict.HOLDS:
        return _("The gap is %(gap)s (%(low)s to %(high)s), and chance does not explain it.") % words
    if tested.verdict is Verdict.DOES_NOT:
        return _("The gap is %(gap)s (%(low)s to %(high)s): less than the %(matters)s that matter.") % words
    told = _("The gap is %(gap)s (%(low)s to %(high)s): chance may explain it, and much may hide in it.") % words
    if tested.needs is None:
        return f"{told} {_('More leads alone will not tell: there is too little to compare with.')}"
    needs = _("If it goes on so, about %(n)s more leads would tell.") % {"n": format_number(tested.needs, language)}
    return f"{told} {needs}"


def _of_room(room: Room, verdict: Verdict, language: str) -> str:
    words = {
        "coming": format_number_interval(room.coming, room.coming_low, room.coming_high, language),
        "handled": format_number_interval(room.handled, room.handled_low, room.handled_high, language),
        "planned": format_number(room.planned, language), "part": format_percent(NEAR_FULL, language, 0),
        "sellers": format_number(room.sellers, language),
    }  # fmt: skip
    now = (
        _(
            "%(coming)s leads a month come; %(sellers)s sellers can handle %(handled)s a month, and should plan with "
            "%(planned)s at most, %(part)s of it."
        )
        % words
    )
    if verdict is Verdict.HOLDS:
        end = _("There is room for more leads.")
    elif verdict is Verdict.DOES_NOT:
        end = _("There is no room: more leads would wait longer, and fewer would buy.")
    else:
        end = _("Chance leaves both possible.")
    note = _("The minutes of a lead are those of the agreement; nobody measured them.") if room.agreed else ""
    return " ".join(filter(None, (now, end, note)))


def least_gap(language: str) -> str:
    """The smallest gap that is ever worth saying."""
    return _points(LEAST_GAP, language, 0)


def _points(size: float, language: str, places: int = 1) -> str:
    """A size in percent points: without the sign of a difference."""
    return format_points(size, language, places).removeprefix("+")
