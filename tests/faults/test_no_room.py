"""A full disk, a clock that jumps, a source that floods, two servers on one database."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, folder_of_its_own, house_of_its_own
from tests.faults.test_killed import assert_nothing_is_lost

pytestmark = pytest.mark.xdist_group("houses")

on_sqlite = pytest.mark.skipif(
    os.environ.get("TANDEM_DATABASE_URL", "").startswith("postgres"), reason="the same on both databases: run on SQLite"
)
on_postgresql = pytest.mark.skipif(
    not os.environ.get("TANDEM_DATABASE_URL", "").startswith("postgres"), reason="two servers need PostgreSQL"
)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 24 MB."""
    with folder_of_its_own() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, check=False
        )
        if mounted.returncode != 0:
            pytest.skip("this machine lets nobody mount a small disk")
        yield folder
        subprocess.run(["umount", "-l", str(folder)], check=True)


@on_sqlite
def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_kept(small_disk):
    built = House.prepared(small_disk / "home")
    built.start()
    try:
        for number in range(1, 20):
            assert built.send(f"k{number}")
        with (small_disk / "ballast").open("wb") as ballast:
            try:
                while True:
                    ballast.write(b"x" * 65536)
                    ballast.flush()
            except OSError:
                pass
        refused = 0
        for number in range(20, 1500):
            if not built.send(f"k{number}"):
                refused += 1
                if refused == 5:
                    break
        assert refused, "the disk never filled"
        assert set(built.sent.statuses) == {202, 503}
        (small_disk / "ballast").unlink()
        built.kill_server()
        built.start()
        assert_nothing_is_lost(built)
        built.tandem("verify")
    finally:
        built.stop()


@on_sqlite
def test_a_clock_that_jumps_loses_and_doubles_nothing():
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        pytest.skip("libfaketime is not installed")
    with folder_of_its_own() as folder:
        clock = folder / "clock"
        clock.write_text("+0")
        faked = {
            "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip
        built = House.prepared(folder / "home")
        built.environment |= faked
        built.start()
        try:
            for jump in ("+0", "+40d", "-3d", "+5", "-400d"):
                clock.write_text(jump)
                for _ in range(30):
                    assert built.send(f"k{next(built._numbers)}"), built.sent.statuses
            for name in faked:
                del built.environment[name]
            assert_nothing_is_lost(built)
            built.tandem("verify")
        finally:
            built.stop()


@on_sqlite
def test_a_source_that_floods_is_slowed_and_others_are_not():
    with folder_of_its_own() as folder:
        built = House.prepared(folder / "home")
        built.start()
        try:
            flooded = [_status(built.port, "flood", number) for number in range(60)]
            assert flooded.count(429) >= 30
            began = time.monotonic()
            assert [_status(built.port, "quiet", number) for number in range(20)] == [202] * 20
            assert time.monotonic() - began < 10
        finally:
            built.stop()


@on_postgresql
def test_two_servers_on_one_database():
    with house_of_its_own("one") as (one, cluster):
        assert cluster is not None
        other = House.prepared(one.home.with_name("two"), cluster=cluster)
        # What one of them acknowledged, either may be asked for.
        other.sent = one.sent
        other._numbers, other._lock = one._numbers, one._lock
        one.start()
        other.start()
        try:
            with one.under_load(), other.under_load():
                time.sleep(2)
                # The same lead at both doors at once is one lead.
                assert one.send("k9000001")
                assert other.send("k9000001")
            assert_nothing_is_lost(one)
            one.tandem("verify")
        finally:
            other.stop()


def _status(port: int, source: str, number: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    body = json.dumps({"phone": f"8913{number:07d}"})
    connection.request("POST", f"/in/{source}/secret/", body=body, headers={"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status
