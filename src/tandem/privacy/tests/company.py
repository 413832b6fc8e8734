"""A company whose client Semyonov is named in every place that may name a client."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from django.apps import apps

from tandem.imports.models import ImportProblem
from tandem.imports.samples import take, taken
from tandem.intake.models import Lead, RefusedRequest
from tandem.people.models import Person

NAME, PHONE, EMAIL, INN = "Семёнов Пётр", "+79123456789", "p.semyonov@example.com", "500100732259"
#: When Semyonov asked to be forgotten.
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def client_rows() -> list[dict[str, object]]:
    return [{"id": "C1", "name": NAME, "phone": PHONE, "email": EMAIL, "inn": INN, "city": "Пермь", "kind": "person"}]


def lead_rows() -> list[dict[str, object]]:
    return [
        {"id": "L1", "created_at": march(2), "client_id": "C1", "client_name": NAME, "phone": PHONE, "email": EMAIL,
         "seller": "Анна", "source": "Яндекс", "campaign": "Окна", "stage": "won", "stage_at": march(9), "grade": "A",
         "amount": Decimal("1000.00"), "city": "Пермь", "extras": {"Комментарий": f"Звоните, {NAME}"},
         "consent": True, "consent_text": "Я согласен на обработку"},
        {"id": "L2", "created_at": march(3), "client_id": "C2", "client_name": "Иванова Анна", "phone": "+79120000001",
         "seller": "Анна", "source": "VK", "stage": "lost", "stage_at": march(8), "grade": "C"},
        {"id": "L3", "created_at": march(5), "phone": PHONE, "client_name": NAME, "source": "VK"},
    ]  # fmt: skip


def activity_rows() -> list[dict[str, object]]:
    return [
        {"id": "A1", "at": march(2, 10), "direction": "out", "phone": PHONE, "duration": 120, "answered": True,
         "result": f"{NAME} ждёт расчёт", "seller": "Анна"},
        {"id": "A2", "at": march(4), "direction": "out", "result": "Перезвонить на 8 (912) 345-67-89"},
    ]  # fmt: skip


def payment_rows() -> list[dict[str, object]]:
    return [
        {"id": "P1", "paid_on": date(2026, 3, 12), "amount": Decimal("900.00"), "inn": INN, "client_name": NAME,
         "purpose": f"Оплата по договору, {NAME}"},
    ]  # fmt: skip


KINDS = {"client": client_rows, "lead": lead_rows, "activity": activity_rows, "payment": payment_rows}


def history() -> None:
    """All of it taken in, with a refused row and a saved search that name him."""
    for kind, rows in KINDS.items():
        take(kind, rows(), at=march(31))
    _, file = taken("lead", [], at=march(31))
    ImportProblem.objects.create(
        file=file, line=7, code="bad_phone", message_ru=f"Не телефон: {EMAIL}", message_en=f"No phone: {EMAIL}",
        excerpt=f"{NAME}, {EMAIL}", severity="rejected",
    )  # fmt: skip
    # By its label: daily work stands on a floor above.
    apps.get_model("selling.SavedView").objects.create(
        person=person("seller", "Зоя"), name="Мой клиент", query="search=8+912+345-67-89"
    )
    RefusedRequest.objects.create(
        received_at=march(30), status=422, reason_ru="Нет телефона", reason_en="No phone", method="POST",
        query="", body=b'{"name": "%s"}' % NAME.encode("unicode_escape"), size=50,
    )  # fmt: skip


def semyonov() -> int:
    """His number here."""
    return Lead.objects.order_by("pk").values_list("client_id", flat=True)[0]


def person(role: str, name: str = "") -> Person:
    return Person.objects.create_user(f"{role}-{Person.objects.count()}", name=name or role, role=role, language="en")
