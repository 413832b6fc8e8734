"""Import of lead rows with validation, client matching, facts and state, against a bare bulk insert of the same rows.

The import runs in a process of its own (its peak memory is that process's). The limit is measured on the
rows that import wrote: read back in blocks, then inserted into empty tables of the same schema with every
index on, in one transaction; only the inserting is timed. SQLite gets prepared statements, PostgreSQL COPY.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path

from bench.houses import DATABASES, House, house
from bench.tables import Line, publish

BLOCK = 100_000
TABLES = (
    "people_person", "clients_client", "clients_contactpoint", "intake_lead", "qualification_answers",
    "qualification_qualification",
    "handover_assignment", "selling_deal", "selling_payment", "imports_knownrecord", "journal_fact",
)  # fmt: skip


def main(place: Path, rows: int, repeats: int) -> None:
    """Measure both databases and publish the table."""
    source = place / f"leads-{rows}.csv"
    if not source.exists():
        from tandem.simulation.stream import write_stream

        write_stream(source, seed=1, rows=rows)
    lines = []
    # A repetition of a million rows takes ten minutes and more: what was measured outlives an interruption.
    kept = place / f"importing-{rows}.json"
    measured: dict[str, list[dict[str, float]]] = json.loads(kept.read_text()) if kept.exists() else {}
    for kind in DATABASES:
        runs = measured.setdefault(kind, [])
        for number in range(len(runs), repeats):
            with house(place / kind.lower(), on=kind) as home:
                runs.append(_one(kind, home, source, rows))
            kept.write_text(json.dumps(measured))
            print(f"  {kind} {number + 1}/{repeats}: {runs[-1]}", flush=True)
        lines += _lines(kind, rows, runs)
    kept.unlink()
    publish("importing", "Import of lead rows", lines, notes=[__doc__ or ""])


def _one(kind: str, home: House, source: Path, rows: int) -> dict[str, float]:
    measured: dict[str, float] = {}
    for part in ("import", "limit"):
        measured |= json.loads(home.run("bench.importing", part, source, kind))
    measured["rate"] = rows / measured["import_seconds"]
    measured["limit_rate"] = rows / measured["limit_seconds"]
    return measured


def _import(source: Path) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from tandem.imports.actions import receive, run

    call_command("migrate", verbosity=0)
    recipe = (Path(__file__).parent / "leads.toml").read_text(encoding="utf-8")
    received = receive(recipe_text=recipe, files=[(source, "leads.csv")], started_by_id=None, now=timezone.now())
    started = time.perf_counter()
    run(import_id=received.pk, now=timezone.now())
    seconds = time.perf_counter() - started
    return {
        "import_seconds": seconds,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _limit_sqlite() -> dict[str, float]:
    """Insert all rows again into an empty database of the same schema."""
    import sqlite3

    home = Path(os.environ["TANDEM_HOME"])
    filled = sqlite3.connect(home / "tandem.sqlite3")
    bare = sqlite3.connect(home / "bare.sqlite3", isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "cache_size=-65536",
        "mmap_size=268435456",
        "temp_store=MEMORY",
    ):
        bare.execute(f"PRAGMA {pragma}")
    for (sql,) in filled.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN "
        f"({','.join('?' * len(TABLES))}) ORDER BY type DESC",
        TABLES,
    ):
        bare.execute(sql)
    seconds, written = 0.0, 0
    bare.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        cursor = filled.execute(f"SELECT * FROM {table}")
        places = ",".join("?" * len(cursor.description))
        while block := cursor.fetchmany(BLOCK):
            started = time.perf_counter()
            bare.executemany(f"INSERT INTO {table} VALUES ({places})", block)
            seconds += time.perf_counter() - started
            written += len(block)
    started = time.perf_counter()
    bare.execute("COMMIT")
    seconds += time.perf_counter() - started
    bare.close()
    (home / "bare.sqlite3").unlink()
    return {"limit_seconds": seconds, "rows_written": written}


def _limit_postgresql() -> dict[str, float]:
    """Copy all rows again into empty tables of the same schema."""
    import psycopg

    address = os.environ["TANDEM_DATABASE_URL"]
    seconds, written = 0.0, 0
    with psycopg.connect(address) as filled, psycopg.connect(address) as bare:
        bare.execute("CREATE SCHEMA bare")
        for table in TABLES:
            bare.execute(f"CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL)")
        bare.commit()
        for table in TABLES:
            blocks: list[bytes] = []
            with filled.cursor().copy(f"COPY public.{table} TO STDOUT") as out:
                for data in out:
                    blocks.append(bytes(data))
                    if len(blocks) == BLOCK:
                        seconds += _copy(bare, table, blocks)
                        written += len(blocks)
                        blocks = []
            seconds += _copy(bare, table, blocks)
            written += len(blocks)
        started = time.perf_counter()
        bare.commit()
        seconds += time.perf_counter() - started
        bare.execute("DROP SCHEMA bare CASCADE")
    return {"limit_seconds": seconds, "rows_written": written}


def _copy(bare: object, table: str, blocks: list[bytes]) -> float:
    joined = b"".join(blocks)
    started = time.perf_counter()
    with bare.cursor().copy(f"COPY bare.{table} FROM STDIN") as into:  # type: ignore[attr-defined]  # psycopg
        into.write(joined)
    return time.perf_counter() - started


def _lines(kind: str, rows: int, runs: list[dict[str, float]]) -> list[Line]:
    rate = statistics.median(each["rate"] for each in runs)
    limit = statistics.median(each["limit_rate"] for each in runs)
    ratio = statistics.median(each["rate"] / each["limit_rate"] for each in runs)
    peak = max(each["peak_mib"] for each in runs)
    written = runs[0]["rows_written"] / rows
    return [
        Line(
            f"{kind}: {rows:,} lead rows ({written:.1f} table rows each)",
            f"{rate:,.0f} rows/s",
            f"{limit:,.0f} rows/s",
            f"1/{1 / ratio:.1f}",
            "at least 1/8",
            ratio >= 1 / 8,
        ),
        Line(
            f"{kind}: peak memory of the import",
            f"{peak:,.0f} MiB",
            "1,024 MiB",
            f"{peak / 1024:.2f}",
            "under 1 GiB",
            peak < 1024,
        ),
    ]


if __name__ == "__main__":
    if sys.argv[1] in {"import", "limit"}:
        if sys.argv[1] == "import":
            print(json.dumps(_import(Path(sys.argv[2]))))
        else:
            print(json.dumps(_limit_sqlite() if sys.argv[3] == "SQLite" else _limit_postgresql()))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
