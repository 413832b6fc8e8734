"""Terms: words both departments use alike."""

from __future__ import annotations

from tandem.agreement.checks.found import SIDES, Found, Known, check, serious, warning
from tandem.agreement.document import Document, Term
from tandem.agreement.words import content_words, mentions, same_word, sentences

#: A definition that says no more than this beside the terms it rests on says nothing.
_TOO_LITTLE = 2


@check
def term_without_definition(document: Document, known: Known) -> Found:
    for term in document.terms:
        if not term.definition.strip():
            yield serious(
                "terms", term.key, "definition",
                f"У термина «{_name(term)}» нет определения. Хватит трёх–пяти предложений.",
                f"The term “{_name(term)}” has no definition. Three to five sentences are enough.",
            )  # fmt: skip


@check
def term_without_title(document: Document, known: Known) -> Found:
    for term in document.terms:
        if not term.title.strip():
            yield serious(
                "terms", term.key, "title",
                f"Термин «{term.key}» никак не назван.", f"The term “{term.key}” has no title.",
            )  # fmt: skip


@check
def term_without_example(document: Document, known: Known) -> Found:
    for term in document.terms:
        if not term.example.strip():
            yield serious(
                "terms", term.key, "example",
                f"У термина «{_name(term)}» нет примера. Без примера каждый отдел поймёт его по-своему.",
                f"The term “{_name(term)}” has no example. Without one each department reads it its own way.",
            )  # fmt: skip


@check
def term_of_unusual_length(document: Document, known: Known) -> Found:
    for term in document.terms:
        count = sentences(term.definition)
        if count and count < 3:
            yield warning(
                "terms", term.key, "definition",
                f"«{_name(term)}»: предложений в определении {count}. Обычно нужно от трёх до пяти: что это, что сюда "
                "не входит, кто решает.",
                f"“{_name(term)}”: {count} sentence(s) in the definition. Three to five are usual: what it is, what it "
                "is not, who decides.",
            )  # fmt: skip
        if count > 5:
            yield warning(
                "terms", term.key, "definition",
                f"«{_name(term)}»: предложений в определении {count}. Больше пяти не прочтут: сократите.",
                f"“{_name(term)}”: {count} sentences in the definition. More than five are not read: shorten it.",
            )  # fmt: skip


@check
def term_explained_by_itself(document: Document, known: Known) -> Found:
    for term in document.terms:
        own = content_words(term.title)
        words = content_words(term.definition)
        if words and own and len(_beside(words, own)) <= _TOO_LITTLE and mentions(words, term.title):
            yield serious(
                "terms", term.key, "definition",
                f"«{_name(term)}» определён через самого себя. Скажите другими словами, по какому признаку его узнать.",
                f"“{_name(term)}” is explained by itself. Say in other words by what it is recognised.",
            )  # fmt: skip


@check
def terms_explained_by_each_other(document: Document, known: Known) -> Found:
    """A rests on B and nothing else, B on C, C on A: nobody who does not know one of them learns anything."""
    named = _word_index(document.terms)
    rests = {
        term.key: _rests_on(term, document.terms)
        for term in document.terms
        # Most definitions say more than any titles could: only the others are looked at closely.
        if sum(not _in_index(word, named) for word in set(content_words(term.definition))) <= _TOO_LITTLE
    }
    titles = {term.key: _name(term) for term in document.terms}
    for term in document.terms:
        circle = _circle(term.key, rests)
        # Told once, at the first of its terms.
        if circle and term.key == min(circle, key=list(rests).index):
            ru = " → ".join(f"«{titles[key]}»" for key in (*circle, term.key))
            yield serious(
                "terms", term.key, "definition",
                f"Термины определены друг через друга: {ru}. Хотя бы один объясните без остальных.",
                f"Terms are explained by each other: {ru}. Explain at least one of them without the others.",
            )  # fmt: skip


@check
def term_of_unknown_owner(document: Document, known: Known) -> Found:
    for term in document.terms:
        if term.owner and term.owner not in SIDES:
            yield serious(
                "terms", term.key, "owner",
                f"«{_name(term)}»: отдела «{term.owner}» нет. Бывают marketing и sales.",
                f"“{_name(term)}”: there is no department “{term.owner}”. There are marketing and sales.",
            )  # fmt: skip


@check
def no_terms(document: Document, known: Known) -> Found:
    if not document.terms:
        yield serious(
            "terms", "", "",
            "В регламенте нет ни одного термина. Начните с главного: что такое лид и целевой лид.",
            "The agreement explains no term. Begin with the main ones: what a lead is, and a target lead.",
        )  # fmt: skip


def _name(term: Term) -> str:
    return term.title or term.key


def _beside(words: tuple[str, ...], others: tuple[str, ...]) -> set[str]:
    return {word for word in words if not any(same_word(word, other) for other in others)}


def _word_index(terms: tuple[Term, ...]) -> dict[str, set[str]]:
    """The words of all titles by their first three letters, which forms of one word share."""
    index: dict[str, set[str]] = {}
    for term in terms:
        for word in content_words(term.title):
            index.setdefault(word[:3], set()).add(word)
    return index


def _in_index(word: str, index: dict[str, set[str]]) -> bool:
    return any(same_word(word, other) for other in index.get(word[:3], ()))


def _rests_on(term: Term, terms: tuple[Term, ...]) -> tuple[str, ...]:
    """Keys of the terms a definition consists of, when it says nothing else."""
    words = content_words(term.definition)
    named = [each for each in terms if each.key != term.key and mentions(words, each.title)]
    covered = tuple(word for each in (term, *named) for word in content_words(each.title))
    return tuple(each.key for each in named) if len(_beside(words, covered)) <= _TOO_LITTLE else ()


def _circle(start: str, rests: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The way from ``start`` back to it, or nothing."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = set()
    while ways:
        way = ways.pop(0)
        for key in rests.get(way[-1], ()):
            if key == start:
                return way
            if key not in seen:
                seen.add(key)
                ways.append((*way, key))
    return ()
