"""The step that keeps what a person agreed to, whichever door the lead came through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType
from tandem.imports.writing import Chunk
from tandem.intake.pipeline import Arrived, Step
from tandem.journal.rows import insert_rows
from tandem.privacy.consent_texts import LONGEST, text_shown
from tandem.privacy.facts import ConsentGiven, ConsentWithdrawn
from tandem.privacy.models import ConsentText, LeadConsent
from tandem.privacy.rules import Purpose


class Consenting(Step):
    """Takes over consents with their texts; a later record may add one or take it back.

    A record says yes by the flag, and also by a text, a version or a moment of consent alone.
    """

    order = 15
    fields: ClassVar[tuple[Field, ...]] = (
        Field("consent", FieldType.FLAG, Text(ru="Согласие на обработку данных", en="Consent to processing"),
              headers=("Consent", "Согласие", "Согласие на обработку персональных данных", "GDPR consent")),
        Field("consent_text", FieldType.TEXT, Text(ru="Текст согласия", en="Consent text"), max_length=LONGEST,
              headers=("Consent text", "Текст согласия")),
        Field("consent_version", FieldType.TEXT, Text(ru="Версия согласия", en="Consent version"), max_length=100,
              headers=("Consent version", "Версия согласия")),
        Field("consent_at", FieldType.INSTANT, Text(ru="Когда дано согласие", en="Consent given at"), not_future=True,
              headers=("Consent date", "Consent given at", "Дата согласия")),
        Field("advertising_consent", FieldType.FLAG, Text(ru="Согласие на рассылки", en="Consent to advertising mails"),
              headers=("Marketing consent", "Email opt-in", "Согласие на рассылку", "Согласие на рассылки")),
        Field("advertising_version", FieldType.TEXT, Text(ru="Версия согласия на рассылки",
              en="Version of the consent to mails"), max_length=100),
    )  # fmt: skip

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Write what the records say anew, and tell of it."""
        saying = [each for each in arrived if _SAID & each.incoming.values.keys()]
        if not saying:
            return
        before = [each.lead_id for each in saying if not each.is_new]
        known = LeadConsent.objects.in_bulk(before) if before else {}
        texts: dict[tuple[str, ...], ConsentText] = {}
        fresh = []
        for each in saying:
            consent = known.get(each.lead_id) or _new_consent(each, chunk)
            if not self._take_one(each, consent, texts, chunk):
                continue
            if each.lead_id in known:
                consent.save()
            else:
                fresh.append(tuple(getattr(consent, field.attname) for field in LeadConsent._meta.concrete_fields))
        insert_rows(LeadConsent, [field.name for field in LeadConsent._meta.concrete_fields], fresh)

    def _take_one(
        self, each: Arrived, consent: LeadConsent, texts: dict[tuple[str, ...], ConsentText], chunk: Chunk
    ) -> bool:
        """Change a consent as its record says; whether it says anything new."""
        changed = False
        for purpose in Purpose:
            says = _says(each, purpose)
            standing = getattr(consent, f"{purpose}_id")
            if says is True:
                shown = self._text(each, purpose, texts)
                if standing != shown.pk:
                    changed = True
                    _give(consent, purpose, shown, _moment(each, purpose))
                    _tell(consent, purpose, each, chunk, given=True)
                    chunk.note(each.incoming, "consent", purpose.value, text=shown.pk)
            elif says is False and standing is not None:
                changed = True
                take_back(consent, purpose, chunk.recording.at)
                _tell(consent, purpose, each, chunk, given=False)
        return changed

    def _text(self, each: Arrived, purpose: Purpose, kept: dict[tuple[str, ...], ConsentText]) -> ConsentText:
        """Of many leads under one text it is looked up once."""
        values = each.incoming
        if purpose is Purpose.PROCESSING:
            version, text = values.text("consent_version"), values.text("consent_text")
        else:
            version, text = values.text("advertising_version"), ""
        asked = (purpose, version, text)
        if asked not in kept:
            kept[asked] = text_shown(purpose=purpose, version=version, text=text, seen_at=each.captured_at)
        return kept[asked]


_LONGEST_SOURCE = 50
_SAID = {field.name for field in Consenting.fields}


def _new_consent(each: Arrived, chunk: Chunk) -> LeadConsent:
    """Where it was given: at which of our doors, or in which system. An advertisement that led there is no proof."""
    return LeadConsent(lead_id=each.lead_id, source=(each.incoming.door or chunk.system)[:_LONGEST_SOURCE])


def take_back(consent: LeadConsent, purpose: Purpose, at: datetime) -> None:
    """Note that a consent no longer stands; whoever calls saves it."""
    setattr(consent, purpose, None)
    setattr(consent, f"{purpose}_withdrawn_at", at)


def _says(each: Arrived, purpose: Purpose) -> bool | None:
    values = each.incoming.values
    if purpose is Purpose.ADVERTISING:
        flag, also = values.get("advertising_consent"), values.get("advertising_version")
    else:
        flag = values.get("consent")
        also = values.get("consent_at") or values.get("consent_text") or values.get("consent_version")
    return flag if isinstance(flag, bool) else (True if also else None)


def _moment(each: Arrived, purpose: Purpose) -> datetime:
    said = each.incoming.values.get("consent_at")
    return said if isinstance(said, datetime) else each.captured_at


def _give(consent: LeadConsent, purpose: Purpose, shown: ConsentText, at: datetime) -> None:
    setattr(consent, purpose, shown)
    setattr(consent, f"{purpose}_at", at)
    setattr(consent, f"{purpose}_withdrawn_at", None)


def _tell(consent: LeadConsent, purpose: Purpose, each: Arrived, chunk: Chunk, *, given: bool) -> None:
    fact = (ConsentGiven if given else ConsentWithdrawn)(
        purpose=purpose, processing=consent.processing_id, advertising=consent.advertising_id
    )
    at = getattr(consent, f"{purpose}_at") if given else chunk.recording.at
    chunk.tell(fact, each.lead_id, at, lead_id=each.lead_id, version=each.version)
