"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket there, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Durability is not what the tests test; without it a commit costs nothing.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Rows of a test that is still running are not counted: to plan by such counts would take each table for empty.
    "autovacuum_analyze_threshold": "2000000000",
    "max_connections": "100",
    "shared_buffers": "128MB",
}


def binaries() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``, from PATH or where Debian keeps them; the newest one."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


@contextlib.contextmanager
def temporary_cluster() -> Iterator[str]:
    """Start a cluster, give its address as ``TANDEM_DATABASE_URL`` takes it, and remove it at the end."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("no initdb in PATH or under /usr/lib/postgresql")
    with tempfile.TemporaryDirectory(prefix="tandem-pg-") as folder:
        owner = _owner()
        if owner:
            shutil.chown(folder, owner)
        Path(folder).chmod(0o755)
        data = f"{folder}/data"
        _run(
            owner,
            programs / "initdb",
            "-D",
            data,
            "-U",
            "tandem",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        )
        options = " ".join(f"-c {name}={value or "''"}" for name, value in SETTINGS.items())
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log"]
        _run(owner, *control, "-o", f"{options} -k {folder}", "start")
        try:
            yield f"postgresql://tandem@/postgres?host={folder}"
        finally:
            _run(owner, *control, "-m", "immediate", "stop")


def _owner() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root, so another user where we are root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(owner: str | None, *command: str | Path) -> None:
    identity = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}
    # pg_ctl leaves the server running with its own output: a pipe would be waited for for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **identity,
        )
        if done.returncode != 0:
            output.seek(0)
            raise RuntimeError(output.read().decode(errors="replace"))
