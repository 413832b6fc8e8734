"""What each side usually owes the other: an agreement in which one of these is silent is worth a question."""

from __future__ import annotations

from collections.abc import Callable

from tandem.agreement.checks.found import SIDES, Found, Known, check, serious, warning
from tandem.agreement.checks.promises import reads
from tandem.agreement.document import Document, Promise

_SIDE_RU = {"marketing": "маркетинг", "sales": "продажи"}

_VOLUME = frozenset({"leads", "clients_asking", "target_leads", "target_graded_on", "graded_leads", "qualified"})
_TARGET_SHARE = frozenset({"target_share", "target_cohort", "target_cohort_step"})
_COST = frozenset({"spend", "cpc", "cpl", "cptl", "cac", "cost_per_sale", "drr", "roas", "romi"})
_ATTEMPTS = frozenset({"contacts", "calls", "calls_answered", "talk_minutes", "untouched"})
_FEEDBACK = frozenset({"graded_leads", "ungraded_leads"})


def _measured(promise: Promise, measures: frozenset[str]) -> bool:
    return promise.figure is not None and promise.figure.measure in measures


def _volume(promise: Promise) -> bool:
    return _measured(promise, _VOLUME)


def _target_share(promise: Promise) -> bool:
    return _measured(promise, _TARGET_SHARE)


def _cost(promise: Promise) -> bool:
    return _measured(promise, _COST)


def _notice(promise: Promise) -> bool:
    return promise.duty is not None and promise.duty.about == "launches"


def _time_to_take(promise: Promise) -> bool:
    duty, figure = promise.duty, promise.figure
    if duty is not None:
        return duty.about == "leads" and duty.limit == "within" and duty.until not in {"", "graded_at"}
    return figure is not None and figure.measure.startswith("response_")


def _attempts(promise: Promise) -> bool:
    duty = promise.duty
    if duty is None:
        return _measured(promise, _ATTEMPTS)
    return duty.about == "leads" and (
        duty.limit == "at least" or any(name in reads(duty) for name in ("contacts", "attempts", "third_contact_at"))
    )


def _reason(promise: Promise) -> bool:
    return promise.duty is not None and promise.duty.about == "returns" and "reason" in promise.duty.holds


def _feedback(promise: Promise) -> bool:
    duty = promise.duty
    if duty is None:
        return _measured(promise, _FEEDBACK)
    return duty.about == "leads" and any(name in reads(duty) for name in ("graded_at", "quality", "grade"))


_USUAL: tuple[tuple[str, str, Callable[[Promise], bool], str, str], ...] = (
    ("marketing", "volume", _volume, "сколько лидов приведёт", "how many leads it brings"),
    ("marketing", "target_share", _target_share, "какая доля из них будет целевой", "what share of them is target"),
    ("marketing", "cost", _cost, "во сколько обойдётся лид", "what a lead costs"),
    ("marketing", "notice", _notice, "за сколько предупредит о запуске акции", "how early it tells of a launch"),
    ("sales", "time_to_take", _time_to_take, "как быстро возьмут лид в работу", "how fast leads are taken"),
    ("sales", "attempts", _attempts, "сколько раз попробуют связаться", "how often they try to reach a client"),
    ("sales", "reason", _reason, "что у каждого возврата будет причина", "that each return has a reason"),
    ("sales", "feedback", _feedback, "что скажут о качестве каждого лида", "that they tell the quality of each lead"),
)


@check
def side_that_promises_nothing(document: Document, known: Known) -> Found:
    for side in SIDES:
        if not any(promise.side == side for promise in document.promises):
            yield serious(
                "promises", "", "side",
                f"Ни одного обязательства от стороны «{_SIDE_RU[side]}». Регламент взаимный: обещают оба отдела.",
                f"There is no promise by {side}. The agreement is mutual: both departments promise.",
            )  # fmt: skip


@check
def usual_promise_missing(document: Document, known: Known) -> Found:
    for side, name, is_it, ru, en in _USUAL:
        own = [promise for promise in document.promises if promise.side == side]
        if own and not any(is_it(promise) for promise in own):
            yield warning(
                "promises", "", name,
                f"{_SIDE_RU[side].capitalize()} не обещает, {ru}." if side == "marketing"
                else f"{_SIDE_RU[side].capitalize()} не обещают, {ru}.",
                f"{side.capitalize()} does not promise {en}.",
            )  # fmt: skip
