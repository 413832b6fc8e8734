"""Numbers of how good the leads are."""

from tandem.basics.text import Text
from tandem.intake.capture import lacking
from tandem.measures.catalogue import Better, Measure, Rate, Total, Unit
from tandem.people.rules import Department
from tandem.qualification.capture_fields import FIELDS

_MARKETING = Department.MARKETING


def _leads_of_grade(grade: str) -> Measure:
    return Measure(
        key=f"leads_grade_{grade.lower()}",
        name=Text(ru=f"Лиды категории {grade}", en=f"Leads of grade {grade}"),
        question=Text(ru=f"Сколько пришло лидов категории {grade}?", en=f"How many leads of grade {grade} came in?"),
        definition=Text(
            ru=f"Лиды, принятые в периоде, у которых сейчас категория {grade}.",
            en=f"Leads captured in the period whose grade now is {grade}.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where=f"grade = '{grade}'"),
        owner=_MARKETING,
    )


#: A lead that nobody has worked on yet was asked nothing: that says nothing of how we ask.
_ASKED_OF = "questions_due > 0 AND processed_on IS NOT NULL"


def _questions(key: str, name: Text, asks: Text, means: Text, column: str) -> Measure:
    return Measure(
        key=key,
        name=name,
        question=asks,
        definition=means,
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", expression=f"sum({column})", where=_ASKED_OF),
        better=Better.NEITHER,
        owner=Department.SALES,
    )


_COVERAGE = (
    _questions(
        "questions_due", Text(ru="Вопросов к лидам", en="Questions due"),
        Text(ru="Сколько вопросов регламента надо было задать?", en="How many of the agreement's questions were due?"),
        Text(ru="Вопросы, которые регламент задаёт по продукту лида, сложенные по обработанным лидам, принятым в "
                "периоде. Лид, за который ещё никто не взялся, не считается.",
             en="The questions that the agreement asks about the lead's product, added up over the leads captured in "
                "the period that somebody has worked on."),
        "questions_due",
    ),
    _questions(
        "questions_asked", Text(ru="Задано вопросов", en="Questions asked"),
        Text(ru="Сколько вопросов регламента задано?", en="How many of the agreement's questions were asked?"),
        Text(ru="Те же вопросы, на которые записан ответ; «не знает / не сказал» — тоже ответ.",
             en="Those of the same questions with an answer on record; “not told” is an answer."),
        "questions_asked",
    ),
    _questions(
        "questions_known", Text(ru="Вопросов с известным ответом", en="Questions answered"),
        Text(ru="На сколько вопросов клиенты ответили?", en="How many questions did clients answer?"),
        Text(ru="Заданные вопросы, на которые клиент ответил: без «не знает / не сказал».",
             en="The questions asked that the client answered: without “not told”."),
        "questions_known",
    ),
    Measure(
        key="questions_asked_share",
        name=Text(ru="Вопросы заданы", en="Questions covered"),
        question=Text(ru="Спрашивают ли менеджеры то, о чём договорились?", en="Do sellers ask what was agreed?"),
        definition=Text(
            ru="Заданные вопросы, делённые на все, которые надо было задать обработанным лидам периода.",
            en="Questions asked divided by all that were due of the period's leads that somebody has worked on.",
        ),
        unit=Unit.SHARE,
        value=Rate("questions_asked", "questions_due"),
        better=Better.UP,
        owner=Department.SALES,
    ),
    Measure(
        key="questions_known_share",
        name=Text(ru="Клиенты ответили", en="Clients answered"),
        question=Text(ru="Получаем ли мы ответы, когда спрашиваем?", en="Do we get answers when we ask?"),
        definition=Text(
            ru="Вопросы с известным ответом, делённые на заданные.",
            en="Questions that the client answered divided by those asked.",
        ),
        unit=Unit.SHARE,
        value=Rate("questions_known", "questions_asked"),
        better=Better.UP,
        owner=Department.SALES,
    ),
)  # fmt: skip


MEASURES = (
    *_COVERAGE,
    Measure(
        key="target_leads",
        name=Text(ru="Целевые лиды", en="Target leads"),
        question=Text(ru="Сколько заявок от тех, кто может купить?", en="How many requests fit the portrait?"),
        definition=Text(
            ru="Лиды, принятые в периоде, которые по регламенту признаны целевыми. Лид без категории не считается "
            "ни целевым, ни нецелевым.",
            en="Leads captured in the period that the agreement counts as target. A lead without a grade is neither "
            "target nor non-target.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="target = TRUE"),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="non_target_leads",
        name=Text(ru="Нецелевые лиды", en="Non-target leads"),
        question=Text(ru="Сколько заявок не от нашего клиента?", en="How many requests do not fit the portrait?"),
        definition=Text(
            ru="Лиды, принятые в периоде, которые по регламенту признаны нецелевыми.",
            en="Leads captured in the period that the agreement counts as non-target.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="target = FALSE"),
        better=Better.DOWN,
        owner=_MARKETING,
    ),
    Measure(
        key="ungraded_leads",
        name=Text(ru="Лиды без категории", en="Leads without a grade"),
        question=Text(ru="Сколько заявок ещё не оценено?", en="How many requests are not graded yet?"),
        definition=Text(
            ru="Лиды, принятые в периоде, про которые ещё неизвестно, целевые ли они.",
            en="Leads captured in the period of which it is not yet known whether they are target.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="target IS NULL"),
        better=Better.DOWN,
        owner=Department.SALES,
    ),
    Measure(
        key="graded_leads",
        name=Text(ru="Лиды с категорией", en="Graded leads"),
        question=Text(ru="Сколько заявок оценено?", en="How many requests are graded?"),
        definition=Text(
            ru="Лиды, принятые в периоде, про которые уже известно, целевые ли они.",
            en="Leads captured in the period of which it is known whether they are target.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="target IS NOT NULL"),
        better=Better.UP,
        owner=Department.SALES,
    ),
    Measure(
        key="target_graded",
        name=Text(ru="Целевые среди оценённых", en="Target among graded"),
        question=Text(ru="Сколько оценённых заявок целевые?", en="How many graded requests are target?"),
        definition=Text(
            ru="То же, что «Целевые лиды»: числитель доли целевых.",
            en="The same as “Target leads”: the numerator of the share of target leads.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="target IS NOT NULL AND target = TRUE"),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="target_share",
        name=Text(ru="Доля целевых лидов", en="Share of target leads"),
        question=Text(ru="Тех ли людей приводит реклама?", en="Do ads bring the right people?"),
        definition=Text(
            ru="Целевые лиды, делённые на все оценённые лиды периода. Лиды без категории не входят ни в числитель, "
            "ни в знаменатель: они показаны как ещё не оценённые.",
            en="Target leads divided by all graded leads of the period. Leads without a grade are in neither part: "
            "they are shown as not yet graded.",
        ),
        unit=Unit.SHARE,
        value=Rate("target_graded", "graded_leads", young="ungraded_leads"),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="mql_leads",
        name=Text(ru="MQL", en="MQL"),
        question=Text(ru="Сколько заявок маркетинг считает достойными звонка?", en="How many leads are worth a call?"),
        definition=Text(
            ru="Лиды, принятые в периоде, которые условие регламента признаёт MQL. До регламента их нет.",
            en="Leads captured in the period that the clause of the agreement counts as MQL. Before the agreement "
            "there are none.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="mql = TRUE"),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="sql_leads",
        name=Text(ru="SQL", en="SQL"),
        question=Text(
            ru="По скольким заявкам подтверждено, что человек может купить?",
            en="Of how many leads is it confirmed that they can buy?",
        ),
        definition=Text(
            ru="Лиды, принятые в периоде, которые условие регламента признаёт SQL. До регламента их нет.",
            en="Leads captured in the period that the clause of the agreement counts as SQL. Before the agreement "
            "there are none.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="sql_lead = TRUE"),
        better=Better.UP,
        owner=Department.SALES,
    ),
    *(_leads_of_grade(grade) for grade in "ABCDE"),
    *(measure for field in FIELDS for measure in lacking(field)),
)
