"""Words by which other systems call the grades everybody has: a first reading of an export nobody has described."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.imports.shapes import KnownValue

GRADE_WORDS = (
    KnownValue("A", Text(ru="категория A", en="grade A"), ("a", "горячий", "горячая", "hot", "high")),
    KnownValue("B", Text(ru="категория B", en="grade B"), ("b", "теплый", "теплая", "warm", "medium")),
    KnownValue("C", Text(ru="категория C", en="grade C"), ("c", "холодный", "холодная", "cold", "low")),
    KnownValue("D", Text(ru="нецелевой", en="not target"),
               ("d", "нецелевой", "нецелевая", "не целевой", "брак", "спам", "мусор", "non-target", "not target",
                "junk", "spam", "unqualified")),
)  # fmt: skip
