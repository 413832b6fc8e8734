"""What a lead's record says of the client's touches with marketing, cleaned and bounded. Pure.

A record may bring the parameters of the visit it was sent from (``utm_source`` …, click ids, ``referrer``, ``device``)
and, as JSON text in ``touches``, the visits before it, as ``touches.js`` collects them::

    [{"at": 1772438400000, "page": "https://shop.example/windows", "referrer": "https://ya.ru/",
      "utm_source": "yandex", "utm_campaign": "office", "yclid": "123", "device": "mobile", "offer": "−10 %"}]

``at`` is milliseconds or seconds of the epoch, or ISO 8601.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from tandem.intake.touching_sessions import Touched, once_a_session

#: Parameter of an address → what the house calls it.
UTM = {
    "utm_source": "source",
    "utm_medium": "channel",
    "utm_campaign": "campaign",
    "utm_term": "ad_group",
    "utm_content": "creative",
}
#: Click id → the ad system that gives it.
CLICK_IDS = {
    "yclid": "yandex",
    "gclid": "google",
    "fbclid": "facebook",
    "rb_clickid": "vk",
    "msclkid": "bing",
    "ttclid": "tiktok",
}
#: Fields of a record that make a touch of the visit it was sent from.
OF_VISIT = frozenset({*UTM, *CLICK_IDS, "referrer"})
TOUCH_FIELDS = OF_VISIT | {"touches"}

#: Touches kept with a lead: the first one and the newest of the others.
MOST = 50
#: Characters of the JSON text that is read.
LONGEST = 60_000
_LONGEST_TEXT = 300
_LONGEST_PAGE = 500
_SEARCH = re.compile(r"(^|\.)(yandex|ya|google|bing|duckduckgo|go\.mail|rambler)\.[a-z.]+$")
#: A part of a path that may name a person: an address of mail, or as many digits as a phone has.
_PERSONAL = re.compile(r"@|\d{10,}")
_DEVICES = frozenset({"mobile", "tablet", "desktop"})
#: Milliseconds, not seconds: seconds reach this in the year 5138.
_MILLISECONDS = 100_000_000_000
_MOBILE = re.compile(r"Mobi|iPhone|iPod|Android.+Mobile", re.IGNORECASE)
_TABLET = re.compile(r"iPad|Tablet|Android", re.IGNORECASE)

_OLDEST_YEAR = 2000


def touches_of(values: Mapping[str, Any], *, captured_at: datetime) -> tuple[list[Touched], int]:
    """The touches a record tells of, the oldest first, and how many more there were than are kept.

    Each origin counts once in a session (``touching_sessions``), before the number is bounded.
    """
    if TOUCH_FIELDS.isdisjoint(values):
        return [], 0
    told = sorted(_told(values.get("touches"), captured_at), key=lambda touch: touch.at)
    visit = _visit(values, captured_at)
    if visit is not None and not (told and _same(told[-1], visit)):
        told.append(visit)
    ordered = once_a_session(told)
    if len(ordered) <= MOST:
        return ordered, 0
    return [ordered[0], *ordered[1 - MOST :]], len(ordered) - MOST


def origin_of(touches: Sequence[Touched], *, credit: str = "last") -> dict[str, str]:
    """What a lead's own origin is, of those fields that a touch decides.

    ``credit``: which touch counts, the ``last`` or the ``first`` that says where the client came from. The offer is
    the one shown last, whichever touch showed it.
    """
    told = [each for each in touches if not each.is_direct] or touches[-1:]
    if not told:
        return {}
    credited = told[0 if credit == "first" else -1]
    offers = [each.offer for each in touches if each.offer]
    said = {
        "source": credited.source,
        "channel": credited.channel,
        "campaign": credited.campaign,
        "ad_group": credited.ad_group,
        "creative": credited.creative,
        "landing_page": credited.page,
        "offer": offers[-1] if offers else "",
    }
    return {name: value for name, value in said.items() if value}


def page_of(address: object) -> str:
    """An address of the web without what may be personal: its query, fragment, and telling parts of its path."""
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address.strip()[:4_000])
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path = "/".join("…" if _PERSONAL.search(unquote(part)) else part for part in parts.path.split("/"))
    return _text(f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}", _LONGEST_PAGE)


def device_of(user_agent: str) -> str:
    """The class of device a browser names itself by: mobile, tablet or desktop; empty when it says nothing."""
    if not user_agent:
        return ""
    if _MOBILE.search(user_agent) and "iPad" not in user_agent:
        return "mobile"
    return "tablet" if _TABLET.search(user_agent) else "desktop"


def _told(text: object, captured_at: datetime) -> Iterator[Touched]:
    if not isinstance(text, str) or not text or len(text) > LONGEST:
        return
    try:
        said = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return
    for each in said if isinstance(said, list) else ():
        if isinstance(each, dict):
            at = _instant(each.get("at"))
            # No visit is older than the web's counters; such instants have no place in some zones.
            yield _touched(each, min(at, captured_at) if at is not None and at.year >= _OLDEST_YEAR else captured_at)


def _visit(values: Mapping[str, Any], captured_at: datetime) -> Touched | None:
    """The visit that a record's own parameters speak of; None when it has none."""
    if OF_VISIT.isdisjoint(values):
        return None
    return _touched({"page": values.get("landing_page"), **values}, captured_at)


def _touched(said: Mapping[str, Any], at: datetime) -> Touched:
    page = said.get("page")
    # Whoever sends an address with its query need not take it apart.
    said = _parameters(page) | {name: value for name, value in said.items() if value}
    named = {ours: _text(said.get(theirs), _LONGEST_TEXT) for theirs, ours in UTM.items()}
    clicks = {name: _text(said[name], _LONGEST_PAGE) for name in CLICK_IDS if said.get(name)}
    referrer = page_of(said.get("referrer"))
    device = said.get("device")
    touched = Touched(
        at=at,
        page=page_of(page),
        referrer=referrer,
        click_ids=clicks,
        device=device if isinstance(device, str) and device in _DEVICES else "",
        offer=_text(said.get("offer"), _LONGEST_TEXT),
        **named,
    )
    return _guessed(touched)


def _guessed(touched: Touched) -> Touched:
    """Without utm parameters the click id tells the ad system, and else the page before tells the site."""
    if touched.source:
        return touched
    if touched.click_ids:
        system = CLICK_IDS[next(iter(touched.click_ids))]
        return replace(touched, source=system, channel=touched.channel or "cpc")
    if not touched.referrer:
        return touched
    host = urlsplit(touched.referrer).hostname or ""
    searched = _SEARCH.search(host)
    name = searched[2] if searched else host.removeprefix("www.")
    return replace(
        touched,
        source="yandex" if searched and name == "ya" else name,
        channel=touched.channel or ("organic" if searched else "referral"),
    )


def _parameters(page: object) -> dict[str, str]:
    if not isinstance(page, str) or "?" not in page:
        return {}
    known = UTM.keys() | CLICK_IDS.keys()
    query = page.partition("?")[2].partition("#")[0][:8_000]
    return {name: value for name, value in parse_qsl(query) if name in known}


def _same(one: Touched, other: Touched) -> bool:
    """Whether two descriptions speak of one visit."""
    return (one.source, one.campaign, one.creative, one.click_ids) == (
        other.source, other.campaign, other.creative, other.click_ids,
    )  # fmt: skip


def _instant(said: object) -> datetime | None:
    try:
        if isinstance(said, str):
            read = datetime.fromisoformat(said)
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        if isinstance(said, int | float) and not isinstance(said, bool):
            return datetime.fromtimestamp(said / 1000 if said > _MILLISECONDS else said, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _text(said: object, longest: int) -> str:
    """One line of text, without what no database or page takes."""
    if not isinstance(said, str):
        return ""
    plain = said.encode("utf-8", "ignore").decode()
    return " ".join("".join(" " if ord(each) < 32 or ord(each) == 127 else each for each in plain).split())[:longest]
