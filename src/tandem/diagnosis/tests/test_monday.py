"""Every Monday at nine the owner gets one letter, by a real mail server, in their language, whatever is killed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.test import override_settings

from tandem.diagnosis import jobs, monday
from tandem.diagnosis.models import MondayLetter
from tandem.diagnosis.tests.company import reader
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = [pytest.mark.usefixtures("two_months"), pytest.mark.django_db]

#: Monday, 9:00 in Moscow.
NINE = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


class Box:
    """A real server that keeps what it is handed."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - so the library calls it
        self.letters.append(envelope.content)
        return "250 OK"

    @property
    def read(self):
        return [message_from_bytes(each, policy=policy.default) for each in self.letters]


def server_at(port: int) -> dict[str, object]:
    options = {"host": "127.0.0.1", "port": port, "timeout": 10}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


@pytest.fixture
def box() -> Iterator[Box]:
    kept = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    with override_settings(
        MAILERS=server_at(port), SENDS_MAIL=True, ADDRESS="https://tandem.example.com", TIME_ZONE="Europe/Moscow"
    ):
        yield kept
    server.stop()


@pytest.fixture
def owner(db) -> Person:
    found = reader(Role.OWNER)
    Person.objects.filter(pk=found.pk).update(email="owner@example.com", language="ru")
    Person.objects.filter(pk=found.pk).update(password="set")
    return Person.objects.get(pk=found.pk)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (NINE - timedelta(seconds=1), False),
        (NINE, True),
        (NINE + timedelta(hours=71), True),
        (NINE + timedelta(days=3), False),
    ],
)
def test_it_is_due_from_monday_nine_for_three_days(now, due):
    with override_settings(TIME_ZONE="Europe/Moscow"):
        assert (monday.week_due(now) is not None) is due


def test_the_owner_gets_it_once_in_their_language_and_nobody_else_does(box, owner):
    for role in (Role.SELLER, Role.MARKETING_HEAD):
        other = reader(role)
        Person.objects.filter(pk=other.pk).update(email=f"{role}@example.com")

    assert [monday.send_due(now=at) for at in (NINE - timedelta(minutes=1), NINE, NINE + timedelta(hours=5))] == [
        0,
        1,
        0,
    ]

    (letter,) = box.read
    lines = letter.get_content().splitlines()
    assert letter["To"] == "owner@example.com"
    assert "Неделя 23 фев – 1 мар 2026" in letter["Subject"]
    assert len(lines) <= 6
    assert lines[0].startswith("Выручка за неделю 23 фев – 1 мар 2026")
    assert lines[1].startswith("Почему: ")
    assert lines[-1] == "https://tandem.example.com/why/?from=2026-02-02&to=2026-03-01"
    kept = MondayLetter.objects.get()
    assert (kept.person, kept.mailed_at, kept.problem) == (owner, NINE, "")
    kinds = FactRow.objects.filter(kind__startswith="monday_letter").order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["monday_letter_written", "monday_letter_mailed"]


def test_a_worker_killed_before_the_mail_sends_it_and_one_killed_after_sends_the_same_letter(box, owner):
    monday.write_due(now=NINE)
    assert box.letters == []

    monday.send_due(now=NINE + timedelta(minutes=10))
    # Killed after the server took it and before that was noted.
    MondayLetter.objects.update(mailed_at=None)
    monday.send_due(now=NINE + timedelta(minutes=20))

    first, second = box.read
    assert first["Message-ID"] == second["Message-ID"] == f"<monday.2026-02-23.{owner.pk}@localhost>"
    assert first.get_content() == second.get_content()
    assert MondayLetter.objects.count() == 1


def test_a_server_that_is_away_is_named_and_tried_again(box, owner):
    with override_settings(MAILERS=server_at(1)):
        assert monday.send_due(now=NINE) == 0
        assert "ConnectionRefused" in MondayLetter.objects.get().problem
    assert monday.send_due(now=NINE + timedelta(minutes=10)) == 1
    assert MondayLetter.objects.get().problem == ""


def test_who_may_not_sign_in_gets_none(box, owner):
    Person.objects.filter(pk=owner.pk).update(is_active=False)

    assert monday.send_due(now=NINE) == 0
    assert not MondayLetter.objects.exists()


def test_without_an_address_or_a_server_it_is_written_for_the_page_and_mailed_to_nobody(box, owner):
    Person.objects.filter(pk=owner.pk).update(email="")
    with override_settings(SENDS_MAIL=False):
        assert monday.send_due(now=NINE) == 0
    assert monday.send_due(now=NINE + timedelta(minutes=10)) == 0

    assert box.letters == []
    assert MondayLetter.objects.get().mailed_at is None


def test_the_newest_is_on_the_owner_s_first_page_and_the_earlier_ones_on_theirs(owner, client):
    for week in (date(2026, 2, 16), date(2026, 2, 23)):
        MondayLetter.objects.create(
            person=owner, week=week, subject=f"Неделя {week:%d.%m}", lines=f"Выручка {week:%d.%m}\nПочему: <b>шум</b>",
            written_at=NINE,
        )  # fmt: skip
    client.force_login(owner)

    first = client.get("/").content.decode()
    assert "Выручка 23.02" in first
    assert "Выручка 16.02" not in first
    assert "&lt;b&gt;шум" in first
    page = client.get("/monday-letters/").content.decode()
    assert page.index("Выручка 23.02") < page.index("Выручка 16.02")
    assert page.count(" open>") == 1


def test_nobody_else_reads_them(owner, client):
    MondayLetter.objects.create(
        person=owner, week=date(2026, 2, 23), subject="Неделя", lines="Выручка 1", written_at=NINE
    )
    client.force_login(reader(Role.MARKETING_HEAD))

    assert "Выручка 1" not in client.get("/").content.decode()
    assert client.get("/monday-letters/").status_code == 403


def test_the_job_runs():
    jobs.write_monday_letters.call()
    assert not MondayLetter.objects.exists()


def test_whoever_reads_the_answer_may_have_it_mailed_with_the_pdf(box, owner, client):
    Person.objects.filter(pk=owner.pk).update(language="en")
    client.force_login(owner)
    page = client.get("/why/?period=2026-02").content.decode()
    client.post("/why/mail/?period=2026-02")

    assert 'action="/why/mail/?period=2026-02"' in page
    (letter,) = box.read
    assert letter["To"] == "owner@example.com"
    assert letter["Subject"].startswith("Why is revenue of February 2026")
    (pdf,) = letter.iter_attachments()
    assert pdf.get_content().startswith(b"%PDF")
