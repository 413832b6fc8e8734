"""Background jobs: steady-queue's processes, with one rule changed.

steady-queue marks a job as failed when the process that ran it was killed. Here such a job goes back to the
queue and another process runs it, so every job must be safe to run twice. A job that was in the hands of
three killed processes is taken for their killer and fails. See ``docs/decisions/0004-background-jobs.md``.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import traceback
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import steady_queue
from django.db import transaction
from steady_queue import configuration, processes
from steady_queue.app_executor import AppExecutor
from steady_queue.models.claimed_execution import ClaimedExecution
from steady_queue.models.process import Process
from steady_queue.processes import dispatcher, scheduler, supervisor, worker

from tandem.basics.discovery import modules_named
from tandem.basics.loaded import set_aside
from tandem.site.orphans import stop_with_parent

MOST_KILLS = 3
HEARTBEAT = timedelta(seconds=5)
# Processes of this machine are looked up by their number and replaced at once; only the silence of another
# machine has to be waited out, and it must outlast the longest time that a write may wait for its turn.
SILENCE_MEANS_DEATH = timedelta(seconds=60)
TIME_TO_FINISH = timedelta(seconds=20)


def work(*, threads: int, processes: int) -> None:
    """Run jobs until told to stop (SIGTERM, SIGINT): ``processes`` of ``threads`` each, and the schedule.

    Stopping gives running jobs 20 seconds to finish; what is not finished by then goes back to the queue.
    """
    modules_named("jobs")
    steady_queue.process_heartbeat_interval = HEARTBEAT
    steady_queue.process_alive_threshold = SILENCE_MEANS_DEATH
    steady_queue.shutdown_timeout = TIME_TO_FINISH
    Supervisor.launch(
        configuration.Configuration.Options(
            workers=[
                configuration.Configuration.Worker(
                    threads=threads, processes=processes, polling_interval=timedelta(seconds=0.3)
                )
            ]
        )
    )


def machine() -> str:
    """Names the table of processes that this process's number belongs to: a host, or a container on it."""
    try:
        return f"{socket.gethostname()} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return socket.gethostname()


class Here:
    """A process that registers under its machine, so that others there can see whether it lives.

    It stops when the process that started it is gone, without waiting for its next look at the queue.
    """

    def boot(self) -> None:
        """Before anything else: the parent may be killed at any time."""
        stop_with_parent()
        super().boot()  # type: ignore[misc]  # mixed into processes, which have it

    @property
    def hostname(self) -> str:
        """See ``machine``."""
        return machine()


class Fork(Here):
    """A process that the supervisor has forked: it ends where its own work ends.

    What follows in the code is its parent's way out, which would sign off the supervisor and all its processes.
    """

    def start(self) -> None:
        """Run, then leave at once, whatever ended it."""
        status = 1
        try:
            super().start()  # type: ignore[misc]  # mixed into processes, which have it
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)


class Worker(Fork, worker.Worker):
    """Runs jobs in threads."""

    def shutdown(self) -> None:
        """Let running jobs end before saying goodbye: saying goodbye gives unfinished ones to others."""
        self.pool.executor.shutdown(wait=True, cancel_futures=True)
        super().shutdown()

    def register_signal_handlers(self) -> None:
        """Quitting means now: an ordinary exit would wait for the threads."""
        super().register_signal_handlers()
        signal.signal(signal.SIGQUIT, _leave_at_once)


class Dispatcher(Fork, dispatcher.Dispatcher):
    """Moves jobs that were planned for later into the queue when their time comes."""


class Scheduler(Fork, scheduler.Scheduler):
    """Enqueues recurring jobs."""


class OwnProcess(configuration.Configuration.Process):
    """Chooses our classes for the configured processes."""

    def instantiate(self) -> Any:
        """One process, not yet started."""
        if self.kind == "worker":
            return Worker(options=self.attributes)
        if self.kind == "dispatcher":
            return Dispatcher(options=self.attributes)
        return Scheduler(**self.attributes)


class OwnConfiguration(configuration.Configuration):
    """steady-queue's configuration with our processes in it."""

    Process = OwnProcess


class Supervisor(Here, supervisor.Supervisor):
    """Starts the other processes, replaces those that die, and gives their jobs back."""

    def __init__(self, configured: configuration.Configuration) -> None:
        super().__init__(OwnConfiguration(configured.options))

    def start_processes(self) -> None:
        """Fork them; a signal to stop waits for its turn from here on, and then stops them in order."""
        # Earlier it leaves the starting by an exception. Within the hooks that Python runs around a fork an exception
        # is only reported, so that the signal would be lost and nobody would stop.
        self.is_supervising = True
        set_aside()
        super().start_processes()

    def launch_maintenance_task(self) -> None:
        """Take over from processes that died while nobody watched."""
        self.prune_dead_processes()
        super().launch_maintenance_task()

    def fail_orphaned_executions(self) -> None:
        """Jobs whose process is not even registered any more."""
        with AppExecutor.wrap_in_app_executor():
            give_back(ClaimedExecution.objects.orphaned())

    def handle_claimed_jobs_by(self, terminated_fork: processes.base.Base, exitcode: int) -> None:
        """One of our own processes has died."""
        with AppExecutor.wrap_in_app_executor():
            bury(Process.objects.filter(name=terminated_fork.name))

    def prune_dead_processes(self) -> None:
        """Processes of supervisors that died as well, here or on another machine."""
        # The timer may strike before this process has signed in, and after it has signed off.
        if self.process is None:
            return
        with AppExecutor.wrap_in_app_executor():
            silent = {process.pk for process in Process.objects.prunable()}
            # Our own forks we hear of when they end; a machine that slept has silenced them and us alike.
            others = Process.objects.exclude(pk=self.process.pk).exclude(hostname=machine(), pid__in=list(self.forks))
            dead = [process.pk for process in others if process.pk in silent or _is_gone(process)]
            bury(Process.objects.filter(pk__in=dead))


def bury(dead: Any) -> None:
    """Give back the jobs of a queryset of dead processes and forget the processes."""
    for process in dead:
        give_back(process.claimed_executions.all())
        process.deregister(pruned=True)


def give_back(claimed: Any) -> None:
    """Put the jobs of a queryset of claimed executions back into the queue, or fail the deadly ones."""
    for found in claimed:
        with transaction.atomic():
            # Two supervisors may notice the same death; the second one finds the row gone.
            mine = ClaimedExecution.objects.select_for_update().filter(pk=found.pk).first()
            if mine is None:
                continue
            job = mine.job
            kills = job.arguments.get("kills", 0) + 1
            if kills >= MOST_KILLS:
                mine.failed_with(f"{kills} processes died while they ran this job.")
                mine.unblock_next_job()
            else:
                job.arguments["kills"] = kills
                job.save(update_fields=["arguments", "updated_at"])
                mine.release()


def _is_gone(process: Process) -> bool:
    if process.hostname != machine():
        return False
    with suppress(PermissionError):
        try:
            os.kill(process.pid, 0)
        except ProcessLookupError:
            return True
    return False


def _leave_at_once(_signal: int, _frame: FrameType | None) -> None:
    os._exit(1)
