"""Numbers of what comes in."""

from tandem.basics.text import Text
from tandem.intake.capture import lacking
from tandem.intake.capture_fields import FIELDS
from tandem.measures.catalogue import Better, Measure, Quantile, Rate, Total, Unit
from tandem.people.rules import Department

MEASURES = (
    Measure(
        key="leads",
        name=Text(ru="Лиды", en="Leads"),
        question=Text(ru="Сколько пришло заявок?", en="How many requests came in?"),
        definition=Text(
            ru="Все заявки, принятые в дни периода: по времени заявки, а не по времени загрузки. Каждая заявка "
            "считается один раз, повторная заявка того же клиента — ещё одна.",
            en="All requests captured in the days of the period, by the time of the request and not of its import. "
            "Each counts once; another request of the same client is another lead.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on"),
        better=Better.UP,
        owner=Department.MARKETING,
    ),
    Measure(
        key="clients_asking",
        name=Text(ru="Обратившиеся клиенты", en="Clients asking"),
        question=Text(ru="Сколько разных клиентов обратилось?", en="How many different clients asked?"),
        definition=Text(
            ru="Разные клиенты, от которых в периоде пришла хотя бы одна заявка.",
            en="Different clients with at least one request in the period.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", expression="count(DISTINCT client_id)"),
        better=Better.UP,
        owner=Department.MARKETING,
    ),
    Measure(
        key="door_leads",
        name=Text(ru="Лиды через источники", en="Leads by a door"),
        question=Text(ru="Сколько заявок пришло прямо к нам?", en="How many leads came straight to us?"),
        definition=Text(
            ru="Лиды, принятые в периоде через форму, API, вебхук или внесённые вручную, а не импортом.",
            en="Leads captured in the period by a form, the API, a webhook or by hand, and not by an import.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="imported = FALSE"),
        owner=Department.MARKETING,
    ),
    Measure(
        key="incomplete_leads",
        name=Text(ru="Неполные заявки", en="Incomplete leads"),
        question=Text(ru="На сколько заявок нельзя ответить?", en="How many leads cannot be answered?"),
        definition=Text(
            ru="Лиды, пришедшие через источник без телефона и почты или без имени клиента и до сих пор не дополненные.",
            en="Leads that came by a door without phone and e-mail, or without the client's name, and still lack it.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="imported = FALSE AND missing IS NOT NULL"),
        better=Better.DOWN,
        owner=Department.MARKETING,
    ),
    Measure(
        key="incomplete_share",
        name=Text(ru="Доля неполных заявок", en="Share of incomplete leads"),
        question=Text(ru="Какая часть заявок приходит неполной?", en="Which part of the leads comes incomplete?"),
        definition=Text(
            ru="Неполные заявки, делённые на лиды через источники. Привезённые импортом не входят.",
            en="Incomplete leads divided by leads by a door. What an import brought is in neither.",
        ),
        unit=Unit.SHARE,
        value=Rate("incomplete_leads", "door_leads"),
        better=Better.DOWN,
        owner=Department.MARKETING,
    ),
    Measure(
        key="lead_record_time",
        name=Text(ru="От заявки до записи, медиана", en="From request to record, median"),
        question=Text(ru="Как скоро мы узнаём о заявке?", en="How soon do we learn of a lead?"),
        definition=Text(
            ru="Половина лидов периода записана быстрее. Только пришедшие через источник или внесённые вручную: время "
            "импорта говорит лишь о том, когда делали импорт.",
            en="Half of the leads of the period were recorded faster. Only those by a door or by hand: the time of an "
            "import only says when somebody imported.",
        ),
        unit=Unit.SECONDS,
        value=Quantile(
            "leads", day="captured_on", expression="date_diff('second', captured_at, recorded_at)", q=0.5,
            where="imported = FALSE",
        ),
        better=Better.DOWN,
        owner=Department.MARKETING,
    ),
    *(measure for field in FIELDS for measure in lacking(field)),
)  # fmt: skip
