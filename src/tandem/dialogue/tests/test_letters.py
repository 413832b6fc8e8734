"""The weekly letter: written once by Tandem, completed, sent, mailed, answered; and its silence is seen by both."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import msgspec
import pytest
from aiosmtpd.controller import Controller
from django.test import Client, override_settings

from tandem.agreement.document import Calendar, Exchange, ReturnReason
from tandem.agreement.samples import person, signed
from tandem.basics.periods import Period
from tandem.basics.personal_data import Identity
from tandem.dialogue import actions, jobs, mailing
from tandem.dialogue.actions import Incomplete, NotTheReceiver, NotTheSender, WrongTurn
from tandem.dialogue.models import QualityLetter
from tandem.dialogue.personal import LetterKeeper
from tandem.dialogue.queries import letters_for
from tandem.handover.actions import return_lead
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement

pytestmark = pytest.mark.django_db(transaction=True)

#: Monday, 09:00 in Moscow: the letter on 23 February – 1 March is an hour old.
MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
WEEK = Period.week(date(2026, 2, 23))
OFFICE = Calendar(key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-18")


@pytest.fixture(autouse=True)
def company() -> None:
    """Version 1 with the exchange; five leads of the week, three of them no target leads, one given back."""
    exchange = Exchange(key="lead_quality", sender="sales_head", receiver="marketing_head", every="week",
                        at="Понедельник, до 12:00", answer_minutes=540, calendar="office")  # fmt: skip
    document = msgspec.structs.replace(
        agreement(target="grade in ('A', 'B')"), returns=(ReturnReason(key="thief", title="Ищет работу"),),
        calendars=(OFFICE,), exchanges=(exchange,),
    )  # fmt: skip
    signed(document, since=date(2026, 2, 1), now=datetime(2026, 1, 20, tzinfo=UTC))
    for day, need, urgent in ((23, True, True), (23, False, False), (25, True, True), (26, False, False)):
        lead(created_at=datetime(2026, 2, day, 9, tzinfo=UTC), need=need, budget_ok=need, urgent=urgent)
    back = lead(created_at=datetime(2026, 2, 27, 9, tzinfo=UTC), need=False, budget_ok=False, urgent=False)
    at = datetime(2026, 2, 27, 12, tzinfo=UTC)
    return_lead(lead_id=back, reason="thief", comment="", by=person(Role.SALES_HEAD), now=at)
    for role, name in ((Role.SALES_HEAD, "Рита"), (Role.MARKETING_HEAD, "Марк")):
        Person.objects.filter(pk=person(role).pk).update(name=name, language="en")


def written(now: datetime = MONDAY) -> QualityLetter:
    letter = actions.write_due(now=now)
    assert letter is not None
    return letter


def sent(now: datetime = MONDAY) -> QualityLetter:
    return actions.send(
        letter_id=written(now).pk, request="Уберите вакансии из ключей", expected="Нецелевых меньше трети",
        by=person(Role.SALES_HEAD), now=now,
    )  # fmt: skip


def browser(role: Role) -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(person(role))
    return found


def text(role: Role, address: str) -> str:
    page = browser(role).get(address)
    assert page.status_code == 200, page.status_code
    main = page.content.decode().split("<main", 1)[-1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_tandem_writes_it_once_when_its_hour_has_come_with_the_figures_of_the_catalogue():
    assert actions.write_due(now=MONDAY - timedelta(hours=2)) is None  # the week before has no leads to speak of
    letter = written()
    assert actions.write_due(now=MONDAY + timedelta(days=3)) is None

    kept = json.loads(letter.figures)
    asked = answer(Question(("leads", "target_leads", "non_target_leads"), WEEK), store.read()).total.values
    assert (letter.week, letter.version, letter.send_by) == (WEEK.start, 1, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert {key: kept["values"][key][0] for key in asked} == {key: each.value for key, each in asked.items()}
    assert kept["values"]["leads"][0] == 5
    assert [each["leads"] for each in kept["days"]] == [2, 0, 1, 1, 1, 0, 0]
    assert kept["reasons"] == [["Ищет работу", 1]]
    assert FactRow.objects.get(kind="letter_written").version == 1
    assert verify().clean


def test_an_incomplete_letter_is_refused_and_what_is_missing_is_named():
    letter, head = written(), person(Role.SALES_HEAD)
    for request, expected, named in (("", " ", "the request, the result expected"), ("x", "", "the result expected")):
        with pytest.raises(Incomplete, match=named):
            actions.send(letter_id=letter.pk, request=request, expected=expected, by=head, now=MONDAY)
    with pytest.raises(NotTheSender):
        actions.send(letter_id=letter.pk, request="x", expected="y", by=person(Role.MARKETING_HEAD), now=MONDAY)
    with pytest.raises(WrongTurn):
        actions.answer(letter_id=letter.pk, words="Сделаем", by=person(Role.MARKETING_HEAD), now=MONDAY)
    assert not FactRow.objects.filter(kind="letter_sent").exists()


def test_it_is_answered_in_the_agreed_working_time_or_late_and_once():
    letter, mark = sent(), person(Role.MARKETING_HEAD)
    assert letter.answer_due_at == datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    with pytest.raises(Incomplete):
        actions.answer(letter_id=letter.pk, words="  ", by=mark, now=MONDAY)
    with pytest.raises(NotTheReceiver):
        actions.answer(letter_id=letter.pk, words="Сделаем", by=person(Role.SALES_HEAD), now=MONDAY)

    late = datetime(2026, 3, 2, 15, 1, tzinfo=UTC)
    assert actions.answer(letter_id=letter.pk, words="Сделаем", by=mark, now=late).answered_in_time is False
    with pytest.raises(WrongTurn):
        actions.answer(letter_id=letter.pk, words="Ещё раз", by=mark, now=late)
    with pytest.raises(WrongTurn):
        actions.send(letter_id=letter.pk, request="x", expected="y", by=person(Role.SALES_HEAD), now=late)
    assert FactRow.objects.get(kind="letter_answered").version == 1
    assert verify().clean


def test_whoever_comes_second_is_told_who_was_quicker_and_keeps_the_words_to_copy():
    letter, address = written(), f"/letters/{WEEK.start}/"
    said = {"request": "Вторая просьба", "expected": "Второй результат"}
    actions.send(letter_id=letter.pk, request="x", expected="y", by=person(Role.SALES_HEAD), now=MONDAY)

    refused = browser(Role.SALES_HEAD).post(address, said)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Sent already: Рита, Mon 2 Mar" in page
    assert all(f"so that you can copy it: {words}" in page for words in said.values())
    assert QualityLetter.objects.get().request == "x"

    actions.answer(letter_id=letter.pk, words="Сделаем", by=person(Role.MARKETING_HEAD), now=MONDAY)
    refused = browser(Role.MARKETING_HEAD).post(address, {"answer": "Второй ответ"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "It has its answer already: Марк, Mon 2 Mar" in page
    assert "so that you can copy it: Второй ответ" in page
    assert QualityLetter.objects.get().answer == "Сделаем"


def test_what_lacks_something_stands_in_its_form_again_and_nowhere_else():
    written()
    page = (
        browser(Role.SALES_HEAD)
        .post(f"/letters/{WEEK.start}/", {"request": "Просьба", "expected": " "})
        .content.decode()
    )
    assert ">Просьба</textarea>" in page
    assert "copy it" not in page


def test_programs_read_the_letters_with_the_figures_of_their_pages():
    letter = sent()
    program = browser(Role.ANALYST)
    listed = program.get("/api/v1/letters/").json()
    told = program.get(f"/api/v1/letters/{WEEK.start}/").json()

    assert (listed["total"], [each["week"] for each in listed["letters"]]) == (1, ["2026-02-23"])
    assert listed["letters"][0].items() <= told.items()
    # In March of this year the answer is long overdue by now.
    assert (told["state"], told["overdue"], told["answered_in_time"]) == ("to answer", True, None)
    assert (told["request"], told["expected"]) == (letter.request, letter.expected)
    assert {key: each["value"] for key, each in told["figures"].items()} | {"leads": 5, "returns_given": 1} == {
        key: kept[0] for key, kept in json.loads(letter.figures)["values"].items()
    }
    assert [each["leads"] for each in told["days"]] == [2, 0, 1, 1, 1, 0, 0]
    assert told["reasons"] == [{"title": "Ищет работу", "leads": 1}]
    assert program.get("/api/v1/letters/?offset=1").json()["letters"] == []

    described = program.get("/api/v1/openapi.json").json()["paths"]["/api/v1/letters/{week}/"]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(schema["required"]) == told.keys()


def test_letters_are_not_for_programs_of_other_roles():
    sent()
    for role in (Role.SELLER, Role.MARKETER):
        for address in ("", f"{WEEK.start}/", "2026-01-05/"):
            refused = browser(role).get(f"/api/v1/letters/{address}")
            assert (refused.status_code, refused.json()["error"]) == (403, "not_for_this_role")
    owner = browser(Role.OWNER)
    assert owner.get("/api/v1/letters/2026-01-05/").status_code == 404
    assert owner.get("/api/v1/letters/monday/").json()["error"] == "bad_parameter"
    assert owner.get("/api/v1/letters/?week=2026-02-23").json()["error"] == "unknown_parameter"
    assert Client().get("/api/v1/letters/").status_code == 401


def test_silence_is_seen_by_both_and_by_the_owner_and_waiting_by_whose_turn_it_is():
    letter = written()
    heads = person(Role.SALES_HEAD), person(Role.MARKETING_HEAD), person(Role.OWNER), person(Role.SELLER)

    def told(now: datetime) -> list[list[tuple[bool, bool]]]:
        return [[(each.own, each.overdue) for each in letters_for(reader, now)] for reader in heads]

    assert told(MONDAY) == [[(True, False)], [], [], []]
    assert told(MONDAY + timedelta(hours=4)) == [[(True, True)], [(False, True)], [(False, True)], []]
    actions.send(letter_id=letter.pk, request="x", expected="y", by=heads[0], now=MONDAY)
    assert told(MONDAY) == [[], [(True, False)], [], []]
    assert told(MONDAY + timedelta(days=2)) == [[(False, True)], [(True, True)], [(False, True)], []]
    assert "Your answer to the letter on leads of" in text(Role.MARKETING_HEAD, "/")
    assert "Marketing has not answered the letter on leads of" in text(Role.SALES_HEAD, "/")


def test_both_heads_see_one_page_with_links_to_the_leads_and_the_list_has_files():
    written()
    address = "/letters/2026-02-23/"
    page = browser(Role.SALES_HEAD).get(address).content.decode()
    assert "measure=non_target_leads&amp;from=2026-02-23&amp;to=2026-03-01" in page
    assert "measure=leads&amp;from=2026-02-25&amp;to=2026-02-25" in page
    assert "Ищет работу: 1" in page
    assert 'name="request"' in page
    assert 'name="request"' not in browser(Role.MARKETING_HEAD).get(address).content.decode()

    half = browser(Role.SALES_HEAD).post(address, {"request": "Уберите вакансии", "expected": ""})
    assert half.status_code == 422
    assert "It lacks: the result expected" in half.content.decode()
    assert "Уберите вакансии" in half.content.decode()
    browser(Role.SALES_HEAD).post(address, {"request": "Уберите вакансии", "expected": "Меньше трети"})
    assert "Меньше трети" in text(Role.MARKETING_HEAD, address)
    browser(Role.MARKETING_HEAD).post(address, {"answer": "Уберём до пятницы"})
    assert "Уберём до пятницы" in text(Role.SALES_HEAD, address)

    assert "Answered" in text(Role.OWNER, "/letters/")
    sheet = browser(Role.OWNER).get("/letters.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), csv.Sniffer().sniff(sheet.splitlines()[0], ",;\t")))
    assert rows[1][0] == "2026-02-23"
    assert rows[1][-3:] == ["Уберите вакансии", "Меньше трети", "Уберём до пятницы"]
    assert browser(Role.OWNER).get("/letters.xlsx").status_code == 200


def test_sellers_read_no_letters_and_nobody_answers_for_another():
    letter = sent()
    assert browser(Role.SELLER).get("/letters/").status_code == 403
    assert browser(Role.SELLER).get("/letters/2026-02-23/").status_code == 403
    assert browser(Role.OWNER).post("/letters/2026-02-23/", {"answer": "За всех"}).status_code == 403
    assert browser(Role.OWNER).get("/letters/2026-02-30/").status_code == 404
    letter.refresh_from_db()
    assert letter.answered_at is None


def server_at(port: int) -> dict[str, object]:
    options = {"host": "127.0.0.1", "port": port, "timeout": 10}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


class Box:
    """A real server that keeps what it is handed."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - so the library calls it
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def box() -> Iterator[Box]:
    kept = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    address = "https://tandem.example.com"
    with override_settings(MAILERS=server_at(port), SENDS_MAIL=True, ADDRESS=address):
        yield kept
    server.stop()


def test_it_goes_out_by_mail_once_to_whoever_receives_it(box):
    Person.objects.filter(role=Role.MARKETING_HEAD).update(email="mark@example.com", language="ru")
    letter = sent()

    jobs.mail_letter.func(letter.pk)
    jobs.mail_letter.func(letter.pk)
    jobs.write_letters.func()

    ((to, raw),) = box.letters
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_content()
    assert (to, mail["subject"]) == (["mark@example.com"], "Качество лидов, 23 фев – 1 мар 2026")
    for said in ("Уберите вакансии из ключей", "Нецелевых меньше трети", "Ищет работу: 1", "Рита",
                 "https://tandem.example.com/leads/?measure=leads&from=2026-02-23&to=2026-03-01",
                 "https://tandem.example.com/letters/2026-02-23/"):  # fmt: skip
        assert said in body
    letter.refresh_from_db()
    assert letter.mailed_at is not None
    assert verify().clean


def test_a_mail_server_that_is_away_is_told_on_the_page_and_tried_again(box):
    Person.objects.filter(role=Role.MARKETING_HEAD).update(email="mark@example.com")
    letter = sent()
    with override_settings(MAILERS=server_at(1)):
        assert mailing.mail_waiting(now=MONDAY) == 0
    assert "It did not go out by e-mail: ConnectionRefusedError" in text(Role.SALES_HEAD, "/letters/2026-02-23/")

    assert mailing.mail_waiting(now=MONDAY + timedelta(hours=1)) == 1
    letter.refresh_from_db()
    assert (letter.mail_problem, len(box.letters)) == ("", 1)


def test_without_a_mail_server_or_an_address_it_is_on_the_page_alone(box):
    letter = sent()
    assert mailing.mail_waiting(now=MONDAY) == 0
    assert "has an e-mail address" in text(Role.SALES_HEAD, "/letters/2026-02-23/")
    with override_settings(SENDS_MAIL=False):
        assert not mailing.mail(letter_id=letter.pk, now=MONDAY)
    assert not box.letters


def test_whoever_is_named_in_a_letter_can_be_forgotten():
    letter = sent()
    QualityLetter.objects.filter(pk=letter.pk).update(request="Пётр Сергеевич Семёнов ждал три дня")
    who = Identity(1, "Семёнов Пётр Сергеевич", (), ())

    assert [words for _where, words in LetterKeeper().mentions(who)] == ["Пётр Сергеевич Семёнов ждал три дня"]
    LetterKeeper().forget([who], now=MONDAY)
    letter.refresh_from_db()
    assert (letter.request, letter.expected) == ("", "Нецелевых меньше трети")
    assert verify().clean
