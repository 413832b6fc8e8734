"""When two spellings are one campaign: the rules a machine may go by, and likeness, which only a person may.

Ad systems, sites and people write one name in many ways: ``it%20career%20hub`` came through an address,
``IT-Career_Hub`` through somebody's hands. What differs in encoding, case, spaces and dashes alone is the same name;
anything else that looks alike is a guess, and a guess is shown and never made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from urllib.parse import unquote_plus

from tandem.basics.names import folded as letters

#: Likeness below which a name is not worth showing as a suggestion.
LEAST_LIKE = 0.5
#: What the same source adds to likeness: a lead of Google Ads is rarely of a campaign in Facebook.
_SAME_SOURCE = 0.15
_TIMES_ENCODED = 3
_APART = re.compile(r"[\s_\-‐-―−./|+]+")
_INVISIBLE = re.compile(r"[​-‏⁠﻿­]")
#: What an ad system should have put a name in for: {name}, {{campaign.name}}, %name%, __NAME__, [name], $name$.
_TEMPLATE = re.compile(
    r"\{\{?[\w .:|-]*\}?\}|%%?[A-Za-z][A-Za-z_]{2,}%%?|__[A-Z][A-Z_]+__|\[[a-z_]+\]|\$\{?[a-z_]+\}?\$?", re.ASCII
)


class How(StrEnum):
    """By which rule a name counts as another."""

    DECODED = "decoded"
    FOLDED = "folded"
    HAND = "hand"
    #: It is or was the name of a card that is called otherwise now; undone so, it is that card's name again.
    CARD = "card"


def decoded(name: str) -> str:
    """The name without the encoding of an address, undone as often as it was done, and without invisible signs."""
    for _ in range(_TIMES_ENCODED):
        plain = unquote_plus(name) if "%" in name else name
        if plain == name or "�" in plain:
            break
        name = plain
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", name)).split())


def folded(name: str) -> str:
    """What is left of a name when encoding, case, spaces and dashes are left out: equal for one campaign."""
    plain = unicodedata.normalize("NFKC", decoded(name)).casefold().replace("ё", "е")
    return _APART.sub(" ", plain).strip()


def is_unfilled(name: str) -> bool:
    """Whether a template stands where a name should: the ad was set up wrongly, and the name is lost.

    ``{region_name}`` within a longer name is a fault as well.
    """
    return bool(_TEMPLATE.search(decoded(name)))


@dataclass(frozen=True, slots=True)
class Sure:
    """A name that counts as a campaign by rule."""

    said: str
    campaign: str
    how: How


def sure_matches(names: Iterable[str], spent: Mapping[str, float]) -> list[Sure]:
    """The names, of leads and of spend, that count as a campaign under another spelling.

    ``spent`` are the names money was spent under, each with how much: where spend itself has several spellings, the one
    that cost most stands for all (then the first by letters). Names with an unfilled template are never matched.
    """
    chief: dict[str, str] = {}
    for name in sorted(spent, key=lambda each: (-spent[each], each)):
        if not is_unfilled(name):
            chief.setdefault(folded(name), name)
    found = []
    for said in sorted({*names, *spent}):
        campaign = None if is_unfilled(said) else chief.get(folded(said))
        if campaign is not None and campaign != said:
            found.append(Sure(said, campaign, How.DECODED if decoded(said) == decoded(campaign) else How.FOLDED))
    return found


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A campaign a name may mean: how alike they are (0 to 1), and whether its spend is of the same source."""

    campaign: str
    likeness: float
    same_source: bool


def suggestions(
    said: str, sources: frozenset[str], campaigns: Mapping[str, frozenset[str]], *, most: int = 3
) -> list[Suggestion]:
    """The campaigns most like a name, the likeliest first; ``campaigns`` are those with spend and their sources."""
    name = folded(said)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(name)
    found: list[tuple[float, Suggestion]] = []
    for campaign, theirs in campaigns.items():
        if campaign == said:
            continue
        same = bool(sources & theirs)
        matcher.set_seq1(folded(campaign))
        least = LEAST_LIKE - (_SAME_SOURCE if same else 0)
        # Both are upper bounds of the ratio and much cheaper.
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        likeness = matcher.ratio()
        if likeness >= least:
            found.append((likeness + _SAME_SOURCE * same, Suggestion(campaign, likeness, same)))
    found.sort(key=lambda each: (-each[0], each[1].campaign))
    return [each for _, each in found[:most]]


def resolved(said: str, campaign: str, counted: Mapping[str, str]) -> str | None:
    """What ``said`` will count as when it counts as ``campaign``; None when that would lead back to itself.

    ``counted`` holds what names count as so far; chains are followed to their end, so that one look is enough.
    """
    end = counted.get(campaign, campaign)
    return None if said in (campaign, end) else end


@dataclass(frozen=True, slots=True)
class Mending:
    """What was decided of a name: the campaign it counts as, empty where that was undone; ``how`` None by a person."""

    campaign: str
    how: How | None


def joined(
    names: Iterable[str], present: str, decided: Mapping[str, Mending], owned: Mapping[str, int], card: int
) -> list[tuple[str, str, How]]:
    """Which of the ``names`` of a card, and what counts as them, are to count as its ``present`` name from now on.

    A name that a person mended or restored stays as it is; one that counts as a better spelling by rule takes that
    spelling along; ``owned`` tells whose name a folded text is: those of other cards than ``card`` stay apart. Where
    the present name itself counts as another, all go there.
    """
    own = decided.get(present)
    end = own.campaign if own and own.campaign else present
    found: dict[str, tuple[str, str, How]] = {}
    for name in names:
        mending = decided.get(name)
        by_rule = mending is not None and mending.how in (How.DECODED, How.FOLDED)
        whole = mending.campaign if mending is not None and by_rule else name
        last = decided.get(whole)
        by_person = last is not None and last.how in (How.HAND, None)
        if whole == end or by_person or owned.get(letters(whole), card) != card:
            continue
        if last is None or last.campaign != end:
            found[whole] = (whole, end, How.CARD)
        for said, other in decided.items():
            if other.campaign == whole and said != end and other.how is not None:
                found.setdefault(said, (said, end, other.how))
    return list(found.values())
