"""The words of the gate's own refusals."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.intake.doors import Door

#: Records that one request may bring; a sender with more has an export for the import.
MOST_RECORDS = 500


def not_by(method: str, door: Door) -> Text:
    """Why a method was not taken."""
    expected = ", ".join(sorted(door.methods))
    return Text(
        ru=f"Здесь принимают {expected}, а не {method[:10]}.",
        en=f"This takes {expected}, not {method[:10]}.",
    )


def too_fast(wait: int) -> Text:
    """Why a sender must wait."""
    return Text(ru=f"Слишком часто: повторите через {wait} с.", en=f"Too many requests: ask again in {wait} s.")


def too_long(longest: int) -> Text:
    """Why a body was not read."""
    return Text(
        ru=f"Запрос длиннее {longest // 1024} КБ. Файлы сюда не отправляют: пришлите ссылку.",
        en=f"The request is longer than {longest // 1024} KB. Files are not sent here: send a link.",
    )


NO_SOURCE = Text(
    ru="Такого источника нет или он закрыт. Адрес берут на странице «Источники».",
    en="There is no such source, or it is closed. Take the address from the page “Sources”.",
)
TOO_MANY_RECORDS = Text(
    ru=f"В запросе больше {MOST_RECORDS} записей. Пришлите их частями или загрузите файлом.",
    en=f"The request holds more than {MOST_RECORDS} records. Send them in parts, or import them as a file.",
)
UNREADABLE = Text(
    ru="Запрос не удалось разобрать. Он сохранён: администратор увидит его на странице «Здоровье данных».",
    en="The request could not be read. It is kept: the administrator sees it on the page “Data health”.",
)
TORN = Text(ru="Запрос оборвался.", en="The request broke off.")
NOT_KEPT = Text(
    ru="Заявку сейчас негде сохранить. Повторите через полминуты с тем же ключом: второй заявки не появится.",
    en="There is no room to keep the request now. Repeat in half a minute with the same key: it will not be doubled.",
)
