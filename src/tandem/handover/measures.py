"""Leads given back, and what the blind check says of them."""

from tandem.basics.text import Text
from tandem.handover.delay_measures import DELAY_MEASURES
from tandem.measures.catalogue import Better, Measure, PerUnit, Total, Uncertain, Unit
from tandem.people.rules import Department

_SALES = Department.SALES
_ASKS = Text(ru="Правы ли продажи, когда возвращают лиды?", en="Is sales right when it gives leads back?")
_JUDGED = "audit_verdict IN ('target', 'non_target')"


def _total(
    key: str, name: Text, means: Text, where: str | None, expression: str = "count(*)", unit: Unit = Unit.COUNT,
    better: Better = Better.NEITHER,
) -> Measure:  # fmt: skip
    return Measure(
        key=key,
        name=name,
        question=_ASKS,
        definition=means,
        unit=unit,
        value=Total("returns", day="returned_on", expression=expression, where=where),
        better=better,
        owner=_SALES,
    )


MEASURES = (
    *DELAY_MEASURES,
    _total(
        "returns_given", Text(ru="Возвращено лидов", en="Leads given back"),
        Text(ru="Возвраты, сделанные в периоде, чем бы они ни кончились.",
             en="Returns made in the period, whatever became of them."),
        None, better=Better.DOWN,
    ),
    _total(
        "returns_audited", Text(ru="Возвраты проверены вслепую", en="Returns judged blindly"),
        Text(ru="Из выбранных жребием возвратов периода — те, о которых второй человек сказал: целевой или нецелевой.",
             en="Those of the period's drawn returns of which a second person said: target, or non-target."),
        _JUDGED,
    ),
    _total(
        "returns_unclear", Text(ru="Возвраты, по которым понять нельзя", en="Returns that cannot be told"),
        Text(ru="Из проверенных вслепую — те, о которых сказать ничего нельзя. В долю ложных не входят.",
             en="Those of the returns checked of which nothing can be said. They are no part of the share of false."),
        "audit_verdict = 'unknown'",
    ),
    _total(
        "returns_judged_for", Text(ru="За сколько возвратов говорит проверка", en="Returns the check speaks for"),
        Text(ru="Каждый проверенный возврат стоит за столько, сколько их приходится на один выбранный: единица, "
                "делённая на его шанс попасть под жребий.",
             en="Each return judged stands for as many as there are to one drawn: one divided by its chance to be "
                "drawn."),
        _JUDGED, "sum(1 / audit_chance)", Unit.RATIO,
    ),
    _total(
        "returns_false_for", Text(ru="Ложных возвратов, по оценке", en="False returns, estimated"),
        Text(ru="Сколько возвратов были на деле целевыми лидами: проверенные, каждый со своим весом.",
             en="How many returns were in truth target leads: those judged so, each with its weight."),
        f"{_JUDGED} AND audit_verdict = 'target'", "sum(1 / audit_chance)", Unit.RATIO, Better.DOWN,
    ),
    Measure(
        key="false_returns",
        name=Text(ru="Ложные возвраты", en="False returns"),
        question=_ASKS,
        definition=Text(
            ru="Доля возвратов, которые на деле были целевыми лидами. Считается по возвратам, выбранным жребием и "
            "оценённым вслепую; каждый весит столько, сколько возвратов приходится на один выбранный.",
            en="The share of returns that were in truth target leads. Counted over returns drawn by lot and judged "
            "blindly; each weighs as much as there are returns to one drawn.",
        ),
        unit=Unit.SHARE,
        value=PerUnit("returns_false_for", "returns_judged_for", Uncertain.WEIGHTS),
        better=Better.DOWN,
        owner=_SALES,
        beside="returns_audited",
    ),
    Measure(
        key="launch_incidents",
        name=Text(ru="Узнали от клиента", en="Learned from a client"),
        question=Text(
            ru="Сколько раз менеджер узнал о запуске от клиента?",
            en="How often did a seller learn of a launch from a client?",
        ),
        definition=Text(
            ru="Менеджеру пришёл лид запущенной кампании, а памятки он ещё не прочитал. Для запуска и менеджера "
            "считается один раз, по первому такому лиду.",
            en="A lead of a started launch came to a seller who had not read its notice. Counted once for a launch "
            "and a seller, by the first such lead.",
        ),
        unit=Unit.COUNT,
        value=Total("launch_incidents", day="learned_on"),
        better=Better.DOWN,
        owner=Department.MARKETING,
    ),
)  # fmt: skip
