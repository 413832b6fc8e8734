"""The judge of each version, compiled once."""

from __future__ import annotations

from functools import lru_cache

from tandem.agreement import judges, queries
from tandem.agreement.judgement import Judge
from tandem.agreement.models import Version

_BEFORE_THE_AGREEMENT = judges.judge_of(None)


def judge_of(number: int) -> Judge:
    """The judge of a version by its number."""
    if number == 0:
        return _BEFORE_THE_AGREEMENT
    return _compiled(number, Version.objects.values_list("digest", flat=True).get(number=number))


# A signed version never changes; its digest tells it from one of that number in another company's database.
@lru_cache(maxsize=64)
def _compiled(number: int, digest: str) -> Judge:
    return judges.judge_of(queries.version(number).document)
