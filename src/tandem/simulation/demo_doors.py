"""Doors of the made-up company that stand open for whoever looks around: a form, and a source for programs."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from tandem.basics.text import Text
from tandem.intake.doors import fingerprint
from tandem.intake.models import Source
from tandem.intake.source_actions import open_source
from tandem.people.models import Person
from tandem.privacy.actions import publish
from tandem.privacy.queries import Purpose, current_consent

FORM, API = "demo", "demo-api"

_NAMES = {FORM: Text(ru="Форма на сайте", en="Form of the site"), API: Text(ru="Сайт, API", en="Site, API")}
_DEFAULTS: dict[str, dict[str, Text]] = {
    FORM: {"source": Text(ru="Сайт", en="Site"), "channel": Text(ru="Форма", en="Form")},
    API: {"source": Text(ru="Сайт", en="Site"), "channel": Text(ru="API", en="API")},
}

_CONSENT = Text(
    ru="Согласен на обработку моих данных, чтобы мне ответили на заявку",
    en="I agree that my data are processed so that my request can be answered",
)


def open_doors(*, now: datetime) -> str:
    """Open both where they are not yet; returns the key for programs, which is kept beside the demo's data."""
    language = settings.LANGUAGE_CODE
    secret = _secret()
    for key, door in ((FORM, "form"), (API, "api")):
        found = Source.objects.filter(key=key).first()
        if found is None:
            open_source(
                by=None,
                door=door,
                key=key,
                name=_NAMES[key].in_language(language),
                defaults={name: text.in_language(language) for name, text in _DEFAULTS[key].items()},
                settings=_form(language) if door == "form" else {},
                secret=secret if door == "api" else "",
                now=now,
            )
        elif door == "api" and found.fingerprint != fingerprint(secret):
            # The file with the key was lost, or somebody gave the source another: what is printed must work.
            Source.objects.filter(pk=found.pk).update(fingerprint=fingerprint(secret))
    return secret


def publish_consents(*, by: Person, now: datetime) -> None:
    """Put the text that the form shows beside its box in force, in every language that has none."""
    for language, _ in settings.LANGUAGES:
        if current_consent(Purpose.PROCESSING, language) is None:
            publish(purpose=Purpose.PROCESSING, language=language, text=_CONSENT.in_language(language), by=by, now=now)


def _secret() -> str:
    """The key of the demo's source for programs: made once, readable by its owner only."""
    path = Path(settings.HOME) / "demo_api_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text().strip()


def _form(language: str) -> dict[str, Any]:
    def said(ru: str, en: str) -> str:
        return Text(ru=ru, en=en).in_language(language)

    # A choice carries what the agreement asks: need, budget, urgency.
    yes, no = said("да", "yes"), said("нет", "no")
    needs = (
        said("Остеклить офис или квартиру", "Windows for an office or a flat") + f" = {yes}",
        said("Починить то, что есть", "A repair of what is there") + f" = {yes}",
        said("Пока просто узнать цены", "Only prices for now") + f" = {no}",
    )
    budgets = tuple(
        f"{words} = {value}"
        for words, value in (
            (said("до 100 тысяч", "up to 100 thousand"), 90_000),
            (said("100–300 тысяч", "100 to 300 thousand"), 200_000),
            (said("больше 300 тысяч", "over 300 thousand"), 400_000),
        )
    )
    return {
        "form": {
            "language": language,
            "title": said("Расчёт за один час", "A quote within an hour"),
            "intro": said(
                "Ответьте на пять вопросов — менеджер перезвонит с готовой ценой.",
                "Answer five questions, and a seller calls back with the price.",
            ),
            "offer": said("−10 % до конца месяца", "−10 % until the end of the month"),
            "button": said("Получить расчёт", "Get the quote"),
            "questions": [
                {"name": "client_name", "required": True},
                {"name": "phone", "required": True},
                {"name": "need", "title": said("Что нужно сделать?", "What is to be done?"), "choices": needs},
                {"name": "budget", "choices": budgets},
                {"name": "starts_within_days"},
                {"name": "text", "title": said("Что ещё важно?", "What else matters?")},
            ],
        },
    }
