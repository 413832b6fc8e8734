"""The company of the funnel's tests, and its readers."""

from __future__ import annotations

from tandem.funnel.tests.conftest import _in_english, history, signed_in

__all__ = ["_in_english", "history", "signed_in"]
