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
    "by_hand": Text(ru="вручную", en="by hand"),
}


def why_words(why: str) -> Text:
    """The reason by its key; one that is not known by itself."""
    return _WHY[Why(why)] if why in set(Why) else Text(ru=why, en=why)
