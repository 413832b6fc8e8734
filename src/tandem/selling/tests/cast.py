"""The cast of the pages of daily work: an owner, a head of sales, a marketer, and two sellers with a lead each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.test import Client

from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.selling.samples import activity, payment


@dataclass(frozen=True)
class Cast:
    owner: Client
    head: Client
    marketer: Client
    alice: Client
    bob: Client
    #: Alice's lead of Semyonov, won and paid; Bob's of Ivanova, in work; nobody's of Petrov, new.
    semyonov: int
    ivanova: int
    petrov: int


def _signed_in(username: str, name: str, role: str, language: str = "en") -> Client:
    person = Person.objects.create_user(username, name=name, role=role, language=language)
    browser = Client(headers={"accept-language": language})
    browser.force_login(person)
    return browser


def gathered() -> Cast:
    """Everybody signed in, and their leads taken in."""
    owner, head, marketer, alice, bob = [
        _signed_in(username, name, role)
        for username, name, role in (
            ("owner", "Ольга", "owner"), ("head", "Роман", "sales_head"), ("marketer", "Мария", "marketer"),
            ("alice", "Алиса", "seller"), ("bob", "Борис", "seller"),
        )
    ]  # fmt: skip
    semyonov = lead(
        id="CRM-501", client_id="C-S", client_name="Семёнов Пётр В1", phone="+79123456789",
        email="p.semyonov@example.com",
        seller="Алиса", source="Яндекс", campaign="Окна осень", creative="видео 2", offer="Скидка 10 %", grade="A",
        stage="won", stage_at=datetime(2026, 3, 9, 9, tzinfo=UTC), amount=Decimal("86000.00"), product="Окна",
        landing_page="https://example.com/okna", created_at=datetime(2026, 3, 2, 7, tzinfo=UTC),
        extras={"Сколько окон?": "=5"},
    )  # fmt: skip
    ivanova = lead(
        id="CRM-502", client_id="C-I", client_name="Иванова Анна", phone="+79120000001", seller="Борис", source="VK",
        grade="D", stage="in_work", stage_at=datetime(2026, 3, 3, 9, tzinfo=UTC), segment="Бизнес",
        created_at=datetime(2026, 3, 3, 7, tzinfo=UTC),
    )  # fmt: skip
    petrov = lead(
        id="CRM-503", client_id="C-P", client_name="=Петров", phone="+79120000002", source="Яндекс",
        created_at=datetime(2026, 3, 4, 7, tzinfo=UTC),
    )  # fmt: skip
    activity(
        client_id="C-S", at=datetime(2026, 3, 2, 7, 20, tzinfo=UTC), seller="Алиса", duration=130, result="Ждёт расчёт"
    )
    payment(client_id="C-S", lead_id="CRM-501", amount=Decimal("86000.00"))
    return Cast(owner, head, marketer, alice, bob, semyonov, ivanova, petrov)
