"""Words by which other systems call the stages everybody has: a first reading of an export nobody has described."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.imports.shapes import KnownValue

STAGE_WORDS = (
    KnownValue("new", Text(ru="новый", en="new"),
               ("новый", "новая", "новое", "новый лид", "новая заявка", "не обработан", "не разобрано", "неразобранное",
                "new", "new lead", "open")),
    KnownValue("in_work", Text(ru="в работе", en="in work"),
               ("в работе", "взят в работу", "обрабатывается", "в обработке", "in work", "in progress", "working")),
    KnownValue("won", Text(ru="продажа", en="sale"),
               ("продажа", "продано", "оплачен", "оплачена", "оплачено", "успешно", "успех", "сделка успешна",
                "успешно реализовано", "выиграна", "выиграно", "won", "closed won", "sold", "paid")),
    KnownValue("lost", Text(ru="отказ", en="lost"),
               ("отказ", "отказано", "потерян", "потеряна", "провал", "проиграна", "не реализовано", "сделка провалена",
                "закрыто и не реализовано", "lost", "closed lost", "rejected")),
)  # fmt: skip
