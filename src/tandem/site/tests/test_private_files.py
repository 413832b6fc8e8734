"""Rules of who may read the data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tandem.site.environment import close_to_others

_WRITE = """
import os
os.umask(0)
import django
django.setup()
from pathlib import Path
from django.conf import settings
from django.db import connection
from tandem.imports.shelf import own_folder
from tandem.measures.base_file import folder
connection.cursor().execute("CREATE TABLE t (a)")
(own_folder() / "own.toml").write_text("")
(folder().path / "base").write_bytes(b"")
(Path(settings.HOME) / "imports" / "1").mkdir(parents=True)
"""


def open_to_others(home: Path) -> list[str]:
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.stat().st_mode & 0o077]


def test_nobody_else_reads_what_a_process_writes_whatever_the_shell_allows(tmp_path):
    home = tmp_path / "home"
    inherited = {name: value for name, value in os.environ.items() if name != "TANDEM_DATABASE_URL"}
    subprocess.run(
        [sys.executable, "-c", _WRITE], check=True, env=inherited | {"TANDEM_HOME": str(home)}, capture_output=True
    )
    assert (home / "tandem.sqlite3").exists()
    assert (home / "imports" / "1").exists()
    assert open_to_others(home) == []
    assert home.stat().st_mode & 0o077 == 0


def test_what_was_left_open_is_closed_at_the_next_set_up(tmp_path):
    (tmp_path / "imports").mkdir(mode=0o755)
    left = tmp_path / "imports" / "000.csv"
    left.write_text("")
    (tmp_path / "notes.txt").write_text("")
    for path, mode in ((left, 0o644), (left.parent, 0o755), (tmp_path / "notes.txt", 0o644)):
        path.chmod(mode)
    close_to_others(tmp_path)
    assert open_to_others(tmp_path) == ["notes.txt"]
    assert left.stat().st_mode & 0o700 == 0o600
