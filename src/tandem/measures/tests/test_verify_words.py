"""Rules of what `tandem verify` says."""

from __future__ import annotations

from django.utils import translation

from tandem.measures.management.commands.verify import sentence
from tandem.measures.verification import DIFFERS_FROM, LEFT_OVER, ONLY_LIVE, ONLY_REBUILT, Difference


def said(language: str, where: str, what: str) -> str:
    with translation.override(language):
        return sentence(Difference(where, what, 2, [4, 7]))


def test_a_difference_is_said_in_the_readers_language():
    column = DIFFERS_FROM + "payments.lead_id"
    assert said("en", "state selling.Payment.lead_id", column) == (
        "state, selling.Payment.lead_id: differs from payments.lead_id in 2 rows, for example 4, 7."
    )
    assert said("ru", "state selling.Payment.lead_id", column) == (
        "состояние, selling.Payment.lead_id: не совпадает с payments.lead_id, строк: 2, например 4, 7."
    )
    for what in (ONLY_LIVE, ONLY_REBUILT, LEFT_OVER):
        assert what in said("en", "store leads", what)
        assert what not in said("ru", "store leads", what)
