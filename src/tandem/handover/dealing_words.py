"""Why a lead went where it went, and why somebody could not have it, in words."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.handover.dealing_rules import Presence, Why

_WHY = {
    Why.OWN: Text(ru="менеджер этого клиента, он на месте", en="the client's own seller, who is there"),
    Why.ONLY: Text(ru="из тех, кому подходит, на смене только он", en="the only one there whom it fits"),
    Why.LEAST_PART: Text(
        ru="отстал от обещанной каждому части своей доли", en="lags behind the part everybody is promised"
    ),
    Why.STRONGEST: Text(
        ru="такие лиды у него покупают чаще, и он не ушёл вперёд своей доли",
        en="sells such leads best and is not ahead of their part",
    ),
    Why.FAIR: Text(ru="меньше всех получил от своей доли", en="has had least of their part"),
    Why.OVERLOADED: Text(
        ru="у всех смена занята, у него нагрузка меньше всех", en="everybody is full, theirs is the lightest load"
    ),
    Why.WAITS: Text(ru="кому подходит, сейчас не на смене: ждёт их", en="those it fits are off shift: it waits"),
    Why.NOBODY: Text(ru="никому не подошёл: решает человек", en="fits nobody: a person decides"),
    Why.COMMON: Text(
        ru="освободился раньше и взял из общей очереди", en="was free sooner and took it from the common queue"
    ),
    Why.BY_HAND: Text(ru="решил человек", en="a person decided"),
}

PRESENCE = {
    Presence.HERE: Text(ru="на смене", en="on shift"),
    Presence.OFF_SHIFT: Text(ru="не на смене", en="off shift"),
    Presence.ABSENT: Text(ru="отсутствует", en="away"),
}

OCCASIONS = {
    "arrival": Text(ru="при поступлении", en="on arrival"),
    "waiting": Text(ru="из ожидавших", en="from those that waited"),
    "bulk": Text(ru="все сразу", en="all at once"),
    "passed_on": Text(ru="передан другому", en="passed on"),
    "common": Text(ru="из общей очереди", en="from the common queue"),
    "by_hand": Text(ru="вручную", en="by hand"),
    "rotation": Text(ru="ротация, подтвердил человек", en="rotation, confirmed by a person"),
}


_BARS = {
    "not_agreed": Text(
        ru="Общей очереди в регламенте нет: лид ждёт того, кому достался.",
        en="The agreement has no common queue: a lead waits for whoever was given it.",
    ),
    "no_part": Text(
        ru="Вы не участвуете в распределении. Участников добавляет РОП.",
        en="You do not take part in the distribution. The head of sales takes people in.",
    ),
    "not_here": Text(
        ru="Из общей очереди берёт тот, кто на смене, а ваша смена сейчас не идёт.",
        en="Whoever is on shift takes from the common queue, and yours is not running.",
    ),
    "own_left": Text(
        ru="Сначала ваши: из общей очереди берёт тот, у кого своих лидов не осталось.",
        en="Your own come first: whoever has none left takes from the common queue.",
    ),
    "ahead": Text(
        ru="В этом месяце вам уже досталось больше вашей доли: остальное — коллегам.",
        en="This month you have been given more than your part: the rest is your colleagues'.",
    ),
    "not_for_them": Text(ru="Этот лид не вашей специализации.", en="This lead is not of your specialty."),
    "own_client": Text(
        ru="Это клиент коллеги, и он на месте: лид ждёт его.",
        en="It is a colleague's client, and they are there: the lead waits for them.",
    ),
    "behind": Text(
        ru="Коллега, у которого лид, и так отстал от своей доли: лид остаётся у него.",
        en="The colleague who has it lags behind their part: the lead stays with them.",
    ),
    "no_longer_waits": Text(
        ru="Этот лид уже не ждёт: за него взялись или его отдали другому. Возьмите следующий.",
        en="This lead no longer waits: somebody has turned to it, or has it by now. Take the next one.",
    ),
}


def bar_words(bar: str) -> Text:
    """Why a lead may not be taken from the common queue, said to whoever wanted it."""
    return _BARS[bar]


def why_words(why: str) -> Text:
    """The reason by its key; one that is not known by itself."""
    return _WHY[Why(why)] if why in set(Why) else Text(ru=why, en=why)
