"""Letters: of people, of forms, of machines; damaged ones too."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.clients.models import ContactPoint
from tandem.intake.doors import OpenSource, RequestRefused, doors
from tandem.intake.mail import letter_of
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.tests.knocking import knock, posted

Activity = apps.get_model("selling.Activity")


def letter(text: str = "Сколько стоит баня?", *, html: str = "", **headers: str) -> bytes:
    said = {"From": "Анна Петрова <Anna@Example.com>", "To": "sale@derevo.example", "Subject": "Баня 6×4",
            "Message-ID": "<m1@example.com>", "Date": "Mon, 02 Mar 2026 11:30:00 +0300"}  # fmt: skip
    message = EmailMessage()
    for name, value in (said | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            message[name] = value
    if html:
        message.set_content(html, subtype="html")
    else:
        message.set_content(text)
    return message.as_bytes()


@pytest.mark.django_db
def test_a_persons_letter_is_a_lead_and_a_contact():
    opened = source("mail")
    knock(opened, posted(letter("Сколько стоит баня?\n\n> Мы строим бани\n> Телефон: +7 999 000-00-00")))
    knock(opened, posted(letter()))
    lead, contact = Lead.objects.get(), Activity.objects.get()
    assert (lead.client.name, str(lead.captured_at)) == ("Анна Петрова", "2026-03-02 08:30:00+00:00")
    assert [point.value for point in ContactPoint.objects.all()] == ["anna@example.com"]
    assert lead.answers == {"subject": "Баня 6×4", "message": "Сколько стоит баня?"}
    assert (contact.kind, contact.direction, contact.client_id) == ("email", "in", lead.client_id)
    knock(opened, posted(letter("Ещё вопрос", Message_ID="<m2@example.com>")))
    assert (Lead.objects.count(), Activity.objects.count()) == (1, 2)


FORM = (
    "Заявка с сайта\nИмя: Анна Петрова\nТелефон: 8 912 345-67-89\nЧто построить: баню\nСтраница: https://derevo.example"
)
TABLE = (
    "<style>p {color: red}</style><table><tr><td>Имя</td><td>Анна Петрова</td></tr>"
    "<tr><td>Телефон</td><td>8 912 345-67-89</td></tr><tr><td>Что построить</td><td>баню</td></tr></table>"
)


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [letter(FORM), letter(html=TABLE), letter(FORM, Precedence="bulk")])
def test_what_a_form_sends_is_a_lead_of_its_own(sent):
    knock(source("mail"), posted(sent))
    lead = Lead.objects.get()
    assert lead.client.name == "Анна Петрова"
    assert [point.value for point in ContactPoint.objects.all()] == ["+79123456789"]
    assert lead.answers["Что построить"] == "баню"
    assert not Activity.objects.exists()


REPORT = b"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; boundary=x\n\n--x\n\nFailed\n--x--"


@pytest.mark.parametrize(
    "sent",
    [
        letter(Auto_Submitted="auto-replied (vacation)"),
        letter(X_Autoreply="yes"),
        letter(Precedence="bulk"),
        letter(Return_Path="<>"),
        REPORT,
    ],
)
def test_what_machines_write_to_machines_is_left_with_a_reason(sent):
    reading = doors()["mail"].read(posted(sent), OpenSource(id=1, key="s", name="S", door="mail"))
    assert not reading.arriving
    assert reading.reply is not None
    assert "лида" in reading.reply.body.decode()


@pytest.mark.parametrize(
    ("raw", "name", "text"),
    [
        ("From: Анна <a@b.ru>\n\nПривет".encode(), "Анна", "Привет"),
        ("From: Анна <a@b.ru>\nContent-Type: text/plain; charset=koi-99\n\nПривет".encode("cp1251"), "Анна", "Привет"),
        (b"From: =?utf-8?b?0JDQvdC90LA=?= <a@b.ru>\nContent-Transfer-Encoding: base64\n\n0JTQsA==", "Анна", "Да"),
        (b"From: =?x?q?=ff?= <a@b.ru>\nContent-Type: multipart/mixed; boundary=\"\xff\n\n\xff\xfe", "яю", "яю"),
        (b"From: a@b.ru\nContent-Type: text/html\n\n<p>1<script>2</script><!-- <p>3", "", "1"),
    ],
)  # fmt: skip
def test_damaged_letters_are_read_as_far_as_they_go(raw, name, text):
    read = letter_of(raw)
    assert read.sender == "a@b.ru"
    assert read.text.startswith(text) or name == "яю"
    assert read.sender_name == name or name == "яю"


@settings(max_examples=80, deadline=None)
@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from([b"From", b"Date", b"Content-Type", b"Subject", b"Content-Transfer-Encoding", b"Reply-To",
                             b"Content-Disposition", b"Message-ID"]),
            st.one_of(st.binary(max_size=40), st.sampled_from([b"a@b.ru", b"multipart/mixed; boundary=x", b"base64",
                b"text/html; charset=utf-16", b'attachment; filename*=x\'\'%ff', b"=?utf-8?b?x?="])),
        ),
        max_size=6,
    ),
    body=st.binary(max_size=200),
)  # fmt: skip
def test_no_letter_breaks_the_reader(headers, body):
    read = letter_of(b"\r\n".join(name + b": " + value for name, value in headers) + b"\r\n\r\n" + body)
    for text in (read.id, read.sender, read.sender_name, read.subject, read.text):
        assert "\x00" not in text
        text.encode()


def test_parts_within_parts_without_end_are_refused():
    raw = b"From: a@b.ru\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number) for number in range(3_000)
    )
    opened = OpenSource(id=1, key="s", name="S", door="mail")
    try:
        assert doors()["mail"].read(posted(raw), opened).arriving
    except RequestRefused as refused:
        assert refused.status == 422
