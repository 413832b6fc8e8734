"""Texts of consent: ours, published version by version, and those that came with leads."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.doors import ConsentAsked
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole, Role
from tandem.privacy.models import ConsentText
from tandem.privacy.rules import Purpose, read_label, text_digest

#: Of a text: far more than the longest policy that is shown beside a form.
LONGEST = 20_000


class TextUnfit(Refusal):
    """The text is empty, too long, or the same as the version in force."""


def publish(*, purpose: Purpose, language: str, text: str, by: Person, now: datetime) -> ConsentText:
    """Put a new version in force from now on; the earlier ones stay as they are, under the leads that saw them.

    Refuses by ``NotForThisRole`` and ``TextUnfit``.
    """
    require_writer(by)
    text = "\n".join(text.strip().splitlines())
    if not text or len(text) > LONGEST or language not in dict(settings.LANGUAGES):
        raise TextUnfit(
            Text(
                ru=f"Напишите текст согласия: не пустой и не длиннее {LONGEST} знаков.",
                en=f"Write the text of the consent: not empty and at most {LONGEST} characters.",
            )
        )
    with transaction.atomic():
        # Locks the newest: two who publish at once get two numbers, or one of them the refusal below.
        newest = current_text(purpose, language, lock=True)
        if newest is not None and newest.digest == text_digest(text):
            raise TextUnfit(
                Text(
                    ru="Этот текст уже действует: измените его или оставьте как есть.",
                    en="This text is in force already: change it or leave it as it is.",
                )
            )
        numbered = ConsentText.objects.filter(purpose=purpose, language=language)
        return ConsentText.objects.create(
            purpose=purpose,
            language=language,
            number=(numbered.aggregate(last=Max("number"))["last"] or 0) + 1,
            text=text,
            digest=text_digest(text),
            published_at=now,
            published_by=by,
        )


def require_writer(by: Person) -> None:
    """Refuse by ``NotForThisRole`` whoever may not put a text in force."""
    if not Role(by.role).writes_consent_texts:
        raise NotForThisRole(
            Text(
                ru="Тексты согласий меняют руководитель маркетинга, собственник и администратор.",
                en="Consent texts are changed by the head of marketing, an owner or an administrator.",
            )
        )


def current_text(purpose: Purpose, language: str, *, lock: bool = False) -> ConsentText | None:
    """The version in force; None while none was published."""
    texts = ConsentText.objects.filter(purpose=purpose, language=language, number__isnull=False).order_by("-number")
    return (texts.select_for_update() if lock else texts).first()


def published_consents() -> dict[str, ConsentAsked]:
    """What forms show beside their box: language → the text in force and its version."""
    found = {}
    for language, _ in settings.LANGUAGES:
        text = current_text(Purpose.PROCESSING, language)
        if text is not None:
            found[language] = ConsentAsked(text.text, text.version)
    return found


def text_shown(*, purpose: Purpose, version: str, text: str, seen_at: datetime) -> ConsentText:
    """The text a lead names by our version or brings with it, kept now if it is new. In the caller's transaction."""
    label = read_label(version)
    if label is not None and label[0] == purpose:
        ours = ConsentText.objects.filter(purpose=purpose, language=label[1], number=label[2]).first()
        if ours is not None:
            return ours
    digest = text_digest(text)
    if text:
        # The same words are the same text, whatever the door calls its version.
        ours = ConsentText.objects.filter(purpose=purpose, digest=digest, number__isnull=False).first()
        if ours is not None:
            return ours
    found, _ = ConsentText.objects.get_or_create(
        purpose=purpose,
        digest=digest,
        label=version[:100],
        number=None,
        defaults={"text": text, "published_at": seen_at},
    )
    return found
