"""What the made-up marketing gives its sellers; some cells stay empty, and one material should have been reviewed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from tandem.agreement.queries import in_force
from tandem.materials.actions import MaterialCard, keep_material
from tandem.materials.rules import Kind
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.voice import codes

#: Title, kind, text, whether it is for clients, days until the review.
_MATERIALS: Final = (
    ("Как выбрать профиль: пять вопросов подрядчику", Kind.CRITERIA,
     "Сколько камер, какая фурнитура, кто делает замер, что в гарантии, кто отвечает за монтаж.", True, 60),
    ("Почему мы: замер в день звонка", Kind.VALUE, "Замер в день звонка, договор с ценой без доплат.", True, 45),
    ("Кейс: двор не пускал машину, успели за неделю", Kind.CASE,
     "Дом 1956 года, узкий двор, шесть окон. Занесли руками, сдали на седьмой день.", True, -12),
    ("Когда просят скидку", Kind.PRICE, "Меняйте цену на срок, объём или предоплату.", False, 30),
)  # fmt: skip


def write_materials(now: datetime) -> None:
    """Four materials for the stages of sales and the first doubts of the agreement."""
    owner = Person.objects.filter(role=Role.MARKETING_HEAD).order_by("pk").first()
    assert owner is not None, "the made-up company has a head of marketing"
    stages = [stage.key for stage in in_force().stages if not stage.closed and stage.owner == "sales"]
    doubts = [code.key for code in codes.asked().refusals]
    for number, (title, kind, text, for_clients, days) in enumerate(_MATERIALS):
        card = MaterialCard(
            title=title, kind=kind, text=text, for_clients=for_clients, owner=owner,
            stages=tuple(stages[number % 2 : number % 2 + 3]), doubts=tuple(doubts[number : number + 1]),
            review_on=timezone.localdate(now) + timedelta(days=days),
        )  # fmt: skip
        keep_material(card, by=owner, now=now - timedelta(days=60))
