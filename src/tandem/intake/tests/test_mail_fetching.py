"""Letters by IMAP and SMTP, over real sockets: kept before they are marked, and never twice."""

from __future__ import annotations

import smtplib
import socket
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError

from tandem.intake import mail_fetching
from tandem.intake.doors import OpenSource, fingerprint
from tandem.intake.jobs import fetch_mail
from tandem.intake.mail_failing import failing_mailboxes, keep_failure
from tandem.intake.mail_fetching import Fetched, fetch
from tandem.intake.mail_listening import listener
from tandem.intake.mailbox import MailboxRefused, folder_name
from tandem.intake.models import Lead, MailboxPlace, RefusedRequest, Source
from tandem.intake.samples import source
from tandem.intake.tests.imap_server import Mailboxes, mailboxes
from tandem.intake.tests.knocking import NOW
from tandem.intake.tests.test_mail_door import FORM, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with mailboxes() as running:
        yield running


def mailbox(server: Mailboxes, **values: object) -> OpenSource:
    said = {"host": "127.0.0.1", "port": server.port, "ssl": False, "user": "me", "password": "пароль"}
    return source("mail", settings={"imap": said | values})


def numbered(number: int, **headers: str) -> bytes:
    return letter(FORM, Message_ID=f"<{number}@example.com>", **headers)


def test_unread_letters_become_leads_and_are_read():
    with mailboxes() as server:
        server.deliver(numbered(1), r"\Seen")
        server.deliver(numbered(2))
        opened = mailbox(server)
        assert fetch(opened, now=NOW) == Fetched(taken=1)
        assert all(r"\Seen" in kept.flags for kept in server.folders["INBOX"].values())
        assert fetch(opened, now=NOW) == Fetched()
    assert Lead.objects.count() == 1


def test_a_letter_somebody_read_before_us_is_fetched_all_the_same(server):
    opened = mailbox(server)
    fetch(opened, now=NOW)
    server.deliver(numbered(1), r"\Seen")
    assert fetch(opened, now=NOW) == Fetched(taken=1)
    # Another numbering of the folder: what is read is old.
    server.validity += 1
    assert fetch(opened, now=NOW) == Fetched()


def test_who_dies_between_commit_and_mark_finds_the_same_lead_again(server):
    server.deliver(numbered(1))
    server.dies_before = "STORE"
    opened = mailbox(server)
    with pytest.raises(MailboxRefused):
        fetch(opened, now=NOW)
    assert Lead.objects.count() == 1
    server.dies_before = ""
    assert fetch(opened, now=NOW) == Fetched(again=1)
    assert Lead.objects.count() == 1


def test_who_dies_before_the_commit_leaves_the_letter_unread(server):
    uid = server.deliver(numbered(1))
    opened = mailbox(server)
    with patch.object(mail_fetching, "take_in", side_effect=OperationalError), pytest.raises(OperationalError):
        fetch(opened, now=NOW)
    assert not server.folders["INBOX"][uid].flags
    assert fetch(opened, now=NOW) == Fetched(taken=1)


@pytest.mark.parametrize("able", ["IMAP4rev1 AUTH=PLAIN MOVE", "IMAP4rev1 AUTH=PLAIN UIDPLUS"])
def test_letters_are_moved_to_a_folder_of_their_own(server, able):
    server.capabilities = able
    server.deliver(numbered(1))
    fetch(mailbox(server, move_to="Заявки"), now=NOW)
    assert not server.folders["INBOX"]
    assert len(server.folders[folder_name("Заявки").strip('"')]) == 1


def test_what_is_no_letter_is_set_aside_and_does_not_stop_the_others(server):
    broken = server.deliver(b"no letter at all")
    server.deliver(numbered(2, Auto_Submitted="auto-replied", From="a@b.ru"))
    automatic = server.deliver(letter(Auto_Submitted="auto-replied"))
    server.deliver(numbered(3))
    assert fetch(mailbox(server), now=NOW) == Fetched(taken=2, left=1, set_aside=1)
    assert r"\Flagged" in server.folders["INBOX"][broken].flags
    assert r"\Seen" in server.folders["INBOX"][automatic].flags
    assert RefusedRequest.objects.get().status == 422


def test_a_letter_that_breaks_something_is_set_aside(server):
    server.deliver(numbered(1))
    with patch.object(mail_fetching, "take_in", side_effect=ZeroDivisionError):
        assert fetch(mailbox(server), now=NOW) == Fetched(set_aside=1)


def test_a_wrong_password_is_told_without_it(server):
    with pytest.raises(MailboxRefused) as refused:
        fetch(mailbox(server, password="другой"), now=NOW)
    assert "другой" not in refused.value.text.ru
    with pytest.raises(MailboxRefused):
        fetch(mailbox(server, host=""), now=NOW)
    server.capabilities = "IMAP4rev1"
    assert fetch(mailbox(server, password="word"), now=NOW) == Fetched()


def test_the_job_looks_into_every_mailbox_whatever_the_first_one_does(server, caplog):
    mailbox(server, port=1)
    server.deliver(numbered(1))
    mailbox(server)
    fetch_mail.call()
    assert Lead.objects.count() == 1
    assert "пароль" not in caplog.text


def test_a_mailbox_that_fails_is_kept_in_mind_until_it_opens(server):
    never, wrong = mailbox(server, port=1), mailbox(server, password="другой")
    fetch_mail.call()
    found = {each.source_id: each for each in failing_mailboxes()}
    assert "Почтовый сервер не отвечает" in found[never.id].reason.ru
    assert "другой" not in found[wrong.id].reason.ru
    assert {each.read_at for each in found.values()} == {None}

    said = wrong.settings["imap"] | {"password": "пароль"}
    Source.objects.filter(pk=wrong.id).update(settings={"imap": said})
    server.deliver(numbered(1))
    fetch_mail.call()
    assert [each.source_id for each in failing_mailboxes()] == [never.id]
    assert Lead.objects.count() == 1
    Source.objects.filter(pk=never.id).update(is_open=False)
    assert failing_mailboxes() == []


def test_a_mailbox_that_fails_again_still_knows_how_far_it_was_read(server):
    server.deliver(numbered(1))
    opened = mailbox(server)
    fetch(opened, now=NOW)
    stood = MailboxPlace.objects.get()
    keep_failure(opened.id, TimeoutError("timed out"), now=NOW)
    (failing,) = failing_mailboxes()
    assert (failing.read_at, MailboxPlace.objects.get().uid) == (NOW, stood.uid)
    server.deliver(numbered(2))
    assert fetch(opened, now=NOW + timedelta(minutes=1)) == Fetched(taken=1)
    assert failing_mailboxes() == []


@pytest.mark.django_db(transaction=True)
def test_letters_to_the_address_of_a_source_are_taken_in_by_smtp():
    opened = source("mail", fingerprint=fingerprint("Secret"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = listener("127.0.0.1", port)
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            address = f"{opened.key}+Secret@tandem.example"
            refused = client.sendmail("site@derevo.example", [address, "who@else.example"], numbered(1))
            assert list(refused) == ["who@else.example"]
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail("site@derevo.example", [f"{opened.key}@tandem.example"], numbered(2))
            with pytest.raises(smtplib.SMTPDataError):
                client.sendmail("", [address], b"\r\n")
    finally:
        server.stop()
    assert Lead.objects.get().client.name == "Анна Петрова"
