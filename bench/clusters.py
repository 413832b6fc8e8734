"""A PostgreSQL of the benchmark's own, with the durability of production: fsync stays on."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.postgresql import binaries


class NoPostgreSQL(Exception):
    """PostgreSQL's own programs are not on this machine."""

    def __init__(self) -> None:
        super().__init__("To measure PostgreSQL, install it: no initdb in PATH or under /usr/lib/postgresql.")


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of a fresh cluster in a temporary folder, for as long as it is asked for.

    Raises:
        NoPostgreSQL: Nothing could be measured on it; another database under its name would be a lie.
    """
    found = binaries()
    if found is None:
        raise NoPostgreSQL
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    folder.chmod(0o755)
    data = folder / "data"
    shutil.chown(folder, "postgres")

    def run(*command: str) -> None:
        subprocess.run(["runuser", "-u", "postgres", "--", *command], check=True, capture_output=True)

    run(str(found / "initdb"), "-D", str(data), "-U", "tandem", "--auth=trust", "-E", "UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c shared_buffers=512MB -c max_wal_size=4GB"
    run(str(found / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        run(str(found / "createdb"), "-h", str(folder), "-U", "tandem", "tandem")
        yield f"postgresql://tandem@/tandem?host={folder}"
    finally:
        run(str(found / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
