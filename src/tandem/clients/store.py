"""What the fact store keeps of clients: no personal data."""

from tandem.measures.tables import Column, Table

CLIENTS = Table(
    "clients",
    subject="client",
    key="client_id",
    state="clients.Client",
    derived_state={"counts_as": "clients.Client.counts_as"},
)
COLUMNS = (
    Column(
        "clients",
        "registered_at",
        "TIMESTAMP",
        {"client_registered": "happened_at"},
        state="clients.Client.registered_at",
    ),
    Column("clients", "registered_on", "DATE", {"client_registered": "local_day(happened_at)"}),
    Column(
        "clients",
        "merged_into",
        "BIGINT",
        {"clients_merged": "p.into", "client_split": "NULL"},
        state="clients.Client.merged_into",
    ),
    Column("clients", "client_kind", "VARCHAR", {"client_registered": "p.client_kind"}, state="clients.Client.kind"),
)
