"""The real server, started and stopped as a person does."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from steady_queue.models.process import Process

from tandem.site.tests.test_background import address_of_the_test_database, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served():
    """``tandem serve`` on a free port, and its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tandem.site.command_line", "serve", "--port", str(port), "--workers", "1"],
        env=os.environ | {"TANDEM_DATABASE_URL": address_of_the_test_database(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process, f"http://127.0.0.1:{port}"
    if process.poll() is None:
        process.terminate()
        process.wait(timeout=30)
    assert process.stdout is not None
    process.stdout.close()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/account/login/", timeout=5) as page:
            return bool(page.status == 200)
    except urllib.error.URLError:
        return False


def test_serving_answers_runs_jobs_and_leaves_nothing_behind(served):
    process, address = served

    assert process.stdout.readline().startswith(f"Tandem is at {address}/")
    # Who goes where they are told is answered there and then.
    assert answers(address)
    wait_for(all_started, "the processes for jobs")
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=60) == 0
    assert not answers(address)
    assert not Process.objects.exists()


def test_when_the_server_is_killed_what_it_started_stops_by_itself(served):
    process, address = served
    wait_for(lambda: answers(address), "the sign-in page")
    wait_for(all_started, "the processes for jobs")
    pids = list(Process.objects.values_list("pid", flat=True))

    os.kill(process.pid, signal.SIGKILL)

    wait_for(lambda: not Process.objects.exists(), "the processes for jobs to stop")
    wait_for(lambda: not any(lives(pid) for pid in pids), "the processes to be gone")
    wait_for(lambda: not answers(address), "the pages to be gone")


def all_started() -> bool:
    """A stop that comes while processes are still being started takes up to the time given to running jobs."""
    kinds = set(Process.objects.values_list("kind", flat=True))
    return {"supervisor", "worker", "dispatcher", "scheduler"} <= {kind.lower() for kind in kinds}


def lives(pid: int) -> bool:
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_text())
    except OSError:
        return False
