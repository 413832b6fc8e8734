"""What a gate hands over, and what becomes of it when the process that writes dies."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tandem.intake.doors import Arriving
from tandem.intake.frames import Frames, Outcome, Settled, handed_over, settled_as
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.spool import standing
from tandem.intake.taking_in import Taken
from tandem.intake.tests.in_thread import InThread
from tandem.intake.tests.looping import in_a_loop_of_its_own
from tandem.intake.writer import Running, Writer

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def lead(key: str, of: str = "site", **cells: object) -> Arriving:
    return Arriving(source=of, key=key, received_at=NOW, cells={"phone": "+7 912 345-67-89", **cells})


def test_messages_come_out_as_they_went_in_however_they_are_cut():
    messages = handed_over(7, [lead("a", budget=1.5), lead("b", need=True)]) + handed_over(8, [lead("c")])
    frames = Frames()
    found = [each for at in range(0, len(messages), 11) for each in frames.handed(messages[at : at + 11])]
    assert [(each.number, [record.key for record in each.arriving]) for each in found] == [(7, ["a", "b"]), (8, ["c"])]
    assert found[0].arriving[0] == lead("a", budget=1.5)


def test_outcomes_come_back_as_they_were():
    settled = [Settled(1, Outcome([Taken("id", 5, again=False)])), Settled(2, Outcome((), failed=True))]
    assert Frames().settled(settled_as(settled)) == [settled[0], Settled(2, Outcome([], failed=True))]


def test_a_number_that_no_message_holds_is_handed_over_as_text():
    (handed,) = Frames().handed(handed_over(1, [lead("a", budget=10**30, need=-(10**30))]))
    assert handed.arriving[0].cells["budget"] == str(10**30)
    assert handed.arriving[0].cells["need"] == str(-(10**30))


class Dying:
    """The first writer ends before it has read anything; those after it live in a thread."""

    def __init__(self) -> None:
        self.started = 0

    def __call__(self, end: socket.socket, folder: Path) -> Running:
        self.started += 1
        if self.started == 1:
            command = [sys.executable, "-c", "import time; time.sleep(0.2)"]
            return subprocess.Popen(command, pass_fds=(end.fileno(),))
        return InThread(end, folder)


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_writer_had_not_answered_is_kept_and_comes_in_once(tmp_path):
    site = source("form", key="site")
    start = Dying()

    async def run() -> tuple[Outcome, Outcome]:
        writer = Writer(folder=tmp_path, start=start)
        writer.start()
        while writer._connection is None:
            await asyncio.sleep(0.01)
        handed = writer.put([lead("one", site.key)])
        assert handed is not None
        kept = await asyncio.wait_for(handed, 10)
        # The sender tries again, and finds the second writer.
        while start.started < 2 or writer._connection is None:
            await asyncio.sleep(0.01)
        again = writer.put([lead("one", site.key)])
        assert again is not None
        written = await asyncio.wait_for(again, 10)
        await writer.stop()
        return kept, written

    kept, written = in_a_loop_of_its_own(run())
    assert (kept.spooled, kept.failed, written.failed) == (True, False, False)
    assert kept.taken[0].id == written.taken[0].id
    assert Lead.objects.count() == 1
    assert standing(tmp_path).waiting == 0


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_taken_in_before_the_end(tmp_path):
    site = source("form", key="site")

    async def run() -> list[Outcome]:
        writer = Writer(folder=tmp_path, start=InThread)
        writer.start()
        while writer._connection is None:
            await asyncio.sleep(0.01)
        waiting = [writer.put([lead(f"k{number}", site.key, phone=f"+7912000{number:04}")]) for number in range(300)]
        await writer.stop()
        return [each.result() for each in waiting if each is not None]

    outcomes = in_a_loop_of_its_own(run())
    assert [each.failed or each.spooled for each in outcomes] == [False] * 300
    assert Lead.objects.count() == 300
