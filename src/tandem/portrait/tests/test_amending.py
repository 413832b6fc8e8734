"""From history to the agreement: a clause is found, drafted, tried on the past, signed, and the leads go by it."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tandem.agreement import actions, queries
from tandem.agreement import jobs as agreement_jobs
from tandem.agreement.backtests import result_of as tried
from tandem.agreement.document import Audience, Document, Portrait
from tandem.agreement.models import Version
from tandem.agreement.refusals import NotYours
from tandem.agreement.samples import person, signed
from tandem.agreement.starting import starter
from tandem.journal.followers import follow
from tandem.measures.store import store
from tandem.people.rules import Role
from tandem.portrait.amending import NoClause, Target, draft_portrait
from tandem.portrait.searches import result_of
from tandem.portrait.tests.histories import NOW, PERIOD, PORTRAIT, history, sought
from tandem.qualification.samples import agreement

pytestmark = pytest.mark.django_db

FOUND = Portrait(title="Офис через калькулятор", description="Пришли считать.", clause=PORTRAIT)


def document(target: str = "city = 'Омск'") -> Document:
    """Complete enough to be signed; its target lead has nothing to do with who buys."""
    return msgspec.structs.replace(
        starter("ru", NOW.date()),
        portraits=(),
        grading=agreement(target=target, mql="has_need", sql_lead="has_need and has_budget").grading,
    )


def drafted(
    target: Target = Target.KEEP,
    portrait: Portrait = FOUND,
    audience: Audience | None = None,
    by: Role = Role.MARKETING_HEAD,
) -> Document:
    draft_portrait(
        portrait=portrait,
        target=target,
        audience=audience,
        by=person(by),
        now=NOW,
        reason="",
        first=PERIOD["first"],
        last=PERIOD["last"],
    )
    draft = queries.draft()
    assert draft is not None
    return queries.document_of(draft)


def test_a_clause_goes_from_history_into_force(django_capture_on_commit_callbacks):
    history()
    signed(document(), since=date(2025, 1, 1), now=NOW)
    follow(now=lambda: NOW)
    found = result_of(sought(person(Role.SALES_HEAD)))
    assert found is not None
    (confirmed,) = found.portrayal.confirmed

    portrait = msgspec.structs.replace(FOUND, clause=confirmed.text)
    backtest = draft_portrait(
        portrait=portrait,
        target=Target.ONLY,
        by=person(Role.SALES_HEAD),
        now=NOW,
        reason="по покупателям",
        first=PERIOD["first"],
        last=PERIOD["last"],
    )
    agreement_jobs.run_backtest.func(backtest.pk)
    backtest.refresh_from_db()
    trial = tried(backtest)
    assert trial is not None
    (target, *_) = trial.classes
    inside = store.read().rows(f"SELECT count(*) FILTER (target), count(*) FILTER ({PORTRAIT}) FROM leads")[0]
    assert (target.before, target.after) == inside

    actions.propose(by=person(Role.OWNER), now=NOW, since=date(2025, 7, 1), reason="")
    actions.sign(by=person(Role.MARKETING_HEAD), now=NOW, side="marketing")
    assert actions.sign(by=person(Role.SALES_HEAD), now=NOW, side="sales") == 2
    follow(now=lambda: NOW)

    rows = store.read().rows(
        f"SELECT captured_on >= DATE '2025-07-01' AS late, count(*) FILTER (target IS DISTINCT FROM ({PORTRAIT})), "
        f"count(*) FILTER (target IS DISTINCT FROM (city = 'Омск')) FROM leads GROUP BY late ORDER BY late"
    )
    assert rows[0][2] == rows[1][1] == 0
    # The portrait in force is now shown on the leads of the next search.
    again = result_of(sought(person(Role.SALES_HEAD)))
    assert again is not None
    assert [(each.title, each.clause) for each in again.agreed] == [(portrait.title, confirmed.text)]
    both, only_found, only_agreed, _neither = again.corners
    assert (both.leads, only_found.leads, only_agreed.leads) == (again.agreed[0].tally.inside, 0, 0)


def test_the_target_lead_stays_is_widened_or_is_replaced():
    signed(document("city = 'Омск'"), since=date(2025, 1, 1), now=NOW)

    assert drafted(Target.KEEP).grading.target_lead.clause == "city = 'Омск'"
    actions.withdraw_draft(by=person(Role.OWNER), now=NOW)
    assert drafted(Target.ALSO).grading.target_lead.clause == f"(city = 'Омск') or ({PORTRAIT})"
    actions.withdraw_draft(by=person(Role.OWNER), now=NOW)
    assert drafted(Target.ONLY).grading.target_lead.clause == PORTRAIT


def test_the_portrait_joins_a_draft_that_is_open_and_gets_a_key_of_its_own():
    signed(document(), since=date(2025, 1, 1), now=NOW)
    drafted()
    second = drafted(portrait=msgspec.structs.replace(FOUND, clause="city = 'Сочи'"))

    assert [each.clause for each in second.portraits] == [PORTRAIT, "city = 'Сочи'"]
    assert len({each.key for each in second.portraits}) == 2
    assert Version.objects.filter(number=None).count() == 1


def test_an_audience_takes_the_place_of_the_one_of_its_key():
    before = Audience(key="ads", title="Кого зовём", words="Все", clause="city = 'Омск'")
    signed(msgspec.structs.replace(document(), audiences=(before,)), since=date(2025, 1, 1), now=NOW)

    after = msgspec.structs.replace(before, clause=PORTRAIT)
    assert drafted(audience=after).audiences == (after,)


def test_nothing_is_drafted_without_a_clause_or_by_who_does_not_write_the_agreement():
    with pytest.raises(NoClause):
        drafted(portrait=Portrait(title="Хорошие люди"))
    with pytest.raises(NotYours):
        draft_portrait(
            portrait=FOUND,
            target=Target.KEEP,
            by=person(Role.SELLER),
            now=NOW,
            reason="",
            first=PERIOD["first"],
            last=PERIOD["last"],
        )
    assert queries.draft() is None
