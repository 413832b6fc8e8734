"""The agreement as one readable YAML file that comes back exactly: to text, from text, and its digest.

text = to_yaml(document)
assert from_yaml(text) == document and to_yaml(from_yaml(text)) == text
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

import msgspec.inspect as kinds

from tandem.agreement.document import Document
from tandem.agreement.yaml_reading import Keyed, Listed, Node, Scalar, read
from tandem.agreement.yaml_refusals import YamlRefused
from tandem.agreement.yaml_writing import written
from tandem.basics.text import Text

__all__ = ["YamlRefused", "digest", "from_yaml", "to_yaml"]

#: The longest list: checks look at pairs of items, and people at each.
MOST_ITEMS = 500

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def to_yaml(document: Document) -> str:
    """The document as YAML; equal documents give equal texts."""
    return written(document)


def from_yaml(text: str) -> Document:
    """The document of a YAML text. Raises `YamlRefused`, which names line, column and reason."""
    document = _value(read(text), _document_kind(), "", "")
    assert isinstance(document, Document)
    return document


def digest(document: Document) -> str:
    """SHA-256 of the canonical YAML, in hex: what both heads sign."""
    return hashlib.sha256(to_yaml(document).encode("utf-8", "surrogatepass")).hexdigest()


@functools.cache
def _document_kind() -> kinds.Type:
    return kinds.type_info(Document)


def _value(node: Node, kind: kinds.Type, owner: str, name: str) -> object:
    """The value of ``node`` as ``kind`` wants it; ``owner.name`` is the field it is for, as ``Stage.owner``."""
    match kind:
        case kinds.StructType():
            return _part(node, kind)
        case kinds.VarTupleType(item_type=inner):
            return _items(node, inner, owner, name)
        case kinds.DictType(value_type=inner):
            return _filters(node, inner, owner, name)
        case kinds.UnionType(types=types):
            return _one_of_kinds(node, types, owner, name)
    scalar = _scalar(node, owner, name)
    match kind:
        case kinds.StrType():
            return scalar.text
        case kinds.LiteralType(values=values):
            return _one_of(scalar, tuple(str(each) for each in values), name)
        case kinds.BoolType():
            return _flag(scalar, name)
        case kinds.IntType():
            return _read(scalar, name, _WHOLE, int, "целое число, например 15", "a whole number, for example 15")
        case kinds.DecimalType():
            return _read(
                scalar, name, _NUMBER, Decimal,
                "число с точкой и без пробелов, например 0.4 или 150000",
                "a number with a point and no blanks, for example 0.4 or 150000",
            )  # fmt: skip
        case kinds.DateType():
            return _day(scalar, name)
    raise TypeError(f"The agreement has a field of an unknown kind: {owner}.{name}.")


def _part(node: Node, kind: kinds.StructType) -> object:
    if not isinstance(node, Keyed):
        raise node.refused(
            "Здесь нужны пары «ключ: значение»: {known}.",
            "Pairs “key: value” are needed here: {known}.",
            known=", ".join(field.name for field in kind.fields),
        )
    known = {field.name: field.type for field in kind.fields}
    values = {}
    for key, value in node.entries:
        if key.text not in known:
            raise _unknown(key, tuple(known))
        values[key.text] = _value(value, known[key.text], kind.cls.__name__, key.text)
    return kind.cls(**values)


def _unknown(key: Scalar, known: tuple[str, ...]) -> YamlRefused:
    near = get_close_matches(key.text.casefold().strip(), known, n=1, cutoff=0.5)
    if near:
        return key.refused(
            "Ключа «{key}» нет. Может быть, «{near}»?",
            "There is no key “{key}”. Is “{near}” meant?",
            key=key.text,
            near=near[0],
        )
    return key.refused(
        "Ключа «{key}» нет. Здесь бывают: {known}.",
        "There is no key “{key}”. Here may stand: {known}.",
        key=key.text,
        known=", ".join(known),
    )


def _items(node: Node, kind: kinds.Type, owner: str, name: str) -> tuple[object, ...]:
    if not isinstance(node, Listed):
        raise node.refused(
            "«{name}» — это список: каждая строка начинается с «- », или [a, b] в одну строку.",
            "“{name}” is a list: each item begins with “- ”, or [a, b] in one line.",
            name=name,
        )
    if len(node.items) > MOST_ITEMS:
        raise node.items[MOST_ITEMS].refused(
            "В списке «{name}» больше {most} пунктов: такой регламент никто не прочтёт.",
            "The list “{name}” has more than {most} items: nobody would read such an agreement.",
            name=name,
            most=MOST_ITEMS,
        )
    return tuple(_value(each, kind, owner, name) for each in node.items)


def _filters(node: Node, kind: kinds.Type, owner: str, name: str) -> Mapping[str, object]:
    if not isinstance(node, Keyed):
        raise node.refused("«{name}» — это пары «ключ: значение».", "“{name}” holds pairs “key: value”.", name=name)
    return {key.text: _value(value, kind, owner, name) for key, value in node.entries}


def _one_of_kinds(node: Node, types: tuple[kinds.Type, ...], owner: str, name: str) -> object:
    """A value that may be left out, or the answer to a question: true, false or a word."""
    if isinstance(node, Scalar) and any(isinstance(each, kinds.BoolType) for each in types):
        words = next((each.values for each in types if isinstance(each, kinds.LiteralType)), ())
        return _flag(node, name, tuple(str(word) for word in words))
    if isinstance(node, Scalar) and node.plain and node.text in {"", "~", "null"}:
        return None
    (kind,) = (each for each in types if not isinstance(each, kinds.NoneType | kinds.BoolType))
    return _value(node, kind, owner, name)


#: Where a list is the mistake of thinking, and not of typing.
_ONE_ONLY = {
    "Stage.owner": Text(
        ru="У этапа ровно один ответственный отдел, а здесь список. Выберите marketing или sales.",
        en="A stage has exactly one owner, and here is a list. Choose marketing or sales.",
    ),
    "Promise.side": Text(
        ru="Обязательство даёт одна сторона, а здесь список. Сделайте по обязательству на каждую.",
        en="A promise is given by one side, and here is a list. Write one promise for each.",
    ),
    "Decision.decides": Text(
        ru="Решает кто-то один, а здесь список. С кем согласовать, пишут в clear_with.",
        en="One role decides, and here is a list. With whom it is cleared belongs into clear_with.",
    ),
}


def _scalar(node: Node, owner: str, name: str) -> Scalar:
    if isinstance(node, Scalar):
        return node
    special = _ONE_ONLY.get(f"{owner}.{name}")
    if special is not None and isinstance(node, Listed):
        raise YamlRefused(special, node.line, node.column)
    found = (
        Text(ru="список", en="a list")
        if isinstance(node, Listed)
        else Text(ru="пары «ключ: значение»", en="a set of pairs")
    )
    raise YamlRefused(
        Text(
            ru=f"«{name}» — это одно значение, а здесь {found.ru}. Если это текст, возьмите его в кавычки.",
            en=f"“{name}” is a single value, and here is {found.en}. If it is a text, put it in quotes.",
        ),
        node.line,
        node.column,
    )


def _one_of(scalar: Scalar, values: tuple[str, ...], name: str) -> str:
    if scalar.text in values:
        return scalar.text
    raise _unfit(scalar, name, "одно из: " + _listed(values), "one of: " + _listed(values))


def _flag(scalar: Scalar, name: str, words: tuple[str, ...] = ()) -> object:
    if scalar.text in words:
        return scalar.text
    if scalar.plain and scalar.text.casefold() in _FLAGS:
        return _FLAGS[scalar.text.casefold()]
    known = _listed(("true", "false", *words))
    raise _unfit(scalar, name, f"одно из: {known}", f"one of: {known}")


def _read[T](
    scalar: Scalar, name: str, pattern: re.Pattern[str], make: Callable[[str], T], ru: str, en: str
) -> T:  # fmt: skip
    if pattern.fullmatch(scalar.text) is None:
        raise _unfit(scalar, name, ru, en)
    return make(scalar.text)


def _day(scalar: Scalar, name: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", scalar.text, re.ASCII):
            return date.fromisoformat(scalar.text)
    except ValueError:
        pass
    raise _unfit(scalar, name, "дата вида 2026-03-31", "a date such as 2026-03-31")


def _unfit(scalar: Scalar, name: str, ru: str, en: str) -> YamlRefused:
    said = scalar.text if len(scalar.text) <= 60 else scalar.text[:60] + "…"
    # Built by hand: what the file says may hold braces.
    return YamlRefused(
        Text(ru=f"«{name}»: ожидается {ru}, а здесь «{said}».", en=f"“{name}” must be {en}, and here is “{said}”."),
        scalar.line,
        scalar.column,
    )


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(value or '""' for value in sorted(values))
