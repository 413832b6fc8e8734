"""Every section and field of the document has a name in both languages."""

from __future__ import annotations

import msgspec.inspect as kinds

from tandem.agreement.document import Document
from tandem.agreement.field_names import field_label, section_label


def _names(kind: kinds.Type) -> set[str]:
    match kind:
        case kinds.StructType(fields=fields):
            return {each.name for each in fields}.union(*(_names(each.type) for each in fields))
        case kinds.VarTupleType(item_type=inner):
            return _names(inner)
        case kinds.UnionType(types=types):
            return set().union(*map(_names, types))
    return set()


def test_every_section_is_named():
    for name in Document.__struct_fields__:
        assert section_label(name).ru != section_label(name).en or name == "language"


def test_every_field_is_named_and_not_by_its_key():
    names = _names(kinds.type_info(Document)) - set(Document.__struct_fields__)

    assert not {name for name in names if field_label("terms", name).ru == name} - {"MQL", "SQL"}


def test_nested_places_are_said_from_the_outside_in():
    assert field_label("promises", "duty.until").en == "Row by row › The clock stops at"
    assert field_label("cards", "kpis.0.goal").ru == "Показатели 1 › Цель"
    assert field_label("cards", "kpis[target_leads].amount").ru == "Показатели, Целевые лиды › Сколько"
    assert (
        field_label("bonus", "schemes[sales_head].base").en == "Schemes by role, head of sales › Bonus a month at 100 %"
    )
    assert field_label("leads", "") == section_label("leads")
