"""The first page of the day: what waits for a seller, how things go, whether the data is in order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement.queries import in_force
from tandem.agreement.rules import NEW
from tandem.agreement.terms import agreed_words
from tandem.basics.periods import Grain, Period
from tandem.diagnosis.monday_read import latest_letter
from tandem.measures.asked import Asked, asked, tells_spend
from tandem.measures.attention import needs_attention
from tandem.measures.catalogue import catalogue
from tandem.measures.corrections import tables_of
from tandem.measures.questions import Question, answer
from tandem.measures.values import Number
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.queries import LeadFilters, Reader, first_of
from tandem.site.latest_imports import latest_imports
from tandem.ui.first_steps import steps_of
from tandem.ui.pieces import Empty, Figure
from tandem.ui.templatetags.ui import url_if_exists
from tandem.workload.sampling import open_question

#: What those who lead look at first; the seller's own are those of their work.
KEY_FIGURES = (
    "leads", "target_leads", "deals_won", "revenue_paid", "average_check", "spend", "drr", "response_time_median",
)  # fmt: skip
SELLERS_FIGURES = ("leads", "processed", "deals_won", "revenue_paid", "response_time_median")
_SHOWN = 10


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Today, by role."""
    assert isinstance(request.user, Person)
    person = request.user
    page = asked(request)
    context = page.context()
    if _is_empty(page):
        first = {"steps": steps_of(page.role.value), "empty": _meanwhile(page.role)}
        return render(request, "site/home_empty.html", {**context, **first})
    match page.role:
        case Role.SELLER:
            return render(request, "site/home_seller.html", {**context, **_for_seller(person, page)})
        case Role.ADMIN:
            return render(request, "site/home_data.html", {**context, **_for_data(person, page)})
        case Role.ANALYST:
            return render(
                request,
                "site/home_data.html",
                {**context, **_for_data(person, page), "figures": _figures(page), "corrections": page.corrections},
            )
        case _:
            found = needs_attention(person, page.reading)
            shown = {"figures": _figures(page), "attention": found, "sees_report": page.role.sees_operating_report}
            shown["corrections"] = page.corrections
            shown["monday"] = latest_letter(person)
            return render(request, "site/home_lead.html", {**context, **shown})


def _is_empty(page: Asked) -> bool:
    """Whether there is not a single lead, of one's own where one sees no others."""
    scope = "WHERE seller_id = $seller" if page.seller_id is not None else ""
    found = page.reading.rows(f"SELECT 1 FROM leads {scope} LIMIT 1", {"seller": page.seller_id} if scope else {})
    return not found and not page.reading.freshness.behind


def _meanwhile(role: Role) -> Empty:
    """What to do until there are leads, for those who set nothing up."""
    if role is Role.SELLER:
        return Empty(
            _("No lead has been given to you yet: the first one appears here as soon as it is."),
            _("Read the agreement meanwhile"),
            url_if_exists("agreement"),
        )
    return Empty(
        _("Tandem knows no lead yet: whoever looks after the data imports them. Launches can be written down now."),
        _("To the launches"),
        url_if_exists("launches"),
    )


def _for_seller(person: Person, page: Asked) -> dict[str, object]:
    """Own leads that nobody called, those in work, and own figures."""
    reader = Reader.of(person)
    waiting = LeadFilters(waiting=True, sort="captured")
    working = LeadFilters(where={"stage": _open_stages()}, sort="captured")
    wait_rows, wait_total = first_of(waiting, reader=reader, limit=_SHOWN)
    first, total = first_of(working, reader=reader, limit=_SHOWN)
    return {
        "waiting": wait_rows,
        "waiting_total": wait_total,
        "waiting_url": "/leads/" + waiting.address(),
        "working": first,
        "working_total": total,
        "working_url": "/leads/" + working.address(),
        "attention": needs_attention(person, page.reading),
        # Every page asks it where JavaScript runs.
        "is_asked": open_question(person, in_force().document, now=timezone.now()) is not None,
        "figures": _figures(page, SELLERS_FIGURES),
    }


def _open_stages() -> tuple[str, ...]:
    """The stages on which the next move is ours or the client's."""
    return tuple(stage.key for stage in in_force().stages if not stage.closed and stage.key != NEW)


def _for_data(person: Person, page: Asked) -> dict[str, object]:
    """Where the data comes from and how far it reaches."""
    return {
        "attention": needs_attention(person, page.reading),
        "imports": latest_imports(),
        "position": page.reading.freshness.position,
        "until_day": page.horizon.until,
    }


def _figures(page: Asked, keys: tuple[str, ...] = KEY_FIGURES) -> list[Figure]:
    """The figures of the period against the comparison, each with its line through the period."""
    measures = [catalogue()[key] for key in keys if page.role.sees_money_spent or not tells_spend(catalogue()[key])]
    keys = tuple(each.key for each in measures)
    page.shows(*tables_of(keys))
    grain = _grain(page.period)
    now = answer(Question(keys, page.period, grain=grain, seller_id=page.seller_id), page.reading)
    against = page.chosen.against
    before = answer(Question(keys, against, seller_id=page.seller_id), page.reading) if against else None
    agreement = in_force()
    made = page.figures(now.currency, agreement.title, agreed_words(agreement))
    # Days that have not come are no zeros.
    reached = [row for row in now.over_time if row.bucket and row.bucket.start <= min(now.until, timezone.localdate())]
    return [
        made.figure(
            each,
            now.total.values[each.key],
            before=before.total.values[each.key] if before else None,
            trend=[_number(row.values[each.key].value) for row in reached] if len(reached) > 1 else (),
        )
        for each in measures
    ]


def _grain(period: Period) -> Grain:
    return Grain.DAY if len(period) <= 45 else Grain.WEEK if len(period) <= 190 else Grain.MONTH


def _number(value: Number | None) -> float | None:
    return None if value is None else float(value)
