"""Clause fields as rooms announce them, for tests of the document."""

from __future__ import annotations

from tandem.agreement.clause_catalogue import ClauseField
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text

_KINDS = {
    "leads": {
        "quality": Kind.TEXT, "need": Kind.FLAG, "budget": Kind.NUMBER, "budget_ok": Kind.FLAG, "urgent": Kind.FLAG,
        "starts_within_days": Kind.INTEGER, "source": Kind.TEXT, "grade": Kind.TEXT, "captured_at": Kind.INSTANT,
        "assigned_at": Kind.INSTANT, "first_contact_at": Kind.INSTANT, "graded_at": Kind.INSTANT,
        "lost_at": Kind.INSTANT,
    },
    "returns": {"reason": Kind.TEXT, "returned_at": Kind.INSTANT},
    "launches": {"noticed_at": Kind.INSTANT, "starts_at": Kind.INSTANT},
}  # fmt: skip

FIELDS = {
    table: {name: ClauseField(name, kind, Text(ru=name, en=name), table=table) for name, kind in kinds.items()}
    for table, kinds in _KINDS.items()
}
