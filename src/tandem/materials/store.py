"""Materials and their uses as the journal tells them."""

from tandem.measures.tables import Column, Table

MATERIALS = Table("materials", subject="material", key="material_id", state="materials.Material")
MATERIAL_USES = Table("material_uses", subject="material_use", key="material_use_id", state="materials.MaterialUse")

_CARD = ("material_made", "material_changed")

MATERIAL_COLUMNS = (
    *(
        Column("materials", name, kind, dict.fromkeys(_CARD, f"p.{said}"), state=f"materials.Material.{state}")
        for name, kind, said, state in (
            ("title", "VARCHAR", "title", "title"), ("material_kind", "VARCHAR", "material_kind", "kind"),
            ("stages", "VARCHAR", "stages", "stages"), ("doubts", "VARCHAR", "doubts", "doubts"),
            ("for_clients", "BOOLEAN", "for_clients", "for_clients"), ("owner_id", "BIGINT", "owner_id", "owner"),
        )
    ),
    Column(
        "materials", "review_on", "DATE", dict.fromkeys((*_CARD, "material_reviewed"), "p.review_on"),
        state="materials.Material.review_on",
    ),
    Column("materials", "made_at", "TIMESTAMP", {"material_made": "happened_at"}, state="materials.Material.made_at"),
    Column(
        "materials", "archived_at", "TIMESTAMP", {"material_archived": "happened_at"},
        state="materials.Material.archived_at",
    ),
)  # fmt: skip

_USED = "material_used"

MATERIAL_USE_COLUMNS = (
    *(
        Column("material_uses", name, kind, {_USED: value}, state=f"materials.MaterialUse.{state}")
        for name, kind, value, state in (
            ("material_id", "BIGINT", "p.material_id", "material"), ("lead_id", "BIGINT", "lead_id", "lead"),
            ("seller_id", "BIGINT", "p.seller_id", "seller"), ("way", "VARCHAR", "p.way", "way"),
            ("used_stage", "VARCHAR", "p.stage", "stage"), ("used_at", "TIMESTAMP", "happened_at", "used_at"),
        )
    ),
    Column("material_uses", "used_on", "DATE", {_USED: "local_day(happened_at)"}),
    Column(
        "material_uses", "opened_at", "TIMESTAMP", {"material_opened": "happened_at"},
        state="materials.MaterialUse.opened_at",
    ),
)  # fmt: skip
