"""Numbers of materials: shown, sent, opened."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Rate, Total, Unit
from tandem.people.rules import Department

_ASKS = Text(ru="Работают ли менеджеры с материалами?", en="Do sellers work with the materials?")
_SENT = "way = 'sent'"


def _uses(key: str, name: Text, means: Text, where: str, owner: Department, better: Better = Better.NEITHER) -> Measure:
    return Measure(
        key=key,
        name=name,
        question=_ASKS,
        definition=means,
        unit=Unit.COUNT,
        value=Total("material_uses", day="used_on", where=where),
        owner=owner,
        better=better,
    )


MEASURES = (
    _uses(
        "materials_shown", Text(ru="Материалы показаны", en="Materials shown"),
        Text(ru="Сколько раз за дни периода менеджер отметил, что рассказал или показал материал клиенту.",
             en="How often in the period a seller noted that they told or showed a material to a client."),
        "way = 'shown'", Department.SALES,
    ),
    _uses(
        "materials_sent", Text(ru="Материалы отправлены", en="Materials sent"),
        Text(ru="Сколько раз за дни периода менеджер взял ссылку или текст материала, чтобы отправить клиенту.",
             en="How often in the period a seller took the link or the text of a material to send it to a client."),
        _SENT, Department.SALES,
    ),
    _uses(
        "materials_opened", Text(ru="Материалы открыты", en="Materials opened"),
        Text(ru="Отправленные в дни периода материалы, которые клиент открыл по ссылке хотя бы раз.",
             en="Materials sent in the period that the client has opened by the link at least once."),
        f"{_SENT} AND opened_at IS NOT NULL", Department.MARKETING, Better.UP,
    ),
    Measure(
        key="materials_opened_share",
        name=Text(ru="Доля открытых материалов", en="Share of materials opened"),
        question=Text(ru="Интересны ли материалы клиентам?", en="Do clients care for the materials?"),
        definition=Text(
            ru="Открытые, делённые на отправленные. Кто прочитал текст в письме, ссылку мог и не открыть.",
            en="Those opened divided by those sent. Whoever read the text of the letter may never follow the link.",
        ),
        unit=Unit.SHARE,
        value=Rate("materials_opened", "materials_sent"),
        better=Better.UP,
        owner=Department.MARKETING,
    ),
)  # fmt: skip
