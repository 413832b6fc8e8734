"""The fact store: whatever the order of syncs and reads, it says what the whole journal says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tandem.clients.facts import ClientRegistered
from tandem.intake.facts import LeadCaptured
from tandem.journal.actions import Recording, record
from tandem.journal.facts import BatchRetracted, Happening
from tandem.journal.models import FactRow, Head
from tandem.measures.base_file import folder
from tandem.measures.sealing import build_beside, sync
from tandem.measures.store import store
from tandem.measures.tables import shape
from tandem.qualification.facts import LeadGraded
from tandem.selling.facts import LeadMoved

START = datetime(2026, 1, 1, tzinfo=UTC)


def tell(*happenings: Happening, batch_id: int | None = None) -> None:
    with transaction.atomic():
        record(happenings, recording=Recording(at=START, source="test", batch_id=batch_id))


def captured(lead: int, client: int, minute: int = 0) -> Happening:
    described = dict.fromkeys(LeadCaptured.__struct_fields__) | {"client_id": client, "source": f"source {lead % 3}"}
    return Happening(LeadCaptured(**described), lead, START + timedelta(minutes=minute), lead)


def moved(lead: int, stage: str, minute: int = 0) -> Happening:
    fact = LeadMoved(stage=stage, amount=Decimal("10.50"), lost_reason=None, dated=True)
    return Happening(fact, lead, START + timedelta(minutes=minute), lead)


def graded(lead: int, grade: str) -> Happening:
    return Happening(LeadGraded(grade=grade, target=grade < "D"), lead, START, lead)


def leads() -> list[tuple[object, ...]]:
    return store.read().rows("SELECT lead_id, client_id, grade, stage, won_on FROM leads ORDER BY lead_id")


@pytest.mark.django_db
def test_a_fact_is_in_the_figures_of_the_next_reading():
    tell(captured(1, 1))
    sync()

    tell(graded(1, "A"), captured(2, 1))

    assert leads() == [(1, 1, "A", None, None), (2, 1, None, None, None)]
    assert store.read().freshness.behind == 0


@pytest.mark.django_db
def test_a_day_is_a_day_of_the_companys_time_zone():
    tell(captured(1, 1), moved(1, "won", minute=22 * 60))

    ((won_on,),) = store.read().rows("SELECT won_on FROM leads")

    assert settings.TIME_ZONE == "Europe/Moscow"
    assert won_on.isoformat() == "2026-01-02"


@pytest.mark.django_db
def test_every_stage_keeps_the_first_time_it_was_reached_whichever_fact_came_first():
    tell(captured(1, 1), moved(1, "проба", minute=50), moved(1, "won", minute=60), captured(2, 1))
    sync()
    # Told later, and happened earlier: in the delta first, then in the next base.
    tell(moved(1, "проба", minute=40), moved(1, "proposal", minute=45), moved(1, "won", minute=70))
    wanted = {
        "proposal": START + timedelta(minutes=45), "won": START + timedelta(minutes=60),
        "проба": START + timedelta(minutes=40),
    }  # fmt: skip

    for _ in range(2):
        ((reached,), (nothing,)) = store.read().rows("SELECT reached FROM leads ORDER BY lead_id")
        assert {name: at.replace(tzinfo=UTC) for name, at in reached.items()} == wanted
        assert list(reached) == sorted(reached)
        assert nothing is None
        sync()


@pytest.mark.django_db
def test_what_was_taken_back_waits_for_a_sync_and_is_then_gone():
    tell(captured(1, 1))
    tell(captured(2, 1), graded(1, "B"), batch_id=5)
    sync()
    tell(Happening(BatchRetracted(title="x"), 5, START))

    assert store.read().freshness.behind == 1
    assert len(leads()) == 2

    sync()

    assert leads() == [(1, 1, None, None, None)]
    assert store.read().freshness.behind == 0


@pytest.mark.django_db
def test_an_older_journal_in_place_of_ours_is_read_from_its_beginning():
    tell(captured(1, 1), moved(1, "won"), captured(2, 1))
    assert len(leads()) == 2
    FactRow.objects.filter(position__gt=1).delete()
    Head.objects.update(position=1)

    assert leads() == [(1, 1, None, None, None)]
    assert store.read().freshness.behind == 0
    tell(captured(3, 2))
    assert leads() == [(1, 1, None, None, None), (3, 2, None, None, None)]


@pytest.mark.django_db
def test_a_base_of_another_shape_or_journal_is_rebuilt():
    tell(captured(1, 1), captured(2, 1))
    sync()
    FactRow.objects.all().delete()
    Head.objects.update(position=0)
    tell(captured(3, 1))

    sync()

    assert [row[0] for row in leads()] == [3]


steps = st.lists(
    st.one_of(
        st.tuples(st.just("captured"), st.integers(1, 6), st.integers(1, 3)),
        st.tuples(st.just("graded"), st.integers(1, 6), st.sampled_from("ABCDE")),
        st.tuples(st.just("moved"), st.integers(1, 6), st.sampled_from(["in_work", "won", "lost"])),
        st.tuples(st.just("sync"), st.just(0), st.just(0)),
        st.tuples(st.just("read"), st.just(0), st.just(0)),
        st.tuples(st.just("retract"), st.integers(1, 3), st.just(0)),
    ),
    max_size=25,
)


@pytest.mark.django_db
@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_base_and_delta_always_say_what_a_rebuild_says(steps, tmp_path):
    FactRow.objects.all().delete()
    Head.objects.all().delete()
    folder().discard()
    store.close()
    retracted: set[int] = set()
    for number, (what, subject, value) in enumerate(steps):
        batch_id = number % 3 + 1
        batch_id = None if batch_id in retracted else batch_id
        match what:
            case "captured":
                tell(captured(subject, value, minute=number), batch_id=batch_id)
            case "graded":
                tell(graded(subject, value), batch_id=batch_id)
            case "moved":
                tell(moved(subject, value, minute=number), batch_id=batch_id)
            case "sync":
                sync()
            case "read":
                leads()
            case "retract" if subject not in retracted:
                retracted.add(subject)
                tell(Happening(BatchRetracted(title="x"), subject, START))
    if store.read().freshness.behind:
        sync()

    reading = store.read()
    path = tmp_path / f"{time.monotonic_ns()}.duckdb"
    build_beside(path)
    reading.cursor.execute(f"ATTACH '{path}' AS rebuilt (READ_ONLY)")
    for table in shape().tables:
        columns = ", ".join(shape().columns_of(table))
        live, fresh = f"SELECT {columns} FROM {table}", f"SELECT {columns} FROM rebuilt.{table}"
        assert reading.rows(f"({live} EXCEPT ALL {fresh}) UNION ALL ({fresh} EXCEPT ALL {live})") == []
    reading.cursor.execute("DETACH rebuilt")


SEALER = textwrap.dedent(
    """
    import django
    django.setup()
    from tandem.measures.sealing import sync
    print("ready", flush=True)
    sync(rebuild=True, progress=lambda done, of: print("step", done, flush=True))
    """
)


def in_another_process(code: str) -> subprocess.Popen[str]:
    name = str(connection.settings_dict["NAME"])
    address = os.environ.get("TANDEM_DATABASE_URL") or f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        address = address.replace(f"/{address.split('?')[0].rsplit('/', 1)[1]}", f"/{name}", 1)
    environment = os.environ | {"TANDEM_DATABASE_URL": address, "TANDEM_HOME": str(settings.HOME)}
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)


@pytest.mark.django_db(transaction=True)
def test_a_killed_sealer_leaves_the_old_base_in_force_and_the_next_sync_works():
    tell(*(captured(lead, lead) for lead in range(1, 2000)))
    before = sync()
    tell(*(graded(lead, "A") for lead in range(1, 2000)))
    for delay in (0.0, 0.02, 0.1):
        sealer = in_another_process(SEALER)
        assert sealer.stdout is not None
        assert sealer.stdout.readline() == "ready\n"
        time.sleep(delay)
        sealer.send_signal(signal.SIGKILL)
        sealer.wait()
        sealer.stdout.close()

        (graded_leads,) = store.read().rows("SELECT count(*) FROM leads WHERE grade = 'A'")[0]
        assert graded_leads == 1999

    after = sync()

    assert after.position > before.position
    assert store.read().rows("SELECT count(*), count(grade) FROM leads") == [(1999, 1999)]
    assert [path.name for path in folder().path.glob("*.duckdb*")] == [after.file]


READER = textwrap.dedent(
    """
    import django
    django.setup()
    from tandem.measures.store import store
    seen = 0
    while seen < 40:
        (found,) = store.read().rows("SELECT count(*) FROM clients")[0]
        assert found >= seen, (found, seen)
        seen = found
    print("seen", seen)
    """
)


@pytest.mark.django_db(transaction=True)
def test_other_processes_read_on_while_facts_arrive_and_bases_are_replaced():
    readers = [in_another_process(READER) for _ in range(2)]
    for client in range(1, 41):
        tell(Happening(ClientRegistered(client_kind="person"), client, START))
        if client % 10 == 0:
            sync()

    for reader in readers:
        output, _ = reader.communicate(timeout=60)
        assert output == "seen 40\n"
        assert reader.returncode == 0
