"""Numbers of calls reviewed. How a script is kept says little alone: pages show it beside conversion."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Rate, Total, Unit
from tandem.people.rules import Department

_SALES = Department.SALES
_ASKS = Text(ru="Сколько разговоров разобрано?", en="How many calls were reviewed?")


def _count(key: str, name: Text, means: Text, where: str, expression: str = "count(*)") -> Measure:
    return Measure(
        key=key,
        name=name,
        question=_ASKS,
        definition=means,
        unit=Unit.COUNT,
        value=Total("activities", day="contacted_on", expression=expression, where=where),
        better=Better.NEITHER,
        owner=_SALES,
    )


MEASURES = (
    _count(
        "calls_sampled", Text(ru="Разговоры по жребию", en="Calls drawn"),
        Text(ru="Разговоры периода, выбранные жребием для разбора.",
             en="Calls of the period that were drawn by lot for review."),
        "sampled_at IS NOT NULL",
    ),
    _count(
        "calls_reviewed", Text(ru="Разговоры разобраны", en="Calls reviewed"),
        Text(ru="Из выбранных жребием — разобранные. Без тех, что нельзя было прослушать.",
             en="Those of the calls drawn that were reviewed; without those that could not be heard."),
        "script_due > 0",
    ),
    _count(
        "calls_unheard", Text(ru="Разговоры без записи", en="Calls not heard"),
        Text(ru="Из выбранных жребием — те, которые нельзя было прослушать.",
             en="Those of the calls drawn that could not be heard."),
        "script_due = 0",
    ),
    _count(
        "script_due", Text(ru="Пункты разбора", en="Checks"),
        Text(ru="Пункты разобранных разговоров, для которых был повод.",
             en="Checks of the calls reviewed that there was occasion for."),
        "script_due > 0", "sum(script_due)",
    ),
    _count(
        "script_kept", Text(ru="Пункты сделаны", en="Checks done"),
        Text(ru="Из пунктов разбора — сделанные.", en="Those of the checks that were done."),
        "script_due > 0", "sum(script_kept)",
    ),
    Measure(
        key="script_adherence",
        name=Text(ru="Договорённое в разговоре сделано", en="What was agreed is done in calls"),
        question=Text(ru="Спрашивают ли в разговоре то, о чём договорились?", en="Is asked in calls what was agreed?"),
        definition=Text(
            ru="Сделанные пункты, делённые на те, для которых был повод, в разговорах, выбранных жребием. Само по себе "
            "это ещё не продажи: смотрите рядом с конверсией.",
            en="Checks done divided by those there was occasion for, in calls drawn by lot. It is no sale by itself: "
            "look at it beside conversion.",
        ),
        unit=Unit.SHARE,
        value=Rate("script_kept", "script_due"),
        better=Better.UP,
        owner=_SALES,
        beside="won_cohort",
    ),
)  # fmt: skip
