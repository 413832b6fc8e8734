"""What the voice of the buyer keeps in the fact store: answers beside each lead, and what was changed."""

from tandem.measures.tables import Column, Table

_WIN, _LOSS = "win_reviewed", "loss_reviewed"


def _columns(kind: str, model: str, names: dict[str, tuple[str, str, str]]) -> tuple[Column, ...]:
    """Columns of leads that one kind of fact decides: name → type, value, state column."""
    return tuple(
        Column("leads", name, type_, {kind: value}, state=f"voice.{model}.{state}")
        for name, (type_, value, state) in names.items()
    )


WIN_COLUMNS = _columns(
    _WIN, "WinReview",
    {
        "win_reviewed_at": ("TIMESTAMP", "happened_at", "reviewed_at"),
        "win_reviewed_by": ("BIGINT", "p.reviewer_id", "reviewed_by"),
        "win_course": ("VARCHAR", "p.course", "course"),
        "attracted": ("VARCHAR", "p.attracted", "attracted"),
        "source_said": ("VARCHAR", "p.source_said", "source_said"),
        "offer_said": ("VARCHAR", "p.offer_said", "offer_said"),
        "win_codes_version": ("BIGINT", "p.codes_version", "version"),
    },
)  # fmt: skip

LOSS_COLUMNS = _columns(
    _LOSS, "LossReview",
    {
        "loss_reviewed_at": ("TIMESTAMP", "happened_at", "reviewed_at"),
        "loss_reviewed_by": ("BIGINT", "p.reviewer_id", "reviewed_by"),
        "refusal": ("VARCHAR", "p.code", "code"),
        "competitor_id": ("BIGINT", "p.competitor_id", "competitor"),
        "competitor_price": ("DECIMAL(18,2)", "p.competitor_price", "competitor_price"),
        "loss_codes_version": ("BIGINT", "p.codes_version", "version"),
    },
)  # fmt: skip

#: Told by the fact alone: words may be forgotten, that there were some is no secret.
WORDED = (
    Column("leads", "win_worded", "BOOLEAN", {_WIN: "p.worded"}),
    Column("leads", "loss_worded", "BOOLEAN", {_LOSS: "p.worded"}),
)

CHANGES = Table("changes", subject="change", key="change_id", state="voice.Change")

CHANGE_COLUMNS = tuple(
    Column("changes", name, type_, {kind: value}, state=f"voice.Change.{state}")
    for name, type_, kind, value, state in (
        ("codes", "VARCHAR", "change_made", "p.codes", "codes"),
        ("place", "VARCHAR", "change_made", "p.place", "place"),
        ("since", "DATE", "change_made", "p.since", "since"),
        ("product", "VARCHAR", "change_made", "p.product", "product"),
        ("segment", "VARCHAR", "change_made", "p.segment", "segment"),
        ("made_by", "BIGINT", "change_made", "actor_id", "made_by"),
        ("noted_at", "TIMESTAMP", "change_made", "happened_at", "noted_at"),
        ("until", "DATE", "change_ended", "p.until", "until"),
    )
)
