"""The first sentence of a talk, made of what is known of the lead and of nothing else. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """What a seller knows before the first word; whatever is not known is empty.

    ``asked`` says when the client asked, as people say it: “today at 14:05”.
    """

    asked: str = ""
    product: str = ""
    offer: str = ""
    #: Whether that has ended: then nobody reckons with it without asking.
    offer_over: bool = False
    #: The addresses of pages seen, the newest first.
    pages: Sequence[str] = ()
    #: Whether the client bought from us before.
    bought: bool = False
    #: Whether they asked before, and bought nothing.
    asked_before: bool = False


def first_sentence(known: KnownBefore, language: str) -> str:
    """What to say first, in the company's language."""
    said = [_words("hello", language), _words("asked_of" if known.product else "asked", language)]
    if known.bought:
        said.append(_words("bought", language))
    elif known.asked_before:
        said.append(_words("before", language))
    if known.offer:
        said.append(_words("offer_over" if known.offer_over else "offer", language))
    page = page_in_words(known.pages[0], language) if known.pages else ""
    if page:
        said.append(_words("page", language))
    said.append(_words("now", language))
    return " ".join(said).format(
        asked=known.asked or _words("lately", language), product=known.product, offer=known.offer.strip(" ."), page=page
    )


def page_in_words(address: str, language: str) -> str:
    """A page by the words of its address, where they are words of the language; empty where nobody could say them."""
    parts = [unquote(part) for part in urlsplit(address).path.split("/") if part]
    if not parts:
        return ""
    words = re.sub(r"\.(html?|php|aspx?)$", "", parts[-1], flags=re.IGNORECASE)
    words = " ".join(re.split(r"[-_+\s]+", words)).strip()
    letters = _LETTERS[language] if language in _LETTERS else _LETTERS["en"]
    return words if words and re.fullmatch(rf"[{letters} ]+", words, re.IGNORECASE) else ""


_LETTERS: Mapping[str, str] = {"ru": "а-яё", "en": "a-z"}

_PIECES: Mapping[str, Text] = {
    "hello": Text(ru="Здравствуйте!", en="Hello!"),
    "asked": Text(ru="Вы обращались к нам {asked}.", en="You turned to us {asked}."),
    "asked_of": Text(ru="Вы обращались к нам {asked}: «{product}».", en="You turned to us {asked}: “{product}”."),
    "bought": Text(ru="Вы у нас уже покупали, спасибо, что вернулись.", en="You bought from us before: welcome back."),
    "before": Text(ru="Вы уже обращались к нам раньше.", en="You turned to us before."),
    "offer": Text(
        ru="Вам обещали: «{offer}». Давайте посчитаем с этим условием.",
        en="You were promised: “{offer}”. Let us reckon with that.",
    ),
    "offer_over": Text(
        ru="Вам обещали: «{offer}». Это предложение закончилось: узнаю, на каких условиях можно сейчас.",
        en="You were promised: “{offer}”. That has ended: I shall find out what we can offer now.",
    ),
    "page": Text(ru="Вы смотрели страницу «{page}»: о ней и речь?", en="You looked at “{page}”: is it about that?"),
    "now": Text(ru="Удобно сейчас поговорить?", en="Is now a good time to talk?"),
    "lately": Text(ru="недавно", en="lately"),
}


def _words(piece: str, language: str) -> str:
    return _PIECES[piece].in_language(language)
