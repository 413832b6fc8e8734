"""The pages whose views are noted, and how a search is told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from tandem.basics.text import Text

#: Nobody can remove a look earlier than this, in the database too.
LEAST_KEPT = timedelta(days=30)

PAGES: Mapping[str, Text] = {
    "lead": Text(ru="Карточка лида", en="Lead card"),
    "search_phone": Text(ru="Поиск по телефону или ИНН", en="Search by phone or tax id"),
    "search_email": Text(ru="Поиск по почте", en="Search by e-mail"),
    "search_name": Text(ru="Поиск по имени", en="Search by name"),
    "leads_export": Text(ru="Выгрузка списка лидов", en="Export of the list of leads"),
    "calls_export": Text(ru="Выгрузка списка контактов", en="Export of a list of contacts"),
    "duplicates": Text(ru="Похожие клиенты", en="Likely duplicates"),
    "recording": Text(ru="Запись звонка", en="Recording of a call"),
    "leads_api": Text(ru="Список лидов с именами через API", en="List of leads with names by the API"),
    "buyers_words": Text(ru="Слова покупателей", en="Buyers' words"),
    "import_rows": Text(ru="Строки импорта", en="Rows of an import"),
    "import_rejected": Text(ru="Выгрузка отвергнутых строк", en="Export of refused rows"),
    "client_data": Text(ru="Все данные клиента", en="All data of a client"),
    "client_export": Text(ru="Выгрузка данных клиента", en="Export of a client's data"),
}

_NUMBER = re.compile(r"[\d\s()+.-]*\d[\d\s()+.-]*")


def page_of_search(text: str) -> str:
    """Which kind of search was typed, as a key of ``PAGES``."""
    if "@" in text:
        return "search_email"
    return "search_phone" if _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) >= 4 else "search_name"
