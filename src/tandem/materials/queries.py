"""Materials for a lead, the tables of what there is and what is missing, and what is overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from tandem.agreement.document import BuyerCode
from tandem.agreement.queries import in_force
from tandem.agreement.rules import LOST, Stage
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.materials.links import key_of
from tandem.materials.models import Material, MaterialUse
from tandem.materials.rules import Kind, Placed, Way, by_doubt, by_stage, is_overdue
from tandem.people.models import Person
from tandem.voice import codes


@dataclass(frozen=True, slots=True)
class Used:
    """A material with how often it was used."""

    material: Material
    kind: Kind
    shown: int
    sent: int
    opened: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table of what there is."""

    kind: Kind
    materials: tuple[Used, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """Stage × kind, and what answers each doubt."""

    stages: tuple[tuple[Stage, tuple[Cell, ...]], ...]
    doubts: tuple[tuple[BuyerCode, tuple[Used, ...]], ...]
    empty_cells: int


@dataclass(frozen=True, slots=True)
class ForLead:
    """What a seller may show or send on a lead's stage, and what this client was shown already."""

    here: tuple[Material, ...]
    elsewhere: tuple[Material, ...]
    uses: tuple[tuple[MaterialUse, str], ...]


def tables(*, today: date) -> Tables:
    """Everything that is not archived, placed by the agreement in force."""
    used = {each.material.pk: each for each in all_used(today=today)}
    placed = [_placed(each.material) for each in used.values()]
    stages = [stage for stage in in_force().stages if stage.key != LOST]
    cells = by_stage(placed, [stage.key for stage in stages])
    refusals = codes.asked().refusals
    answers = by_doubt(placed, [code.key for code in refusals])
    return Tables(
        stages=tuple(
            (stage, tuple(Cell(kind, tuple(used[each] for each in cells[stage.key, kind])) for kind in Kind))
            for stage in stages
        ),
        doubts=tuple((code, tuple(used[each] for each in answers[code.key])) for code in refusals),
        empty_cells=sum(not found for found in cells.values()),
    )


def all_used(*, today: date) -> list[Used]:
    """Materials in use with their counts, those overdue first."""
    sent = Q(uses__way=Way.SENT)
    rows = Material.objects.filter(archived_at=None).select_related("owner", "file").defer("file__content")
    counted = rows.annotate(
        shown=Count("uses", filter=Q(uses__way=Way.SHOWN)), sent=Count("uses", filter=sent),
        opened=Count("uses", filter=sent & Q(uses__opened_at__isnull=False)),
    )  # fmt: skip
    found = [
        Used(each, Kind(each.kind), each.shown, each.sent, each.opened, is_overdue(each.review_on, today))
        for each in counted
    ]
    return sorted(found, key=lambda each: (not each.overdue, each.material.title))


def for_lead(lead_id: int, *, stage: str) -> ForLead:
    """Materials of the lead's stage first; each use with the key of its link."""
    return for_lead_later(lead_id, stage=stage)()


def for_lead_later(lead_id: int, *, stage: str) -> Later[ForLead]:
    """The same, asked along with other questions."""
    rows, uses = _in_use.later(), _uses.later(lead_id)

    def found() -> ForLead:
        here = tuple(each for each in rows() if stage in each.stages.split(","))
        return ForLead(
            here=here,
            elsewhere=tuple(each for each in rows() if each not in here),
            uses=tuple((each, key_of(each.pk) if each.way == Way.SENT else "") for each in uses()),
        )

    return found


@prepared
def _in_use() -> QuerySet[Material]:
    return Material.objects.filter(archived_at=None).select_related("file").defer("file__content")


@prepared
def _uses(lead_id: int) -> QuerySet[MaterialUse]:
    return MaterialUse.objects.filter(lead=lead_id).select_related("material")


def overdue_of(person: Person, *, today: date) -> int:
    """How many materials the person should have looked at by now."""
    return Material.objects.filter(archived_at=None, owner=person, review_on__lt=today).count()


def titles_of_places(language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Stages and doubts to choose from: (key, title)."""
    return {
        "stages": [(stage.key, stage.title.in_language(language)) for stage in in_force().stages if stage.key != LOST],
        "doubts": [(code.key, code.title) for code in codes.asked().refusals],
    }


def _placed(material: Material) -> Placed:
    return Placed(
        material.pk,
        Kind(material.kind),
        tuple(filter(None, material.stages.split(","))),
        tuple(filter(None, material.doubts.split(","))),
    )


def places_of(material: Material, language: str) -> list[str]:
    """The stages and doubts of a material in words; a key that the agreement dropped stands as it is."""
    titles = {key: title for places in titles_of_places(language).values() for key, title in places}
    keys = (*material.stages.split(","), *material.doubts.split(","))
    return [titles.get(key, key) for key in keys if key]
