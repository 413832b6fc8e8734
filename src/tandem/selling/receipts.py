"""What the receipts of selling say: the stage a lead came in on."""

from __future__ import annotations

from tandem.agreement.queries import version
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.intake.receipt_words import Details, StepWords


def _staged(lead: Lead, outcome: str, details: Details) -> Text | None:
    stage = version(lead.version).stage(outcome)
    return stage.title if stage else None


STAGED = StepWords("staged", Text(ru="Этап", en="Stage"), tell=_staged)
DRAWN = StepWords(
    "drawn",
    Text(ru="Очередь", en="Queue"),
    {"": Text(ru="поставлен на случайное место", en="put at a random place")},
)
PRICED = StepWords(
    "priced",
    Text(ru="Цена", en="Price"),
    {"": Text(ru="записана цена до скидки", en="the price before the discount was written down")},
)
REMARKS = StepWords(
    "packet",
    Text(ru="Замечание", en="Remark"),
    {
        "unknown_stage": Text(
            ru="такого этапа нет в регламенте: лид остался на прежнем",
            en="the agreement has no such stage: the lead stays where it was",
        ),
        "closed_before_created": Text(
            ru="закрыт раньше, чем создан: учтён днём создания",
            en="closed before it was created: counted on the day of creation",
        ),
        "composed_here": Text(
            ru="состав сделки задан в Тандеме: цена до скидки не взята",
            en="the products of the deal were set in Tandem: the price before the discount was not taken over",
        ),
        "handed_before_created": Text(
            ru="передан раньше, чем создан: время передачи не учтено",
            en="handed over before it was created: the hand-over is not timed",
        ),
    },
)
