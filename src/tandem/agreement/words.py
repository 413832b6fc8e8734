"""Words and sentences of a text, in Russian and English, as far as the checks of the agreement need them."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: A run of closing marks, what may close after it, and a blank or the end.
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[»”\"')\]]*+(?=\s|$)")
#: As far as abbreviations and initials reach: looking at the whole text at each dot would take forever.
_NEAR = 60
_PARAGRAPH = re.compile(r"\n+")
#: Before these a dot ends nothing: something must follow.
_NEVER_LAST_WORDS = "т т.е г ул им см ср напр стр рис ст пп гл тел доб п e.g i.e mr mrs ms dr vs fig"
_NEVER_LAST = frozenset(_NEVER_LAST_WORDS.split())
_SMALL_WORDS = (
    "а без бы был была было были быть в вам вас весь во вот все всё всем всех вы где да для до его её ее если есть же "
    "за и из или им их к как какой ко который которая которое которые которого которому которой которых когда кто ли "
    "либо мы на над нам нас не него неё нет ни но ну о об обо он она они оно от по под при с самый свой себя со так "
    "такая такие такое такой также там то того тот тоже только у уже чем что чтобы это эта эти этого этой этом этот "
    "называется называют называем является являются значит считается то-есть т е "
    "a an and any are as at be by called can does for from has have he if in into is it its means no nor not of on or "
    "she so such than that the their them then there these they this those to was we were what when which who whom "
    "whose with you"
)
_SMALL = frozenset(_SMALL_WORDS.split())


def sentences(text: str) -> int:
    """How many sentences a text has: ``т. е.``, ``50 тыс. руб.``, ``3.5`` and ``И. И. Петров`` end none.

    A line of its own without a closing mark counts as one.
    """
    return sum(_in_paragraph(part) for part in _PARAGRAPH.split(text) if _WORD.search(part))


def _in_paragraph(text: str) -> int:
    ends = [found for found in _STOP.finditer(text) if _ends_here(text, found)]
    after_last = text[ends[-1].end() :] if ends else text
    return len(ends) + bool(_WORD.search(after_last))


def _ends_here(text: str, stop: re.Match[str]) -> bool:
    following = text[stop.end() : stop.end() + _NEAR].lstrip()
    if not following:
        return True
    if following.lstrip("«“\"'(—– ")[:1].islower():
        return False
    if stop[0] != ".":
        return True
    near = text[max(stop.start() - _NEAR, 0) : stop.start()]
    before = near.split()[-1:] or [""]
    last = before[0].lstrip("«“\"'(").casefold()
    if last in _NEVER_LAST or (last.isdigit() and _begins_there(near[: -len(last)])):
        return False
    if last == "е" and near.rstrip("е ").endswith("т."):
        return False
    return not (_is_initial(before[0]) and (_is_initial(following.split()[0]) or _initial_before(near)))


def _begins_there(before: str) -> bool:
    """Whether a sentence begins after ``before``: then a number there is the number of a list."""
    return before.rstrip()[-1:] in ("", *".!?…:;")


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def _initial_before(near: str) -> bool:
    words = near.split()
    return len(words) > 1 and words[-2].endswith(".") and _is_initial(words[-2])


def content_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in lower case with ``ё`` as ``е``, in their order."""
    found = (word.casefold() for word in _WORD.findall(text))
    return tuple(word.replace("ё", "е") for word in found if word not in _SMALL)


def same_word(one: str, other: str) -> bool:
    """Whether two words are forms of one: ``сделка`` and ``сделок``, ``lead`` and ``leads``.

    A common beginning of at least three letters, and endings of at most three.
    """
    if one == other:
        return True
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    return common >= 3 and len(one) - common <= 3 and len(other) - common <= 3


def mentions(words: tuple[str, ...], title: str) -> bool:
    """Whether each word of a title stands among ``words`` in some form."""
    named = content_words(title)
    return bool(named) and all(any(same_word(word, each) for each in words) for word in named)
