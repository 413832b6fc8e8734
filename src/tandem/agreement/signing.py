"""Signing a draft: by the two heads and nobody else; the last signature makes it a version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tandem.agreement import queries
from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.checking import problems_here
from tandem.agreement.document import Document
from tandem.agreement.drafting import locked_draft, require_possible_start
from tandem.agreement.facts import VersionPutInForce, VersionSigned, side_words
from tandem.agreement.models import Signature, Version
from tandem.agreement.precedents import precedents
from tandem.agreement.rules import HEADS, signer_of
from tandem.agreement.yaml_text import digest
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import Role


class NotYourSignature(Refusal):
    """Somebody signs for a department that is not theirs to sign for."""


class SignedAlready(Refusal):
    """The department has signed this draft."""


class SeatIsTaken(Refusal):
    """The draft names somebody to sign in the place of a head who is there."""


class AnotherText(Refusal):
    """The draft is no longer what the signer has read."""


class HasProblems(Refusal):
    """The document contradicts itself or leaves open what must be decided."""


class NoDateOfForce(Refusal):
    """Nobody has said from which day the draft shall hold."""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One of the two lines under a draft: who may sign it, and who has."""

    side: str
    role: Role
    #: Why it is not the head who signs; empty when it is.
    in_place_of_head: str
    signed: queries.Signed | None


def lines_of(draft: Version, document: Document) -> tuple[SignatureLine, ...]:
    """The two lines under a draft."""
    given = {each.side: each for each in draft.signatures.select_related("person")}
    lines = []
    for side in HEADS:
        role, reason = signer_of(document, side)
        found = given.get(side)
        signed = queries.Signed(side, str(found.person), found.signed_at, found.in_place_of_head) if found else None
        lines.append(SignatureLine(str(side), role, reason, signed))
    return tuple(lines)


def sign(*, by: Person, now: datetime, side: str, seen: str | None = None) -> int | None:
    """Sign for a department; return the number of the new version when this was the last signature.

    ``seen`` is the digest of the text that the signer has read. Refuses by ``NoDraft``, ``NotYourSignature``,
    ``SeatIsTaken``, ``AnotherText``, ``HasProblems``, ``NoDateOfForce``, ``SignedAlready``, ``ClosedPeriod`` and
    ``NotAfterPrevious``.
    """
    return put_signature(by=by, now=now, side=side, seen=seen, require=_require_sound)


def put_signature(
    *, by: Person, now: datetime, side: str, seen: str | None, require: Callable[[Document, date], None]
) -> int | None:
    """Sign a document that ``require`` does not refuse; everything else is as in ``sign``."""
    with transaction.atomic():
        draft = locked_draft()
        document = queries.document_of(draft)
        reason = _require_signer(by, side, document)
        signed = digest(document)
        if seen is not None and seen != signed:
            raise AnotherText(
                Text(
                    ru="Пока вы читали, черновик изменили. Прочтите его ещё раз и подпишите то, что есть сейчас.",
                    en="The draft was changed while you were reading. Read it again and sign what stands there now.",
                )
            )
        if draft.signatures.filter(side=side).exists():
            words = side_words(side)
            raise SignedAlready(
                Text(
                    ru=f"Подпись уже стоит: {words.ru}. Ждём второй отдел.",
                    en=f"The signature is there already: {words.en}. The other department is awaited.",
                )
            )
        _require_date(draft)
        require(document, now.astimezone(timezone.get_default_timezone()).date())
        Signature.objects.create(
            version=draft, side=side, person=by, signed_at=now, digest=signed, in_place_of_head=reason
        )
        facts: list[tuple[Fact, int]] = [(VersionSigned(side=side, digest=signed), draft.pk)]
        number = None
        if draft.signatures.count() == len(HEADS):
            number = _put_in_force(draft, signed, now)
            assert draft.proposed_since is not None
            facts.append((VersionPutInForce(number=number, since=draft.proposed_since, digest=signed), number))
        record(
            [Happening(fact, subject, now) for fact, subject in facts],
            recording=Recording(at=now, source="pages", actor_id=by.pk, version=number or 0),
        )
    return number


def _require_signer(by: Person, side: str, document: Document) -> str:
    """Why the signer is not the head; empty when it is the head who signs."""
    if side not in HEADS:
        raise NotYourSignature(
            Text(
                ru=f"Отдела «{side}» нет: подписывают маркетинг и продажи.",
                en=f"There is no department “{side}”: marketing and sales sign.",
            )
        )
    role, reason = signer_of(document, side)
    words, who = side_words(side), role.words
    if role is not HEADS[side]:
        _require_empty_seat(side, role)
    if Role(by.role) is not role:
        raise NotYourSignature(
            Text(
                ru=f"За {words.ru} подписывает только {who.ru}: дождитесь этой подписи.",
                en=f"Only the {who.en} signs for {words.en}: wait for that signature.",
            )
        )
    return reason if role is not HEADS[side] else ""


def _require_empty_seat(side: str, role: Role) -> None:
    head = Person.objects.filter(role=HEADS[side], is_active=True).first()
    title = HEADS[side].words
    if head is not None:
        raise SeatIsTaken(
            Text(
                ru=f"В черновике за эту роль подписывает {role.words.ru}, но {title.ru} в компании есть: {head}. "
                "Уберите замену из раздела «Кто подписывает».",
                en=f"The draft lets the {role.words.en} sign, but the company has a {title.en}: {head}. "
                "Remove the substitute from “Who signs”.",
            )
        )
    if role.department is not None and str(role.department) != side:
        raise SeatIsTaken(
            Text(
                ru=f"{role.words.ru.capitalize()} не может подписать за другой отдел: это был бы договор с самим "
                "собой. Назначьте собственника.",
                en=f"The {role.words.en} cannot sign for the other department: that would be an agreement with "
                "oneself. Name the owner.",
            )
        )


def _require_sound(document: Document, today: date) -> None:
    found = problems_here(document, today=today, agreed=fields_of_versions(drafted=False), rulings=precedents())
    serious = [problem for problem in found if problem.serious]
    if serious:
        first, more = serious[0].text, len(serious) - 1
        raise HasProblems(
            Text(
                ru=f"Сначала исправьте черновик. {first.ru}" + (f" И ещё {more}." if more else ""),
                en=f"Mend the draft first. {first.en}" + (f" And {more} more." if more else ""),
            )
        )


def _require_date(draft: Version) -> None:
    if draft.proposed_since is None:
        raise NoDateOfForce(
            Text(
                ru="Не указано, с какого дня действует версия: укажите дату вступления в силу и подпишите.",
                en="Nobody has said from which day the version holds: propose the date of force, then sign.",
            )
        )
    require_possible_start(draft.proposed_since)


def _put_in_force(draft: Version, signed: str, now: datetime) -> int:
    number = (Version.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    Version.objects.filter(pk=draft.pk).update(number=number, since=draft.proposed_since, signed_at=now, digest=signed)
    return number
