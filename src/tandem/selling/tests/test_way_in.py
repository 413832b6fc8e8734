"""The card of a lead tells by which door it came, and what every step did to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tandem.agreement.samples import signed
from tandem.imports.samples import take
from tandem.intake.doors import Arriving, OpenSource
from tandem.intake.models import Arrival, Lead
from tandem.intake.receipt_words import step_words, told
from tandem.intake.samples import lead as imported_lead
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.intake.way_in import ways_of
from tandem.qualification.models import Qualification
from tandem.qualification.samples import agreement

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def came(opened: OpenSource, key: str = "1", *, spooled: bool = False, at: datetime = NOW, **cells: object) -> Lead:
    arriving = Arriving(source=opened.key, key=key, received_at=at, cells=dict(cells), spooled=spooled)
    (taken,) = take_in([arriving], sources={opened.key: opened}, now=NOW)
    return Lead.objects.get(pk=taken.subject_id)


def said(lead: Lead) -> dict[str, str]:
    (way,) = ways_of(lead).ways
    return {step.title.en: step.said.en if step.said else "" for step in way.steps}


def test_every_step_is_told_in_words():
    lead = came(source(), phone="+79123456789", client_name="Анна", grade="A", need="да", seller="Пётр", stage="won")

    steps = said(lead)

    assert list(steps) == ["Read", "Client", "Captured", "Answers", "Given to a seller", "Stage", "Judged", "Kept"]
    assert steps["Client"] == "new: has not asked before"
    assert steps["Given to a seller"] == "Пётр"
    assert steps["Judged"].startswith("grade A")
    assert steps["Judged"].endswith("a target lead")


def test_every_receipt_of_a_lead_has_words_in_both_languages():
    lead = came(source(), phone="нет", budget="много", grade="Q", stage="луна", client_id="7")

    (way,) = ways_of(lead).ways

    assert {"Remark"} < {step.title.en for step in way.steps}
    assert all(step.title.ru != step.title.en for step in way.steps)
    assert "Phone, Client's budget" in said(lead)["Read"]


def test_a_client_who_asked_before_is_known_by_the_phone():
    opened = source()
    came(opened, phone="+79123456789")

    assert said(came(opened, "2", phone="8 912 345-67-89"))["Client"] == "known by the phone"


def test_an_incomplete_packet_names_what_it_lacks():
    (way,) = ways_of(came(source(), product="Окна")).ways

    assert way.missing is not None
    assert way.missing.en == "phone or e-mail, client's name"


def test_a_spooled_lead_says_how_long_it_waited():
    (way,) = ways_of(came(source(), spooled=True, at=NOW - timedelta(minutes=3), phone="+79123456789")).ways

    assert way.waited is not None
    assert timedelta(minutes=3) <= way.waited < timedelta(minutes=3, seconds=5)


def test_why_is_told_only_while_the_judgement_stands():
    signed(agreement(target="grade = 'A'"), since=date(2026, 2, 1))
    lead = came(source(), phone="+79123456789", need="да", budget_ok="да", urgent="да")
    assert "has the need" in said(lead)["Judged"]

    Qualification.objects.filter(pk=lead.pk).update(grade="B")

    assert "has the need" not in said(lead)["Judged"]


def test_before_the_agreement_nobody_asked_why():
    assert (
        said(came(source(), phone="+79123456789", grade="A"))["Judged"]
        == "grade A: need, budget, urgent, a target lead"
    )


def test_a_step_without_words_is_shown_by_its_key():
    assert told(Lead(), "sung", "loud", {"n": 2}) == (
        told(Lead(), "sung", "loud", {})[0],
        told(Lead(), "x", "loud n=2", {})[1],
    )
    assert told(Lead(), "sung", "", {})[1] is None


def test_many_messages_about_a_lead_are_cut_to_the_first_and_the_newest():
    lead = came(source(), phone="+79123456789")
    arrival = Arrival.objects.get()
    for number in range(7):
        arrival.pk, arrival.received_at = f"again{number}", NOW + timedelta(hours=number + 1)
        arrival.save(force_insert=True)

    found = ways_of(lead)

    assert (len(found.ways), found.hidden) == (5, 3)
    assert found.ways[0].received_at == NOW


def test_an_imported_lead_came_by_no_door():
    assert ways_of(Lead.objects.get(pk=imported_lead())).ways == ()


def test_imports_leave_no_receipts():
    take("lead", [{"id": "1", "created_at": NOW, "phone": "+79123456789"}])

    assert not Arrival.objects.exists()


def test_every_announced_step_has_one_title():
    for words in step_words().values():
        assert len({each.title for each in words}) == 1
