"""What every test may rely on: a data folder of its own, both databases, a browser, real exports.

Django's settings are read from the environment, so the environment is made here, before they load.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from _pytest.nodeid import coerce_node_id

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

from tests import browser, postgresql

from tandem.basics.loaded import set_aside

HOME = Path(tempfile.mkdtemp(prefix="tandem-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

os.environ["DJANGO_SETTINGS_MODULE"] = "tandem.site.settings"
os.environ["TANDEM_HOME"] = str(HOME)
os.environ["TANDEM_SECRET_KEY"] = "only for tests"  # noqa: S105 - it guards nothing
# Two processes test at once, and a small question is answered sooner by one thread than by two.
os.environ.setdefault("TANDEM_STORE_THREADS", "1")
for unwanted in ("TANDEM_DEBUG", "TANDEM_HTTPS", "TANDEM_LANGUAGE", "TANDEM_TIME_ZONE", "TANDEM_CURRENCY"):
    os.environ.pop(unwanted, None)

from django.conf import settings  # noqa: E402 - the environment above comes first
from django.core.management.commands import flush  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.backends.base.operations import BaseDatabaseOperations  # noqa: E402
from django.db.backends.postgresql.operations import DatabaseOperations as PostgreSQL  # noqa: E402
from django.db.backends.sqlite3.base import DatabaseOperations as SQLite  # noqa: E402
from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

if settings.configured:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: settings read so early would use your own data folder.")

if "CI" not in os.environ:
    # As hypothesis itself does there: how long a test takes says nothing on a machine with other work.
    hypothesis.settings.register_profile(
        "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("patient")

# A real hash takes a tenth of a second by design; tests sign in hundreds of times.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_POSTGRESQL = not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
if not _POSTGRESQL:
    # In a file, as in life: in memory there is no WAL, and no second process can read it.
    settings.DATABASES["default"].setdefault("TEST", {}).update(NAME=str(HOME / "test.sqlite3"))
    # No test cuts the power, so that to wait for the disk proves nothing. Houses that are killed have settings of life.
    options = settings.DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
else:
    settings.DATABASES["default"].setdefault("TEST", {}).update(NAME=f"test_tandem_{os.getpid()}")
    # A connection kept open by a finished thread would forbid dropping the test database.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    from django.db.backends.postgresql.creation import DatabaseCreation

    def _drop(self: DatabaseCreation, test_database_name: str, verbosity: int) -> None:
        """A page left in the middle by its browser may still hold a session; the test database goes all the same."""
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")

    DatabaseCreation._destroy_test_db = _drop


def _flush(self: BaseDatabaseOperations, _statements: Iterable[str]) -> None:
    """Empty the tables that hold anything: of more than a hundred a test fills a handful, and each costs time.

    Triggers guard signed versions against people, not against their test's end; foreign keys are of no use while
    everything goes.
    """
    quote = self.quote_name
    tables = set(self.connection.introspection.django_table_names(only_existing=True)) - _STAYS
    with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (SELECT 1 FROM {quote(each)})" for each in tables)
        )
        filled = [each for (each,) in cursor.fetchall()]
        guards: list[tuple[str, str]] = []
        if self.connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            # A deleted row still lies there and is still counted by the planner: few do no harm.
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relname = ANY(%s) "
                "AND (reltuples > 200 OR pg_relation_size(oid) > 500000)",
                [filled],
            )
            if large := [quote(each) for (each,) in cursor.fetchall()]:
                cursor.execute(f"TRUNCATE {', '.join(large)} CASCADE")
            # The next test fills the tables with something else: to plan by what these rows were like may take minutes.
            cursor.execute("DELETE FROM pg_statistic WHERE starelid = ANY(%s::regclass[])", [[*map(quote, filled)]])
            cursor.execute(
                "UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE reltuples >= 0 AND (oid = ANY(%s::regclass[]) "
                "OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = ANY(%s::regclass[])))",
                [[*map(quote, filled)]] * 2,
            )
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = [(name, text) for name, table, text in cursor.fetchall() if table in filled]
        for name, _text in guards:
            cursor.execute(f"DROP TRIGGER {quote(name)}")
        for each in filled:
            cursor.execute(f"DELETE FROM {quote(each)}")
        for _name, text in guards:
            cursor.execute(text)


_files_of_pages: dict[str, Any] = {}
_look_for_files = WhiteNoiseMiddleware.add_files_from_finders


def _found_once(self: WhiteNoiseMiddleware) -> None:
    """Each test's client makes the whole chain of middleware anew; the files of pages are the same for all of them."""
    if not _files_of_pages:
        _look_for_files(self)
        _files_of_pages.update(self.files)
    self.files.update(_files_of_pages)


WhiteNoiseMiddleware.add_files_from_finders = _found_once

#: Made once by the migrations; no test changes them, and to make them anew after each test costs more than the test.
_STAYS = {"django_content_type", "auth_permission"}
for operations in (SQLite, PostgreSQL):
    operations.execute_sql_flush = _flush  # type: ignore[method-assign]
flush.emit_post_migrate_signal = lambda *_arguments, **_options: None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that share a costly beginning go to one process (``xdist_group`` with ``--dist loadgroup``).

    pytest-xdist 3.8 writes the group behind the name of a test in a way that pytest 9.2 does not see any more. In a
    second run on another database, what uses none is left out: it would only say the same again.
    """
    if os.environ.get("TANDEM_TESTS_AGAIN"):
        items[:] = [item for item in items if _may_differ(item)]
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        groups = [str(mark.args[0]) for mark in item.iter_markers("xdist_group")]
        if groups and not item.nodeid.endswith(f"@{groups[0]}"):
            item._id = coerce_node_id(f"{item.nodeid}@{groups[0]}")


def _may_differ(item: pytest.Item) -> bool:
    """Whether a test may come out otherwise on another database: it uses one, or starts the program."""
    # What a browser makes of a page is the same; the pages themselves are asked for on both databases.
    if item.get_closest_marker("one_database") is not None or "browser_page" in getattr(item, "fixturenames", ()):
        return False
    path = item.path.as_posix()
    if "/src/tandem/" not in path or "/tandem/site/" in path or item.get_closest_marker("django_db") is not None:
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"db", "transactional_db", "live_server", "browser_page", "postgresql_address", "client"})


def pytest_collection_finish() -> None:
    """Half a million objects of all tests are there from now on: Python need not look for garbage among them."""
    set_aside()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[Any]) -> None:
    """Parallel processes inherit our environment; they too must make their own before settings are read."""
    for spec in specs:
        spec.env["DJANGO_SETTINGS_MODULE"] = ""


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path:
    """Where the migrated SQLite database of these very migrations is kept between runs; it may not be there yet."""
    root = request.config.rootpath
    said = hashlib.sha256((root / "uv.lock").read_bytes())
    for path in sorted(root.glob("src/tandem/*/migrations/*.py")):
        said.update(path.name.encode() + path.read_bytes())
    return request.config.cache.mkdir("migrated") / f"{said.hexdigest()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(migrated: Path, django_db_modify_db_settings: None) -> bool:
    """To migrate an empty database takes a third of a minute: what an earlier run has migrated is taken as it is."""
    if _POSTGRESQL or not migrated.exists():
        return False
    shutil.copyfile(migrated, settings.DATABASES["default"]["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, migrated: Path, django_db_blocker: Any) -> None:
    """Keep a database that was just migrated for the runs to come."""
    if _POSTGRESQL or migrated.exists():
        return
    from django.db import connection

    own = migrated.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(own)])
    own.replace(migrated)
    for old in migrated.parent.glob("*.sqlite3"):
        if old != migrated:
            old.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """Address of a PostgreSQL server that only tests use, whatever database the suite itself runs on."""
    if os.environ.get("TANDEM_DATABASE_URL", "").startswith("postgres"):
        yield os.environ["TANDEM_DATABASE_URL"]
    elif postgresql.binaries() is None:
        pytest.skip("no PostgreSQL: initdb is neither in PATH nor under /usr/lib/postgresql")
    else:
        with postgresql.temporary_cluster() as address:
            yield address


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real exports, named by TANDEM_REAL_DATA."""
    named = os.environ.get("TANDEM_REAL_DATA")
    if not named:
        pytest.skip("TANDEM_REAL_DATA names no folder with real exports")
    return Path(named)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = browser.executable()
    if path is None:
        pytest.skip("no Chromium in PATH, and TANDEM_CHROMIUM names none")
    from playwright.sync_api import sync_playwright

    # The driver keeps an event loop in this thread, in which Django would refuse to touch the database;
    # nothing here runs in that loop but the driver itself.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=browser.FLAGS)
        yield running
        running.close()


@pytest.fixture
def browser_page(chromium: Browser, live_server: object, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh window on the running pages: ``browser_page.goto("/")``.

    The width may be given: ``@pytest.mark.parametrize("browser_page", [390], indirect=True)``.
    A script error, or something that the content security policy refused, fails the test.
    """
    complaints: list[str] = []
    context = chromium.new_context(
        base_url=str(live_server),
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        viewport={"width": getattr(request, "param", 1440), "height": 900},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    context.close()
    assert complaints == []


def _forget_counts() -> None:
    """In a test that is rolled back, plan without counts of rows.

    Tidying up in passing sees none of the test's own rows, writes down that its tables are empty, and a query of
    milliseconds is planned to take minutes. What is forgotten inside the test's transaction stays forgotten in it.
    """
    from django.db import connection

    if not connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_class SET reltuples = -1, relpages = 0 "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') AND reltuples >= 0"
        )


@pytest.fixture(autouse=True)
def own_store(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that writes facts reads no base that another test has sealed."""
    asked = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not asked and request.node.get_closest_marker("django_db") is None:
        yield
        return
    from django.conf import settings

    from tandem.measures.store import store

    if _POSTGRESQL:
        request.getfixturevalue("_django_db_helper")
        _forget_counts()
    yield
    store.rewind()
    shutil.rmtree(settings.HOME / "store", ignore_errors=True)
