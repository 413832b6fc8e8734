"""Takes leads in from an import, through the same pipeline every door uses."""

from __future__ import annotations

from typing import Any

from tandem.agreement.agreed import asked_once
from tandem.agreement.timetable import Timetable, timetable
from tandem.clients.actions import recognise, recognise_each
from tandem.clients.importing import claim_of
from tandem.clients.queries import is_known_by
from tandem.imports.writing import Chunk, Incoming, Writer
from tandem.intake.facts import LeadCaptured, LeadCorrected, LeadRestamped
from tandem.intake.models import Lead
from tandem.intake.pipeline import Arrived, steps
from tandem.journal.rows import insert_rows, next_ids

_TEXTS = (
    "source", "channel", "campaign", "ad_group", "creative", "offer", "landing_page", "product", "segment", "city",
)  # fmt: skip


class LeadWriter(Writer):
    """A lead by its id; a later export may correct it."""

    kind = "lead"

    def write(self, chunk: Chunk) -> None:
        """Capture new leads, correct changed ones, and run every step of the pipeline on both."""
        with asked_once():
            versions = timetable()
            arrived = self._capture(chunk, versions) + self._correct(chunk, versions)
            for step in steps():
                step.take(arrived, chunk)

    def _capture(self, chunk: Chunk, versions: Timetable) -> list[Arrived]:
        clients = recognise_each(
            [claim_of(each, chunk, seen_at=each.values["created_at"]) for each in chunk.new], chunk=chunk
        )
        ids = next_ids(Lead, len(chunk.new))
        rows = []
        arrived = []
        for lead_id, (client_id, recognised_by), each in zip(ids, clients, chunk.new, strict=True):
            each.subject_id = lead_id
            chunk.note(each, "client", recognised_by)
            texts = [each.text(name) for name in _TEXTS]
            captured_at = each.values["created_at"]
            version = versions.version_at(captured_at)
            response = each.values.get("reported_response")
            rows.append(
                (
                    lead_id, client_id, captured_at, *texts, response, each.values.get("extras") or {},
                    version, chunk.batch_id,
                )
            )  # fmt: skip
            chunk.note(each, "captured", "new", version=version)
            said = {name: text or None for name, text in zip(_TEXTS, texts, strict=True)}
            fact = LeadCaptured(client_id=client_id, reported_response=response, **said)
            chunk.tell(fact, lead_id, captured_at, lead_id=lead_id, version=version)
            arrived.append(Arrived(lead_id, client_id, captured_at, each, is_new=True, version=version))
        insert_rows(
            Lead,
            ("id", "client", "captured_at", *_TEXTS, "reported_response", "answers", "version", "batch_id"),
            rows,
        )
        return arrived

    def _correct(self, chunk: Chunk, versions: Timetable) -> list[Arrived]:
        leads = Lead.objects.in_bulk([each.subject_id for each in chunk.changed]) if chunk.changed else {}
        return [self._correct_one(leads[each.subject_id], each, chunk, versions) for each in chunk.changed]

    def _correct_one(self, lead: Lead, incoming: Incoming, chunk: Chunk, versions: Timetable) -> Arrived:
        """Take over what the record says anew; what it does not mention stays."""
        described = {name: getattr(lead, name) for name in (*_TEXTS, "reported_response", "captured_at")}
        said: dict[str, Any] = {name: incoming.text(name) for name in _TEXTS if name in incoming.values}
        if "reported_response" in incoming.values:
            said["reported_response"] = incoming.values["reported_response"]
        said["captured_at"] = incoming.values.get("created_at") or lead.captured_at
        client_id = lead.client_id
        if any(incoming.values.get(name) for name in ("client_id", "phone", "email", "inn")):
            claim = claim_of(incoming, chunk, seen_at=said["captured_at"])
            if claim.key or not is_known_by(client_id, claim):
                (client_id,) = recognise([claim], chunk=chunk)
        answers = lead.answers | (incoming.values.get("extras") or {})
        if answers != lead.answers:
            # Free text, which no fact carries.
            Lead.objects.filter(pk=lead.pk).update(answers=answers)
        # What was captured on another day than we thought is counted under the version of that day.
        moved = said["captured_at"] != lead.captured_at
        version = versions.version_at(said["captured_at"]) if moved else lead.version
        if described | said != described or client_id != lead.client_id:
            Lead.objects.filter(pk=lead.pk).update(**said, client_id=client_id, version=version)
            facts = described | said
            chunk.tell(
                LeadCorrected(
                    client_id=client_id,
                    reported_response=facts["reported_response"],
                    **{name: facts[name] or None for name in _TEXTS},
                ),
                lead.pk,
                said["captured_at"],
                lead_id=lead.pk,
                version=version,
            )
        if version != lead.version:
            fact = LeadRestamped(number=version)
            chunk.tell(fact, lead.pk, said["captured_at"], lead_id=lead.pk, version=version)
        return Arrived(lead.pk, client_id, said["captured_at"], incoming, is_new=False, version=version)
