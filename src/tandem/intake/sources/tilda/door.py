"""A form of a Tilda site, sent to its "Webhook" or to an integration of its marketplace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote

from tandem.basics.text import Text
from tandem.intake.bodies import UTM, answers, key_of, said, same, standing_for, text_of, within
from tandem.intake.doors import (
    WRONG_SECRET,
    Arriving,
    Door,
    OpenSource,
    Reading,
    Reply,
    Request,
    RequestRefused,
)

#: What Tilda expects, within five seconds; anything else is sent twice more, a minute apart.
_TAKEN = Reply(b"ok")
#: Marks of visitors that other counters know them by. The rest of the cookies is nobody's business.
_COOKIES_KEPT = ("_ym_uid", "_ga", "roistat_visit", "yclid", "gclid", "fbclid")


class TildaDoor(Door):
    """Each form is a lead; ``tranid`` makes a retry harmless."""

    key: ClassVar[str] = "tilda"
    title: ClassVar[Text] = Text(ru="Тильда", en="Tilda")
    follows: ClassVar[str] = "https://help-ru.tilda.cc/formsscript"
    asks: ClassVar[Mapping[str, Text]] = {
        "key_name": Text(
            ru="Имя API-ключа, если в Тильде он включён: название заголовка или поля",
            en="The name of the API key, if it is switched on in Tilda: that of a header or a field",
        ),
        "key": Text(ru="Значение этого API-ключа", en="The value of this API key"),
        "forms": Text(
            ru="Что считать известным о заявках формы: номер формы → поля лида",
            en="What is known of the leads of a form: its id → fields of the lead",
        ),
    }

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """By Tilda's API key when one is set, in a header or in the form; else by the address."""
        name, key = text_of(source.settings.get("key_name")), source.settings.get("key")
        if not (name and key):
            super().authenticate(request, source)
            return
        presented = request.headers.get(name.lower()) or said(request).get(name)
        if not same(presented, key):
            raise RequestRefused(401, WRONG_SECRET)

    def read(self, request: Request, source: OpenSource) -> Reading:
        """One lead a form; the request Tilda tries an address with makes none."""
        form = said(request)
        if form.get("test") == "test":
            return Reading(reply=_TAKEN)
        form.pop(text_of(source.settings.get("key_name")), None)
        cookies = text_of(form.pop("COOKIES", None))
        key = text_of(form.pop("tranid", None)) or key_of(request)
        form_id = text_of(form.get("formid"))
        if amount := text_of(within(form, "payment", "amount")):
            form["amount"] = amount
        cells, extras = answers(source, form.items())
        if amount:
            cells["amount"] = extras.pop("amount", amount)
        for name, value in _from_cookies(cookies).items():
            (cells if name in UTM.values() else extras).setdefault(name, value)
        for name, value in standing_for(source, "forms", form_id).items():
            cells.setdefault(name, value)
        arriving = Arriving(source=source.key, key=key, received_at=request.received_at, cells=cells, extras=extras)
        return Reading([arriving], _TAKEN)


def _from_cookies(text: str) -> dict[str, Any]:
    """Tags and visitor marks from the cookies that Tilda sends along when it is asked to."""
    found: dict[str, str] = {}
    for pair in text.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == "TILDAUTM":
            tags = parse_qsl(unquote(value).replace("|||", "&"))
            found |= {UTM.get(tag, tag)[:100]: text_of(said) for tag, said in tags}
        elif name in _COOKIES_KEPT:
            found[name] = text_of(unquote(value))
    return {name: value for name, value in found.items() if value}
