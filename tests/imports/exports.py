"""Small real files and a recipe for them, for tests of whole imports."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

RECIPE = """
[recipe]
name = "little"
system = "little"

[formats]
time_zone = "Europe/Moscow"
country = "RU"
decimal = "point"

[[table]]
name = "leads"
file = "leads*"
required = true
headers = ["ID", "Created", "Client"]

[[table.record]]
kind = "lead"

[table.record.fields]
id = "ID"
created_at = "Created"
client_id = "Client"
client_name = "Name"
phone = "Phone"
seller = "Seller"
stage = { column = "Stage", map = { "New" = "new", "Won" = "won" } }
amount = "Amount"

[[table]]
name = "clients"
file = "clients*"
headers = ["Client", "City"]

[[table.record]]
kind = "client"

[table.record.fields]
id = "Client"
name = "Name"
city = "City"
"""

HEAD = "ID,Created,Client,Name,Phone,Seller,Stage,Amount"


def lead(number: int, *, stage: str = "New", amount: str = "", created: str = "2026-10-01 10:00:00") -> str:
    """A row of the leads' export."""
    return f"L{number},{created},C{number},Client {number},+7916{number:07d},Anna,{stage},{amount}"


def leads_file(folder: Path, *rows: str, name: str = "leads.csv") -> tuple[Path, str]:
    """A file of leads and its name."""
    path = folder / name
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path, name
