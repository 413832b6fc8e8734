"""How a client is spelled for the search for duplicates: one form for what people write in many ways. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tandem.basics.names import folded

_WORD = re.compile(r"\w+")
_CYRILLIC = re.compile(r"[а-яё]")
#: Latin letters that a Cyrillic one looks like: a word of these alone says nothing of its script.
_ALIKE = frozenset("abcehkmoptxy")

#: Cyrillic as passports spell it, so that ``Ivanov`` is near ``Иванов`` and likeness is counted by letters.
_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
        "я": "ya",
    }
)  # fmt: skip

_PATRONYMIC = re.compile(r".{2,}(?:ovich|evich|ovna|evna|ichna|ilich|mich|kich)")

#: What firms are, not what they are called.
_FORMS = frozenset(
    map(
        folded,
        (
            "ооо", "оао", "ао", "зао", "пао", "нао", "ип", "чп", "тоо", "одо", "фгуп", "гуп", "муп", "мбоу", "ано",
            "нко", "снт", "тсж", "гк", "компания", "фирма", "индивидуальный", "предприниматель", "общество", "с",
            "ограниченной", "ответственностью", "акционерное", "закрытое", "открытое", "публичное", "ltd", "llc",
            "inc", "corp", "co", "gmbh", "ag", "sa", "srl", "bv", "plc", "limited", "company", "ooo", "oao", "zao",
            "ao",
        ),
    )
)  # fmt: skip

#: Posts where a dot before the @ makes no difference, and other names of one post.
_DOTLESS = frozenset({"gmail.com"})
_SAME_POST = {"googlemail.com": "gmail.com", "ya.ru": "yandex.ru", "yandex.com": "yandex.ru", "yandex.by": "yandex.ru",
              "yandex.kz": "yandex.ru", "narod.ru": "yandex.ru"}  # fmt: skip


def words_of(name: str) -> list[str]:
    """The words of a name in Latin letters, as written in order: case, ``ё``, accents and look-alikes do not count."""
    words = _WORD.findall(unicodedata.normalize("NFKC", name).casefold())
    cyrillic = any(_CYRILLIC.search(word) for word in words)
    spelled = (_spelled(word, cyrillic) for word in words)
    return [word for word in spelled if word]


@lru_cache(maxsize=200_000)
def _spelled(word: str, in_cyrillic: bool) -> str:
    if _CYRILLIC.search(word) or (in_cyrillic and set(word) <= _ALIKE):
        return folded(word).translate(_LATIN)
    plain = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def person_words(name: str) -> tuple[list[str], str]:
    """(given and family names in no order, patronymic) of a person's name; the patronymic is empty when not told."""
    words = words_of(name)
    patronymic = next((word for word in words[1:] if _PATRONYMIC.fullmatch(word)), "") if len(words) > 2 else ""
    return [word for word in words if word != patronymic], patronymic


def company_words(name: str) -> list[str]:
    """The words a firm is called by, without what it is (``ООО``, ``Ltd``)."""
    words = _WORD.findall(unicodedata.normalize("NFKC", name).casefold())
    own = [word for word in words if folded(word) not in _FORMS]
    return words_of(" ".join(own or words))


def mail_key(address: str) -> str:
    """The address as its post office reads it: without ``+tag``, without Gmail's dots, one name for one post."""
    local, _, domain = address.lower().rpartition("@")
    domain = _SAME_POST.get(domain, domain)
    local = local.split("+", 1)[0] or local
    if domain in _DOTLESS:
        local = local.replace(".", "")
    elif domain == "yandex.ru":
        local = local.replace(".", "-")
    return f"{local}@{domain}"


def phone_key(value: str) -> str:
    """Digits of a phone, ``8…`` of ten more as ``7…``; contact points are kept as +7… already, raw ones are not."""
    digits = re.sub(r"\D", "", value)
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def city_key(city: str) -> str:
    """A city without ``г.``, in Latin letters."""
    words = words_of(city)
    return " ".join(word for word in words if word not in {"g", "gorod", "city"})
