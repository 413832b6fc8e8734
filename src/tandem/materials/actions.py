"""Writing materials, looking whether they are still right, and noting every use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.materials.facts import (
    MaterialArchived,
    MaterialChanged,
    MaterialMade,
    MaterialOpened,
    MaterialReviewed,
    MaterialUsed,
)
from tandem.materials.models import Material, MaterialFile, MaterialUse
from tandem.materials.rules import Kind, Way, keeps_materials, uses_materials
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.voice import codes

#: Bytes of a file: a presentation, not a film.
MOST_BYTES = 8 * 1024 * 1024


class NotTheirMaterials(Refusal):
    """Marketing writes materials, sellers use them."""


class NothingToShow(Refusal):
    """A material needs a name, something to show, and a place where it is used."""


class NotForClients(Refusal):
    """It is for sellers alone."""


class Unused(Refusal):
    """A material in the archive is used no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialCard:
    """What a material says and what it is for; ``file`` is its name and bytes."""

    title: str
    kind: Kind
    owner: Person
    review_on: date
    stages: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    text: str = ""
    link: str = ""
    for_clients: bool = True
    file: tuple[str, bytes] | None = None


def keep_material(card: MaterialCard, *, by: Person, now: datetime, material_id: int | None = None) -> Material:
    """Write a material, or change one; without a file it keeps the one it has.

    Refuses by ``NotTheirMaterials`` and ``NothingToShow``.
    """
    _require_keeper(by)
    _check(card, has_file=card.file is not None or MaterialFile.objects.filter(pk=material_id).exists())
    with transaction.atomic():
        material = (
            Material(made_at=now) if material_id is None else Material.objects.select_for_update().get(pk=material_id)
        )
        for name in ("text", "link", "for_clients", "owner", "review_on"):
            setattr(material, name, getattr(card, name))
        material.title, material.kind = " ".join(card.title.split()), card.kind.value
        material.stages, material.doubts = ",".join(card.stages), ",".join(card.doubts)
        material.save()
        if card.file is not None:
            name, content = card.file
            MaterialFile.objects.update_or_create(material=material, defaults={"name": name[-200:], "content": content})
        kind = MaterialMade if material_id is None else MaterialChanged
        _tell(kind(**_said(material)), material.pk, by=by, now=now)
    return material


def review_material(*, material_id: int, review_on: date, by: Person, today: date, now: datetime) -> None:
    """It is still right; look again on ``review_on``. Refuses by ``NotTheirMaterials`` and ``NothingToShow``."""
    _require_keeper(by)
    if review_on <= today:
        raise NothingToShow(Text(ru="Следующая проверка — в будущем.", en="The next review lies in the future."))
    with transaction.atomic():
        Material.objects.select_for_update().filter(pk=material_id).update(review_on=review_on)
        _tell(MaterialReviewed(review_on=review_on), material_id, by=by, now=now)


def archive_material(*, material_id: int, by: Person, now: datetime) -> None:
    """Use it no more; what was sent says so when it is opened. Refuses by ``NotTheirMaterials``."""
    _require_keeper(by)
    with transaction.atomic():
        if Material.objects.filter(pk=material_id, archived_at=None).update(archived_at=now):
            _tell(MaterialArchived(), material_id, by=by, now=now)


def use_material(*, material_id: int, lead: Lead, stage: str, way: Way, by: Person, now: datetime) -> MaterialUse:
    """Note that a material was shown or sent to the client of a lead that stands on a stage.

    Refuses by ``NotTheirMaterials``, ``NotForClients`` and ``Unused``.
    """
    if not uses_materials(Role(by.role)):
        raise NotTheirMaterials(
            Text(ru="Показывает и отправляет материалы тот, кто продаёт.", en="Those who sell show and send materials.")
        )
    with transaction.atomic():
        material = Material.objects.select_for_update().get(pk=material_id)
        if material.archived_at is not None:
            raise Unused(Text(ru="Материал в архиве: выберите другой.", en="It is in the archive: choose another one."))
        if way is Way.SENT and not material.for_clients:
            raise NotForClients(
                Text(ru="Этот материал только для менеджеров.", en="This material is for sellers alone.")
            )
        use = MaterialUse.objects.create(
            material=material, lead=lead, seller=by, way=way.value, stage=stage, used_at=now
        )
        fact = MaterialUsed(title=material.title, material_id=material.pk, seller_id=by.pk, way=way.value, stage=stage)
        _tell(fact, use.pk, by=by, now=now, lead=lead)
    return use


def note_opening(*, use_id: int, now: datetime) -> bool:
    """The client opened what was sent; only the first time is a fact. False when it was known already."""
    with transaction.atomic():
        use = MaterialUse.objects.select_for_update().select_related("material", "lead").get(pk=use_id)
        if use.opened_at is not None:
            return False
        use.opened_at = now
        use.save(update_fields=["opened_at"])
        _tell(MaterialOpened(title=use.material.title), use.pk, by=None, now=now, lead=use.lead)
    return True


def _check(card: MaterialCard, *, has_file: bool) -> None:
    document = in_force()
    known_stages = {stage.key for stage in document.stages}
    known_doubts = {code.key for code in codes.asked().refusals}
    if not card.title.strip() or not (card.text.strip() or card.link or has_file):
        raise NothingToShow(
            Text(
                ru="Назовите материал и дайте текст, ссылку или файл.",
                en="Name the material and give a text, a link or a file.",
            )
        )
    if not (card.stages or card.doubts) or not set(card.stages) <= known_stages or not set(card.doubts) <= known_doubts:
        raise NothingToShow(
            Text(
                ru="Выберите этап или сомнение из регламента: иначе менеджер материал не увидит.",
                en="Choose a stage or a doubt of the agreement: else no seller comes across the material.",
            )
        )
    if card.link and not card.link.startswith(("https://", "http://")):
        raise NothingToShow(Text(ru="Ссылка начинается с https://", en="A link begins with https://"))
    if card.file is not None and len(card.file[1]) > MOST_BYTES:
        raise NothingToShow(
            Text(ru="Файл больше 8 МБ: сожмите его или дайте ссылку.", en="Over 8 MB: compress it or give a link.")
        )


def _require_keeper(by: Person) -> None:
    if not keeps_materials(Role(by.role)):
        raise NotTheirMaterials(
            Text(
                ru="Материалы пишет маркетинг: попросите его, чего не хватает.",
                en="Marketing writes the materials: ask them for what is missing.",
            )
        )


def _said(material: Material) -> dict[str, Any]:
    return {
        "title": material.title,
        "material_kind": material.kind,
        "stages": material.stages or None,
        "doubts": material.doubts or None,
        "for_clients": material.for_clients,
        "owner_id": material.owner_id,
        "review_on": material.review_on,
    }


def _tell(fact: Fact, subject_id: int, *, by: Person | None, now: datetime, lead: Lead | None = None) -> None:
    recording = Recording(
        at=now, source="pages", actor_id=by.pk if by else None,
        version=lead.version if lead else in_force().version,
    )  # fmt: skip
    record([Happening(fact, subject_id, now, lead_id=lead.pk if lead else None)], recording=recording)
