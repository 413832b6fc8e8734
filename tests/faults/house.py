"""A Tandem of its own under load: processes that are really started, killed and started again."""

from __future__ import annotations

import atexit
import contextlib
import functools
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgresql import _owner, _run, binaries

ROOT = Path(__file__).parents[2]
SENDERS = 8


class Cluster:
    """A PostgreSQL that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        programs = binaries()
        assert programs is not None
        self._programs, self._folder, self._data = programs, folder, folder / "data"
        self._as = _owner()
        self.address = f"postgresql://tandem@/postgres?host={folder}"

    @classmethod
    def prepared(cls, folder: Path) -> Cluster:
        """Running, with a database as ``tandem setup`` leaves it."""
        made = cls(folder)
        subprocess.run(["cp", "-a", str(_prepared(on_postgresql=True) / "cluster"), str(folder)], check=True)
        made.start()
        return made

    def make(self) -> None:
        """Make it, empty, and start it."""
        self._folder.mkdir()
        self._folder.chmod(0o755)
        if self._as:
            shutil.chown(self._folder, self._as)
        arguments = ["-D", str(self._data), "-U", "tandem", "-A", "trust", "-E", "UTF8", "-N"]
        _run(self._as, self._programs / "initdb", *arguments)
        self.start()

    def start(self) -> None:
        options = f"-c listen_addresses='' -k {self._folder}"
        control = [self._programs / "pg_ctl", "-D", str(self._data), "-w", "-l", f"{self._folder}/log"]
        _run(self._as, *control, "-o", options, "start")

    def close(self) -> None:
        """Stop in good order: what it was told is in its files."""
        _run(self._as, self._programs / "pg_ctl", "-D", str(self._data), "-m", "fast", "-w", "stop")

    def kill(self) -> None:
        """Everything of it at once, as when the machine's memory ran out."""
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in (postmaster, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{postmaster}").exists() and "Z" not in _state(postmaster):
            time.sleep(0.05)
        # What a machine that lost its power would have lost too.
        for left in (self._data / "postmaster.pid", *self._folder.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)
        time.sleep(0.5)

    def stop(self) -> None:
        if (self._data / "postmaster.pid").exists():
            _run(self._as, self._programs / "pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")


@dataclass
class Sent:
    """What senders were told: key → id of what was acknowledged, and the keys that got no answer."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    statuses: list[int] = field(default_factory=list)


class House:
    """A data folder, a database and a server that is started and killed."""

    def __init__(self, home: Path, *, database: str = "", extra: dict[str, str] | None = None) -> None:
        self.home = home
        self.port = _free_port()
        self.environment = os.environ | {"TANDEM_HOME": str(home), "TANDEM_DATABASE_URL": database} | (extra or {})
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.sent = Sent()
        self._numbers = iter(range(1, 10_000_000))
        self._lock = threading.Lock()
        self.server: subprocess.Popen[bytes] | None = None

    @classmethod
    def prepared(cls, home: Path, *, cluster: Cluster | None = None) -> House:
        """As ``tandem setup`` leaves it, with the sources that senders use; ``cluster`` is a prepared one."""
        shutil.copytree(_prepared(on_postgresql=cluster is not None) / "home", home)
        return cls(home, database=cluster.address if cluster else "")

    def make(self) -> None:
        """Set it up, with the sources that senders use."""
        self.tandem("setup")
        self.told("make")

    def tandem(self, *arguments: str) -> str:
        """Run a command and return what it printed; fails when it does."""
        command = [sys.executable, "-m", "tandem.site.command_line", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, f"tandem {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def told(self, what: str) -> dict[str, object]:
        """Ask the database from a process of its own."""
        command = [sys.executable, "-m", "tests.faults.inside", what]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def start(self, *, workers: int = 1) -> None:
        self._launch(workers)
        self.wait_until_it_answers()

    def _launch(self, workers: int = 1) -> None:
        command = [
            sys.executable, "-m", "tandem.site.command_line", "serve", "--port", str(self.port), "--workers",
            str(workers), "--no-worker",
        ]  # fmt: skip
        self.server = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True)

    def wait_until_it_answers(self, *, seconds: float = 120) -> None:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if self.server is not None and self.server.poll() is not None:
                # Whose workers die twice within seconds gives up; whatever watches over the machine starts it again.
                self._launch()
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                with contextlib.closing(connection):
                    connection.request("POST", "/in/nobody/", body="{}")
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status in (404, 429):
                        return
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill_server(self) -> None:
        """The server and all it started, at one moment."""
        assert self.server is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def kill_a_worker(self) -> None:
        """One process that answers; the server replaces it."""
        assert self.server is not None
        _kill_one_of(_children(self.server.pid))

    def kill_a_writer(self) -> None:
        """One process that writes for one that answers, which replaces it."""
        assert self.server is not None
        _kill_one_of([pid for worker in _children(self.server.pid) for pid in _children(worker)])

    def stop(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(timeout=30)
            self.kill_server()

    @contextlib.contextmanager
    def under_load(self) -> Iterator[None]:
        """Senders that go on whatever happens, until the block ends."""
        stopping = threading.Event()
        senders = [threading.Thread(target=self._send_until, args=(stopping,)) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        try:
            yield
        finally:
            stopping.set()
            for sender in senders:
                sender.join()

    def _send_until(self, stopping: threading.Event) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        while not stopping.is_set():
            with self._lock:
                key = f"k{next(self._numbers)}"
            if not self.send(key, connection):
                connection.close()
                time.sleep(0.05)
        connection.close()

    def send(self, key: str, connection: http.client.HTTPConnection | None = None) -> bool:
        """Send one lead and note what was answered; the same key is the same lead."""
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        body = json.dumps({"client_name": f"Клиент {key}", "phone": f"8912{int(key[1:]):07d}", "budget": "100 000"})
        headers = {"Authorization": "Bearer secret", "Idempotency-Key": key, "Content-Type": "application/json"}
        try:
            own.request("POST", "/in/load/", body=body.encode(), headers=headers)
            answer = own.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            with self._lock:
                self.sent.open.add(key)
            return False
        finally:
            if connection is None:
                own.close()
        with self._lock:
            self.sent.statuses.append(answer.status)
            if answer.status == 202:
                self.sent.acknowledged[key] = json.loads(said)["id"]
                self.sent.open.discard(key)
            else:
                self.sent.open.add(key)
        return answer.status == 202

    def settle(self, *, seconds: float = 60) -> dict[str, object]:
        """Send again what got no answer, wait until the spool is empty, and look into the database."""
        for key in sorted(self.sent.open):
            for _ in range(20):
                if self.send(key):
                    break
                time.sleep(0.2)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and any((self.home / "spool").glob("*.spool")):
            time.sleep(0.1)
        return self.told("look")


@functools.cache
def _prepared(*, on_postgresql: bool) -> Path:
    """A data folder, and a cluster where one is asked for, made once and copied by whoever needs them."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    cluster = Cluster(folder / "cluster") if on_postgresql else None
    if cluster:
        cluster.make()
    House(folder / "home", database=cluster.address if cluster else "").make()
    if cluster:
        cluster.close()
    return folder


@contextlib.contextmanager
def house_of_its_own(name: str = "home") -> Iterator[tuple[House, Cluster | None]]:
    """A house, not started, on the kind of database the suite runs on; stopped and gone afterwards."""
    with folder_of_its_own() as folder:
        cluster = None
        if os.environ.get("TANDEM_DATABASE_URL", "").startswith("postgres"):
            folder.chmod(0o755)
            cluster = Cluster.prepared(folder / "cluster")
        built = House.prepared(folder / name, cluster=cluster)
        try:
            yield built, cluster
        finally:
            built.stop()
            if cluster:
                cluster.stop()


@contextlib.contextmanager
def folder_of_its_own() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tandem-faults-") as folder:
        yield Path(folder)


def _children(pid: int) -> list[int]:
    """Started by whichever of its threads."""
    with contextlib.suppress(OSError):
        threads = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    return []


def _kill_one_of(pids: list[int]) -> None:
    if pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(random.choice(pids), signal.SIGKILL)


def _state(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]
    return "Z"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
