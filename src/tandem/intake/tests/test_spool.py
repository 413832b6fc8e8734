"""What was acknowledged while the database was away comes in once, however often the spool is fed."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime

import pytest

from tandem.intake.doors import Arriving
from tandem.intake.spool import NoRoom, Spool, Stuck, standing

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def lead(number: int) -> Arriving:
    return Arriving(source="site", key=str(number), received_at=NOW, cells={"client_name": f"Клиент {number}"})


def fed(spool: Spool) -> list[str]:
    found: list[str] = []
    spool.feed(lambda records: found.extend(record.key for record in records))
    return found


def test_what_is_kept_comes_back_in_order_and_only_once(tmp_path):
    spool = Spool(tmp_path / "spool")
    spool.keep([lead(1), lead(2)])
    spool.keep([lead(3)])
    assert standing(spool.folder).waiting == 3
    assert standing(spool.folder).oldest == NOW
    assert fed(spool) == ["1", "2", "3"]
    assert spool.is_empty()
    spool.keep([lead(4)])
    assert fed(spool) == ["4"]


def test_a_feed_that_fails_leaves_the_file_as_it_is(tmp_path):
    spool = Spool(tmp_path)
    spool.keep([lead(1)])

    def away(records):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        spool.feed(away)
    spool.keep([lead(2)])
    assert sorted(fed(spool)) == ["1", "2"]


def test_a_torn_last_line_was_never_acknowledged_and_a_damaged_one_is_set_aside(tmp_path):
    spool = Spool(tmp_path)
    spool.keep([lead(1), lead(2), lead(3)])
    spool.close()
    (path,) = tmp_path.glob("*.spool")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].replace("Клиент".encode(), "Клиенк".encode()) + lines[2] + lines[0][:20])
    assert fed(Spool(tmp_path)) == ["1", "3"]
    assert standing(tmp_path).damaged == 1
    assert standing(tmp_path).waiting == 0


def test_a_record_that_nothing_takes_is_set_aside_and_the_others_come_in(tmp_path):
    spool = Spool(tmp_path)
    spool.keep([lead(1), lead(2), lead(3)])
    taken: list[str] = []

    def take(records):
        if any(record.key == "2" for record in records):
            raise Stuck
        taken.extend(record.key for record in records)

    spool.feed(take)
    assert taken == ["1", "3"]
    assert standing(tmp_path).stuck == 1
    assert spool.is_empty()


def test_a_full_disk_keeps_nothing_of_what_is_refused(tmp_path):
    spool = Spool(tmp_path)
    spool.keep([lead(1)])
    (path,) = tmp_path.glob("*.spool")
    before = path.stat().st_size
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (before + 10, limits[1]))
    try:
        with pytest.raises(NoRoom):
            spool.keep([lead(2)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.stat().st_size == before
    spool.keep([lead(3)])
    assert fed(spool) == ["1", "3"]


def test_the_file_of_a_killed_process_is_fed_by_another_and_that_of_a_living_one_is_not(tmp_path):
    program = textwrap.dedent(
        """
        import sys, time
        from datetime import UTC, datetime
        from pathlib import Path
        from tandem.intake.doors import Arriving
        from tandem.intake.spool import Spool
        spool = Spool(Path(sys.argv[1]))
        spool.keep([Arriving(source="site", key="7", received_at=datetime.now(UTC), cells={})])
        print("kept", flush=True)
        time.sleep(60)
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, env=dict(os.environ)
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"kept\n"
        assert fed(Spool(tmp_path)) == []
        other.kill()
        other.wait()
        assert fed(Spool(tmp_path)) == ["7"]


def test_what_is_stuck_is_tried_again_by_the_next_process(tmp_path):
    spool = Spool(tmp_path)
    spool.keep([lead(1)])

    def stuck(records):
        raise Stuck

    spool.feed(stuck)
    assert standing(tmp_path).stuck == 1
    spool.try_again()
    assert standing(tmp_path).stuck == 0
    assert fed(spool) == ["1"]


def test_a_feeding_that_breaks_off_sets_nothing_aside_twice(tmp_path):
    spool = Spool(tmp_path)
    spool.keep([lead(number) for number in range(300)])
    spool.close()
    (path,) = tmp_path.glob("*.spool")
    path.write_bytes(b"00000000 {}\n" + path.read_bytes())

    def away(records):
        raise ConnectionError

    for _ in range(3):
        with pytest.raises(ConnectionError):
            spool.feed(away)
    assert standing(tmp_path).damaged == 0
    assert len(fed(spool)) == 300
    assert standing(tmp_path).damaged == 1
