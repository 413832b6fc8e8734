"""Any document at all, for properties: made from the types of ``document`` themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec.inspect as kinds
from hypothesis import strategies as st

from tandem.agreement.document import Document

_TRICKY = st.sampled_from(
    ("yes", "null", "~", "1e3", "0.5", "2024-01-01", "- a", "a: b", "a #b", "#", "'", '"', "\\", "{a}", "a\n", "\n",
     "a\n\nb", "  a", "a ", "a\tb", "&a", "*a", "!a", "|", ">", "%", "@", "`", "12:30", "=", "<<", "?", ":",
     "Да. Нет.",
     "Очень длинное предложение, которое не помещается в строку, потому что в нём много слов, и слов, и слов. Второе.",
     "Длинное с двумя  пробелами, которое не помещается в строку: в нём много слов, и слов, и слов, и слов, и ещё. A",
     "a\r\nb", "\u2028", "\ufeff", "\u202e", "\x85", "\u00a0")
)  # fmt: skip
texts = _TRICKY | st.text(max_size=12) | st.text(alphabet=' .,:#-"А\nб', max_size=150)
_decimals = st.decimals(Decimal("-1e9"), Decimal("1e9"), allow_nan=False, places=3)


def _values(kind: kinds.Type) -> st.SearchStrategy[Any]:
    match kind:
        case kinds.StructType(cls=cls, fields=fields):
            return st.fixed_dictionaries({}, optional={each.name: _values(each.type) for each in fields}).map(
                lambda given: cls(**given)
            )
        case kinds.VarTupleType(item_type=inner):
            return st.lists(_values(inner), max_size=2).map(tuple)
        case kinds.DictType(value_type=inner):
            return st.dictionaries(texts, _values(inner), max_size=2)
        case kinds.UnionType(types=types):
            return st.one_of(*map(_values, types))
        case kinds.LiteralType(values=values):
            return st.sampled_from(values)
    return {
        kinds.StrType: texts,
        kinds.BoolType: st.booleans(),
        kinds.NoneType: st.none(),
        kinds.IntType: st.integers(-1000, 100_000),
        kinds.DecimalType: _decimals,
        kinds.DateType: st.dates(date(1000, 1, 1)),
    }[type(kind)]


documents = _values(kinds.type_info(Document))
