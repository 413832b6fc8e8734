"""The ``tandem`` command as a person meets it."""

import sys

import pytest
from django.db import OperationalError, ProgrammingError
from django.db.migrations.executor import MigrationExecutor

from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.site import command_line, preparation
from tandem.site.server import AddressTaken, require_free


@pytest.fixture
def tandem(monkeypatch, capsys):
    """Runs a command line in this process; returns the exit code, what was said, and what was complained."""

    def run(*arguments: str):
        monkeypatch.setattr(sys, "argv", ["tandem", *arguments])
        try:
            command_line.main()
            code = 0
        except SystemExit as ending:
            code = int(ending.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_without_a_word_it_tells_what_it_can_do(tandem):
    code, out, _ = tandem()

    assert code == 0
    for command in ("serve", "work", "setup", "backup", "restore", "compile-texts"):
        assert f"  {command} " in out
    assert "runserver" not in out


def test_every_command_of_ours_says_in_one_sentence_what_it_does():
    unsaid = [c.name for c in command_line.offered() if not 10 <= len(c.sentence) <= 100]

    assert unsaid == []


@pytest.mark.django_db
def test_djangos_commands_still_work(tandem):
    assert tandem("check")[0] == 0


def test_help_of_a_command_is_about_the_command(tandem):
    code, out, _ = tandem("help", "compile-texts")

    assert code == 0
    assert "--quiet" in out
    assert "--pythonpath" not in out


@pytest.mark.django_db
def test_a_refusal_is_one_sentence_and_exit_code_one(tandem, tmp_path):
    code, _, err = tandem("restore", str(tmp_path / "nothing.tar.gz"))

    assert code == 1
    assert err == f"There is no file {tmp_path / 'nothing.tar.gz'}.\n"


@pytest.mark.django_db
def test_a_refusal_shows_its_traceback_to_who_debugs(tandem, tmp_path, monkeypatch):
    monkeypatch.setenv("TANDEM_DEBUG", "1")

    with pytest.raises(Exception, match="There is no file"):
        tandem("restore", str(tmp_path / "nothing.tar.gz"))


def test_an_unknown_command_is_refused(tandem):
    assert tandem("fly")[0] == 1


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OperationalError("no such table: x"), "tandem setup"),
        (ProgrammingError('relation "x" does not exist'), "tandem setup"),
        (OperationalError("connection refused\nis it running?"), "could not be used: connection refused."),
    ],
)
def test_a_database_in_trouble_is_explained(error, sentence):
    assert sentence in str(command_line._sentence(error))


def test_a_defect_is_not_dressed_up_as_a_refusal():
    assert command_line._sentence(ZeroDivisionError("x")) is None


@pytest.mark.django_db(transaction=True)
def test_setting_up_twice_makes_one_administrator_whose_password_is_shown_once(tandem):
    _, first, _ = tandem("setup", "--admin", "anna")
    _, second, _ = tandem("setup", "--admin", "anna")

    anna = Person.objects.get()
    password = first.split("with the password ")[1].split()[0]
    assert anna.role == Role.ADMIN
    assert anna.check_password(password)
    assert "password" not in second


@pytest.mark.django_db
def test_an_unprepared_database_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["something"])

    with pytest.raises(preparation.NotPrepared, match="tandem setup"):
        preparation.require_prepared_database()


def test_an_address_in_use_is_refused_with_a_sentence():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(AddressTaken, match=f"Cannot listen on 127.0.0.1:{port}"):
            require_free("127.0.0.1", port)
