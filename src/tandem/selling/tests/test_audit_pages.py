"""The pages of the blind check and of disputes: what the auditor must not see, and one after the other."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.test import Client

from tandem.agreement.document import Evidence, ReturnAudit, ReturnReason
from tandem.agreement.samples import person, signed
from tandem.handover import audits
from tandem.handover.actions import answer_return, return_lead
from tandem.handover.models import LeadReturn
from tandem.intake.samples import lead
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.samples import activity

REASONS = (ReturnReason(key="thief", title="Ищет работу"), ReturnReason(key="double", title="Дубль"))


@pytest.fixture
def people(db):
    document = msgspec.structs.replace(
        agreement(target="grade in ('A', 'B')"),
        returns=REASONS,
        audit=ReturnAudit(share=Decimal(1)),
        evidence=(Evidence(key="talk", title="Запись разговора", words="Что сказал сам клиент."),),
    )
    signed(document, since=date(2026, 1, 1))
    roles = {"anna": "seller", "rita": "sales_head", "mark": "marketing_head", "oleg": "owner"}
    found = {}
    for name, role in roles.items():
        # Signing has made some of them already.
        one = person(Role(role))
        Person.objects.filter(pk=one.pk).update(username=name, name=name.title(), language="en")
        found[name] = Client(headers={"accept-language": "en"})
        found[name].force_login(one)
    return found


def given_back(*, disputed: bool = False, comment: str = "Прислал резюме", client: str = "C-1") -> LeadReturn:
    now = datetime.now(UTC)
    asked = lead(
        created_at=now - timedelta(days=2), client_id=client, client_name="Петров", seller="Anna", grade="D",
        stage="in_work", stage_at=now - timedelta(days=1), source="Яндекс", extras={"Что нужно?": "Окна"},
    )  # fmt: skip
    activity(client_id=client, at=now - timedelta(days=1), seller="Anna", duration=95, result="Просил перезвонить")
    anna, mark = Person.objects.get(username="anna"), Person.objects.get(role="marketing_head")
    returned = return_lead(lead_id=asked, reason="thief", comment=comment, by=anna, now=now)
    words = "Он просил счёт" if disputed else ""
    answer_return(return_id=returned.pk, accepted=not disputed, by=mark, now=now, words=words)
    return returned


def text(browser, address):
    answer = browser.get(address, follow=True)
    assert answer.status_code == 200
    main = answer.content.decode().split("<main", 1)[-1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def draw():
    audits.draw(now=datetime.now(UTC))
    audits.name_auditors(now=datetime.now(UTC))


def test_the_auditor_sees_the_record_and_neither_reason_nor_seller_nor_decision(people):
    returned = given_back()
    draw()

    assert "1 return, drawn by lot, waits for your blind judgement." in text(people["rita"], "/")
    page = text(people["rita"], "/watched/audit/")
    for shown in ("Окна", "Яндекс", "Просил перезвонить", "Запись разговора", "Что сказал сам клиент."):
        assert shown in page
    evidence = page.split("What counts as evidence", 1)[1]
    for hidden in ("Ищет работу", "Прислал резюме", "Anna", "Петров", f"№ {returned.lead_id}", "Marketing agrees",
                   "Returned to marketing", "Grade"):  # fmt: skip
        assert hidden not in evidence
    assert "Ищет работу" in page.split("What counts as evidence", 1)[0]
    assert "Окна" not in text(people["anna"], "/watched/audit/")


def test_one_key_judges_and_the_result_stands_on_the_page_of_returns(people):
    returned = given_back()
    draw()
    before = text(people["oleg"], "/watched/returns/")
    assert "Blind check:" not in before

    sent = people["rita"].post("/watched/audit/", {"return": returned.pk, "answer": "target wanted"}, follow=True)

    assert "No return waits for your judgement." in sent.content.decode()
    after = text(people["oleg"], "/watched/returns/")
    assert "Blind check: target: wanted to buy" in after
    assert "How many returns are false" in after
    assert "fewer than 5" in after
    assert "target: wanted to buy" in people["oleg"].get("/watched/returns.csv").content.decode("utf-8-sig")
    assert verify().clean


def test_somebody_elses_judgement_is_refused_in_words(people):
    returned = given_back()
    draw()

    sent = people["anna"].post("/watched/audit/", {"return": returned.pk, "answer": "non_target thief"}, follow=True)

    assert "Somebody else judges this return" in sent.content.decode()
    returned.refresh_from_db()
    assert returned.audit.audited_at is None


def test_disputes_come_one_after_the_other_with_both_sides_and_the_evidence(people):
    first, second = given_back(disputed=True), given_back(disputed=True, comment="", client="C-2")
    assert "Clear 2 disputes one by one" in text(people["oleg"], "/watched/returns/")

    page = text(people["oleg"], "/watched/returns/disputes/")
    for shown in (f"№ {first.lead_id}", "Прислал резюме", "Он просил счёт", "Окна", "Просил перезвонить",
                  "Запись разговора", "Ищет работу"):  # fmt: skip
        assert shown in page
    sent = (
        people["oleg"]
        .post(
            f"/watched/returns/{first.pk}/ruling/",
            {"stands": "no", "words": "Просил счёт.", "next": "/watched/returns/disputes/"},
            follow=True,
        )
        .content.decode()
    )
    assert f"/leads/{second.lead_id}/" in sent
    assert "How this reason was ruled on before" in sent
    assert f"№ {first.lead_id}: A lead to sell to. Просил счёт." in re.sub(r"<[^>]+>", "", sent)


def test_who_does_not_rule_is_led_to_the_list(people):
    given_back(disputed=True)

    assert people["mark"].get("/watched/returns/disputes/").headers["location"] == "/watched/returns/"
    assert people["oleg"].get("/watched/returns/disputes/?return=77777").status_code == 404
