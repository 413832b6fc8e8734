"""What is backed up comes back, in either database; what cannot be restored is refused before it harms."""

import io
import json
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.tasks import task

from tandem.journal.followers import follow
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.site import archive
from tandem.site.archive import BackupRefused
from tandem.site.backup import back_up
from tandem.site.restore import restore, verified

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@task()
def nothing() -> None:
    """A job that is only enqueued."""


@pytest.fixture(autouse=True)
def content_types_stay():
    """A restored database has the backup's content types; later tests expect those of this run."""
    yield
    call_command("migrate", verbosity=0)


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    (folder / "recipes").mkdir(parents=True)
    (folder / "recipes" / "school.toml").write_text("our own recipe")
    (folder / "secret_key").write_text("hush")
    (folder / "store").mkdir()
    (folder / "store" / "base.duckdb").write_text("derived")
    return folder


@pytest.fixture
def alice():
    return Person.objects.create_user("alice", password="x" * 12, name='Алиса "Ы"\n\\N', role=Role.OWNER)


def content() -> dict[str, list[tuple[object, ...]]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in archive.kept_models()
    }


def with_member(source: Path, target: Path, name: str, change) -> Path:
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            stream = old.extractfile(member)
            assert stream is not None
            data = stream.read()
            data = change(data) if member.name == name else data
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
    return target


def test_everything_comes_back_as_it_was(home, alice, tmp_path):
    nothing.enqueue()
    before = content()
    back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)
    Person.objects.all().delete()
    (home / "recipes" / "school.toml").write_text("spoilt")

    restore(source=tmp_path / "b.tar.gz", home=home, replace=True)

    assert content() == before
    assert Person.objects.get().name == 'Алиса "Ы"\n\\N'
    assert (home / "recipes" / "school.toml").read_text() == "our own recipe"
    assert not (home / "store").exists()


def test_new_rows_get_new_numbers_after_restoring(home, alice, tmp_path):
    back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)
    restore(source=tmp_path / "b.tar.gz", home=home, replace=True)

    bob = Person.objects.create_user("bob", name="Bob", role=Role.SELLER)

    assert bob.pk > alice.pk


def test_the_key_travels_only_when_asked_for_and_derived_files_never(home, tmp_path):
    back_up(to=tmp_path / "without.tar.gz", home=home, now=NOW)
    back_up(to=tmp_path / "with.tar.gz", home=home, now=NOW, with_secrets=True)

    def names(file):
        return {kept.path for kept in verified(tmp_path / file).files}

    assert names("without.tar.gz") == {"recipes/school.toml"}
    assert names("with.tar.gz") == {"recipes/school.toml", "secret_key"}
    assert (tmp_path / "with.tar.gz").stat().st_mode & 0o077 == 0


def test_sessions_stay_behind(home, client, alice, tmp_path):
    client.force_login(alice)
    back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)

    restore(source=tmp_path / "b.tar.gz", home=home, replace=True)

    assert not Session.objects.exists()


def test_a_database_in_use_is_not_replaced_unasked(home, alice, tmp_path):
    back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)

    with pytest.raises(BackupRefused, match="--replace"):
        restore(source=tmp_path / "b.tar.gz", home=home)


@pytest.mark.parametrize("change", [lambda data: data.replace(b"alice", b"mallo"), lambda data: None])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(home, alice, tmp_path, change):
    back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)
    bad = with_member(tmp_path / "b.tar.gz", tmp_path / "bad.tar.gz", "tables/people.Person.jsonl", change)

    with pytest.raises(BackupRefused, match=r"damaged.*people\.Person"):
        restore(source=bad, home=home, replace=True)

    assert Person.objects.get() == alice


def test_half_a_file_is_refused(home, tmp_path):
    back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(BackupRefused, match="not a complete backup"):
        restore(source=tmp_path / "half.tar.gz", home=home)


def changed_manifest(**changes):
    return lambda data: json.dumps(json.loads(data) | changes).encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (changed_manifest(format=2), "format 2"),
        (changed_manifest(files=[{"path": "../outside", "size": 1, "sha256": "0"}]), "outside"),
        (changed_manifest(files=[{"path": "/outside", "size": 1, "sha256": "0"}]), "outside"),
        (changed_manifest(migrations=[["people", "9999_tomorrow"]]), "newer"),
        (changed_manifest(migrations=[]), "older"),
        (lambda data: b"[]", "cannot be read"),
    ],
)
def test_a_foreign_manifest_is_refused(home, tmp_path, change, reason):
    back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)
    bad = with_member(tmp_path / "b.tar.gz", tmp_path / "bad.tar.gz", archive.MANIFEST, change)

    with pytest.raises(BackupRefused, match=reason):
        restore(source=bad, home=home, replace=True)


def test_an_existing_file_is_not_overwritten(home, tmp_path):
    (tmp_path / "b.tar.gz").write_text("precious")

    with pytest.raises(BackupRefused, match="exists already"):
        back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)


def test_a_failed_restore_leaves_the_database_as_it_was(home, alice, tmp_path, monkeypatch):
    back_up(to=tmp_path / "b.tar.gz", home=home, now=NOW)
    before = content()
    monkeypatch.setattr(connection, "check_constraints", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        restore(source=tmp_path / "b.tar.gz", home=home, replace=True)

    assert content() == before
    assert (home / "store" / "base.duckdb").exists()


def tandem(*arguments: str, home: Path, database: str) -> str:
    environment = os.environ | {"TANDEM_HOME": str(home), "TANDEM_DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "-m", "tandem.site.command_line", *arguments],
        env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.postgresql
@pytest.mark.one_database  # it goes there and back between both in either run
def test_a_backup_moves_between_the_two_databases_and_back(home, alice, tmp_path, postgresql_address):
    nothing.enqueue()
    follow(now=lambda: NOW)  # as a restore does in the end: each follower then has its place in both backups
    back_up(to=tmp_path / "first.tar.gz", home=home, now=NOW)
    with_one_database = verified(tmp_path / "first.tar.gz")
    name = f"moving_{os.getpid()}"
    create_database(postgresql_address, name)
    other = postgresql_address.replace("/postgres?", f"/{name}?") if connection.vendor == "sqlite" else ""

    tandem("restore", str(tmp_path / "first.tar.gz"), home=tmp_path / "other", database=other)
    tandem("backup", str(tmp_path / "second.tar.gz"), home=tmp_path / "other", database=other)

    # Checksums are of the values, so the same values in the other database have the same checksums.
    with_the_other = verified(tmp_path / "second.tar.gz")
    assert with_the_other.database != with_one_database.database
    assert with_the_other.tables == with_one_database.tables
    assert with_the_other.files == with_one_database.files


def create_database(address: str, name: str) -> None:
    import psycopg

    host = address.split("host=")[1]
    with psycopg.connect(host=host, user="tandem", dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')


def test_the_data_folder_of_the_settings_is_what_the_command_backs_up(tmp_path, capsys):
    (settings.HOME / "recipes").mkdir(exist_ok=True)
    own = settings.HOME / "recipes" / "own.toml"
    own.write_text("x")

    call_command("backup", str(tmp_path / "b.tar.gz"))
    own.unlink()  # other tests look at the shelf of recipes

    files = verified(tmp_path / "b.tar.gz").files
    assert "recipes/own.toml" in {kept.path for kept in files}
    assert f"{len(files)} files" in capsys.readouterr().out
