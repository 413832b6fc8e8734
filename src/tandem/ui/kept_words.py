"""Words that somebody typed into a small form which was refused: they stand in it again on the page shown next."""

from __future__ import annotations

from django.http import HttpRequest

#: Where a session keeps them.
KEY = "kept_words"


def keep_words(request: HttpRequest, form: str, words: str) -> None:
    """Keep what was typed into the form of that name until its page is shown again; one form at a time."""
    if words.strip():
        request.session[KEY] = [form, words]


def kept_words_of(request: HttpRequest, form: str) -> str:
    """What was typed into the form of that name when it was refused; empty otherwise, and from then on."""
    if request.session.get(KEY, ("", ""))[0] != form:
        return ""
    words: str = request.session.pop(KEY)[1]
    return words
