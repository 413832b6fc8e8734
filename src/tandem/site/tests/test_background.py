"""Jobs, run by real processes that are really killed, on the database the suite runs on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone
from steady_queue import recurring_task
from steady_queue.models.failed_execution import FailedExecution
from steady_queue.models.job import Job
from steady_queue.models.process import Process
from steady_queue.models.recurring_task import RecurringTask

from tandem.basics.discovery import modules_named
from tandem.site.background import Supervisor, machine
from tandem.site.tests.slow_job import kill_the_process, sleep_at_first

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(condition: Callable[[], object], what: str, seconds: float = 25) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def address_of_the_test_database() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}".replace("////", "///")
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={quote(settings['HOST'], safe='/')}"


@pytest.fixture
def worker():
    """Starts ``tandem work`` as often as asked; everything it left behind is killed at the end."""
    started = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tandem.site.command_line", "work"],
            env=os.environ | {"TANDEM_DATABASE_URL": address_of_the_test_database()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def diary(tmp_path):
    path = tmp_path / "diary"
    path.touch()
    return path


def the_job(task) -> Job:
    """The one job of this task: a worker that runs over a full hour enqueues what recurs beside it."""
    return Job.objects.get(class_name=task.module_path)


def words(diary) -> list[str]:
    return [line.split()[0] for line in diary.read_text().splitlines()]


def pids(diary) -> list[int]:
    return [int(line.split()[1]) for line in diary.read_text().splitlines()]


def test_a_job_of_a_killed_process_is_finished_by_its_replacement(worker, diary):
    sleep_at_first.enqueue(str(diary))
    worker()
    wait_for(lambda: words(diary) == ["began"], "the job to begin")

    os.kill(pids(diary)[0], signal.SIGKILL)
    wait_for(lambda: words(diary) == ["began", "began", "ended"], "the job to be run again")

    assert pids(diary)[0] != pids(diary)[1] == pids(diary)[2]
    wait_for(lambda: the_job(sleep_at_first).finished_at, "the job to be finished")
    assert not FailedExecution.objects.filter(job=the_job(sleep_at_first)).exists()


def test_a_job_survives_when_everything_is_killed_and_started_again(worker, diary):
    sleep_at_first.enqueue(str(diary))
    first = worker()
    wait_for(lambda: words(diary) == ["began"], "the job to begin")

    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    worker()
    wait_for(lambda: words(diary) == ["began", "began", "ended"], "the job to be run again")

    wait_for(lambda: the_job(sleep_at_first).finished_at, "the job to be finished")
    wait_for(lambda: Process.objects.filter(kind="supervisor").count() == 1, "the dead to be forgotten")


def test_a_job_that_kills_its_processes_is_given_up_after_three(worker, diary):
    kill_the_process.enqueue(str(diary))
    worker()

    given_up = FailedExecution.objects.filter(job__class_name=kill_the_process.module_path)
    wait_for(given_up.exists, "the job to be given up")

    assert words(diary) == ["began"] * 3
    assert "3 processes died" in given_up.get().error


def test_stopping_lets_a_running_job_end_and_runs_it_only_once(worker, diary):
    sleep_at_first.enqueue(str(diary), patience=1.5)
    process = worker()
    wait_for(lambda: words(diary) == ["began"], "the job to begin")

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 0
    assert words(diary) == ["began", "ended"]
    assert the_job(sleep_at_first).finished_at
    assert not Process.objects.exists()


def test_a_process_that_ends_alone_takes_neither_its_supervisor_nor_the_others_with_it(worker):
    worker()
    wait_for(lambda: Process.objects.count() == 4, "all processes to sign in")
    signed_in = dict(Process.objects.values_list("kind", "pk"))

    # As if it had been taken for dead: it notices, ends, and is replaced.
    Process.objects.filter(kind="dispatcher").delete()

    wait_for(lambda: Process.objects.filter(kind="dispatcher").exists(), "another dispatcher")
    assert Process.objects.get(kind="dispatcher").supervisor_id == signed_in["supervisor"]
    stayed = Process.objects.exclude(kind="dispatcher")
    assert dict(stayed.values_list("kind", "pk")) == {
        kind: pk for kind, pk in signed_in.items() if kind != "dispatcher"
    }


def test_a_machine_that_slept_buries_none_of_the_living(db):
    long_ago = timezone.now() - timedelta(days=1)
    rows = [
        Process.objects.create(kind="worker", name=name, pid=os.getpid(), hostname=host, last_heartbeat_at=long_ago)
        for name, host in (("own", machine()), ("elsewhere", "another machine"), ("me", machine()))
    ]
    supervisor = Supervisor.__new__(Supervisor)
    supervisor.process, supervisor.forks = rows[2], {os.getpid(): object()}

    supervisor.prune_dead_processes()

    assert set(Process.objects.values_list("name", flat=True)) == {"own", "me"}


def test_what_is_to_come_every_few_seconds_comes_so_often():
    modules_named("jobs")
    now = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)

    def waits(key: str) -> float:
        (schedule,) = [each.schedule for each in recurring_task.configurations if each.key == key]
        wait: float = RecurringTask(schedule=schedule).parsed_schedule.next(now)
        return wait

    assert waits("watch the clocks") == 15
    assert waits("follow the journal") == waits("seal the fact store") == 5
    # Of six parts the last would be a year.
    assert {len(each.schedule.split()) for each in recurring_task.configurations} == {5, 7}


def test_a_job_enqueued_in_a_transaction_that_fails_is_never_run(diary):
    from django.db import transaction

    with suppress(ZeroDivisionError), transaction.atomic():
        sleep_at_first.enqueue(str(diary))
        raise ZeroDivisionError

    assert not Job.objects.exists()


def test_a_supervisor_that_has_not_signed_in_yet_buries_nobody(db):
    supervisor = Supervisor.__new__(Supervisor)
    supervisor.process = None

    supervisor.prune_dead_processes()

    assert not FailedExecution.objects.exists()
