"""What selling keeps in the fact store: how far each lead came, what was done for it, and the money it brought."""

from tandem.measures.tables import Column, Keep, Table
from tandem.selling.lead_outcomes import OUTCOMES

_MOVED = "lead_moved"

_TURN = (
    "CASE WHEN p.back THEN {'name': 'back ' || CAST(local_day(happened_at) AS VARCHAR), 'value': happened_at} "
    "WHEN p.came_from = 'lost' AND p.stage <> 'lost' "
    "THEN {'name': 'again ' || CAST(local_day(happened_at) AS VARCHAR), 'value': happened_at} END"
)

#: What leaves a lead without a next step.
_NO_STEP = dict.fromkeys(("next_step_taken", "next_step_dropped"), "NULL")

COLUMNS = (
    Column("leads", "stage", "VARCHAR", {_MOVED: "p.stage"}, state="selling.Deal.stage"),
    Column("leads", "stage_at", "TIMESTAMP", {_MOVED: "happened_at"}, state="selling.Deal.stage_at"),
    Column("leads", "dated", "BOOLEAN", {_MOVED: "p.dated"}, state="selling.Deal.dated"),
    Column("leads", "amount", "DECIMAL(18,2)", {_MOVED: "p.amount"}, state="selling.Deal.amount"),
    Column("leads", "lost_reason", "VARCHAR", {_MOVED: "p.lost_reason"}, state="selling.Deal.lost_reason"),
    Column("leads", "won_at", "TIMESTAMP", {_MOVED: "CASE WHEN p.stage = 'won' THEN happened_at END"}),
    Column("leads", "won_on", "DATE", {_MOVED: "CASE WHEN p.stage = 'won' THEN local_day(happened_at) END"}),
    Column("leads", "lost_at", "TIMESTAMP", {_MOVED: "CASE WHEN p.stage = 'lost' THEN happened_at END"}),
    Column("leads", "lost_on", "DATE", {_MOVED: "CASE WHEN p.stage = 'lost' THEN local_day(happened_at) END"}),
    Column(
        "leads", "moved_at", "TIMESTAMP", {_MOVED: "CASE WHEN p.stage <> 'new' THEN happened_at END"},
        keep=Keep.FIRST,
    ),
    Column(
        # When each stage was reached for the first time, whatever the agreement calls its stages.
        "leads", "reached", "MAP(VARCHAR, TIMESTAMP)", {_MOVED: "{'name': p.stage, 'value': happened_at}"},
        keep=Keep.FIRST_OF_EACH,
    ),
    Column(
        # Each day on which it went back, ``back 2026-03-04``, or was taken up again after it was lost, ``again …``: the
        # first such moment of the day, whatever became of the lead later.
        "leads", "turns", "MAP(VARCHAR, TIMESTAMP)", {_MOVED: _TURN}, keep=Keep.FIRST_OF_EACH,
    ),
    Column(
        # The first move of which nobody noted the stage left: then ways back are seen by first times only.
        "leads", "unmarked_at", "TIMESTAMP", {_MOVED: "CASE WHEN p.came_from IS NULL THEN happened_at END"},
        keep=Keep.FIRST,
    ),
    Column(
        "leads", "expected_on", "DATE", {"close_expected": "p.expected_on"}, state="selling.Deal.expected_on"
    ),
    Column("leads", "queue_place", "DOUBLE", {"lead_drawn": "p.place"}, state="selling.QueueDraw.place"),
    Column("leads", "queue_share", "DOUBLE", {"lead_drawn": "p.share"}, state="selling.QueueDraw.share"),
    Column(
        "leads", "next_step_on", "DATE", {"next_step_planned": "p.due_on", **_NO_STEP},
        state="selling.NextStep.due_on",
    ),
    Column(
        "leads", "next_step_at", "TIMESTAMP", {"next_step_planned": "p.due_at", **_NO_STEP},
        state="selling.NextStep.due_at",
    ),
)  # fmt: skip

NOTES = Table("notes", subject="note", key="note_id", state="selling.Note")

NOTE_COLUMNS = (
    Column("notes", "lead_id", "BIGINT", {"note_written": "lead_id"}, state="selling.Note.lead"),
    Column("notes", "written_by", "BIGINT", {"note_written": "actor_id"}, state="selling.Note.written_by"),
    Column("notes", "written_at", "TIMESTAMP", {"note_written": "happened_at"}, state="selling.Note.written_at"),
)

ACTIVITIES = Table("activities", subject="activity", key="activity_id", state="selling.Activity")
INVOICES = Table("invoices", subject="invoice", key="invoice_id", state="selling.Invoice")
PAYMENTS = Table("payments", subject="payment", key="payment_id", state="selling.Payment")
SHIPMENTS = Table("shipments", subject="shipment", key="shipment_id", state="selling.Shipment")
COSTS = Table("costs", subject="cost", key="cost_id", state="selling.Cost")

_MONEY = "DECIMAL(18,2)"


#: What is decided anew when a later import tells whose a document is.
_WHOSE = frozenset({"own_client_id", "lead_id", "invoice_id", "matched_by"})


def _columns(
    table: str, model: str, kinds: tuple[str, ...], names: dict[str, tuple[str, str, str]], *, matched: str
) -> tuple[Column, ...]:
    """Columns of one table that all its fact kinds decide: name → type, value, state column.

    Whose the document is, the kind ``matched`` decides too.
    """
    return tuple(
        Column(
            table,
            name,
            type_,
            dict.fromkeys((*kinds, matched) if name in _WHOSE else kinds, value),
            state=f"selling.{model}.{state}",
        )
        for name, (type_, value, state) in names.items()
    )


ACTIVITY_COLUMNS = (
    *_columns(
        "activities", "Activity", ("contact_made",),
        {
            "own_client_id": ("BIGINT", "p.client_id", "client"),
            "lead_id": ("BIGINT", "lead_id", "lead"),
            "seller_id": ("BIGINT", "p.seller_id", "seller"),
            "contacted_at": ("TIMESTAMP", "happened_at", "contacted_at"),
            "activity_kind": ("VARCHAR", "p.activity_kind", "kind"),
            "direction": ("VARCHAR", "p.direction", "direction"),
            "answered": ("BOOLEAN", "p.answered", "answered"),
            "duration": ("BIGINT", "p.duration", "duration"),
            "automatic": ("BOOLEAN", "coalesce(p.automatic, false)", "automatic"),
        },
    matched="contact_matched",
    ),
    Column("activities", "contacted_on", "DATE", {"contact_made": "local_day(happened_at)"}),
    # When it was written down first, here, or by whichever import told of it.
    Column("activities", "recorded_at", "TIMESTAMP", {"contact_made": "recorded_at"}, keep=Keep.FIRST),
    Column("activities", "imported", "BOOLEAN", {"contact_made": "batch_id IS NOT NULL"}, keep=Keep.FIRST),
)  # fmt: skip

INVOICE_COLUMNS = _columns(
    "invoices", "Invoice", ("invoice_issued",),
    {
        "own_client_id": ("BIGINT", "p.client_id", "client"),
        "lead_id": ("BIGINT", "lead_id", "lead"),
        "number": ("VARCHAR", "p.number", "number"),
        "issued_on": ("DATE", "p.issued_on", "issued_on"),
        "due_on": ("DATE", "p.due_on", "due_on"),
        "amount": (_MONEY, "p.amount", "amount"),
        "net_amount": (_MONEY, "p.net_amount", "net_amount"),
        "currency": ("VARCHAR", "p.currency", "currency"),
    },
    matched="invoice_matched",
)  # fmt: skip

PAYMENT_COLUMNS = _columns(
    "payments", "Payment", ("payment_received", "payment_refunded", "payment_left_out"),
    {
        "own_client_id": ("BIGINT", "p.client_id", "client"),
        "lead_id": ("BIGINT", "lead_id", "lead"),
        "invoice_id": ("BIGINT", "p.invoice_id", "invoice"),
        "paid_on": ("DATE", "p.paid_on", "paid_on"),
        "dated": ("BOOLEAN", "p.dated", "dated"),
        "amount": (_MONEY, "p.amount", "amount"),
        "net_amount": (_MONEY, "p.net_amount", "net_amount"),
        "payment_kind": ("VARCHAR", "p.payment_kind", "kind"),
        "currency": ("VARCHAR", "p.currency", "currency"),
        "matched_by": ("VARCHAR", "p.matched_by", "matched_by"),
    },
    matched="payment_matched",
)  # fmt: skip

SHIPMENT_COLUMNS = _columns(
    "shipments", "Shipment", ("goods_shipped",),
    {
        "own_client_id": ("BIGINT", "p.client_id", "client"),
        "lead_id": ("BIGINT", "lead_id", "lead"),
        "number": ("VARCHAR", "p.number", "number"),
        "shipped_on": ("DATE", "p.shipped_on", "shipped_on"),
        "amount": (_MONEY, "p.amount", "amount"),
        "net_amount": (_MONEY, "p.net_amount", "net_amount"),
        "currency": ("VARCHAR", "p.currency", "currency"),
        "matched_by": ("VARCHAR", "p.matched_by", "matched_by"),
    },
    matched="shipment_matched",
)  # fmt: skip

COST_COLUMNS = _columns(
    "costs", "Cost", ("cost_incurred",),
    {
        "own_client_id": ("BIGINT", "p.client_id", "client"),
        "lead_id": ("BIGINT", "lead_id", "lead"),
        "incurred_on": ("DATE", "p.incurred_on", "incurred_on"),
        "amount": (_MONEY, "p.amount", "amount"),
        "currency": ("VARCHAR", "p.currency", "currency"),
        "product": ("VARCHAR", "p.product", "product"),
        "matched_by": ("VARCHAR", "p.matched_by", "matched_by"),
    },
    matched="cost_matched",
)  # fmt: skip

LEAD_OUTCOMES = OUTCOMES

CLEARANCES = Table("clearances", subject="clearance", key="clearance_id", state="selling.Clearance")

CLEARANCE_COLUMNS = tuple(
    Column("clearances", name, type_, {"matter_cleared": value}, state=f"selling.Clearance.{state}")
    for name, type_, value, state in (
        ("lead_id", "BIGINT", "lead_id", "lead"),
        ("rule", "VARCHAR", "p.rule", "rule"),
        ("role", "VARCHAR", "p.role", "role"),
        ("cleared_by", "BIGINT", "actor_id", "cleared_by"),
        ("cleared_at", "TIMESTAMP", "happened_at", "cleared_at"),
        ("late", "BOOLEAN", "p.late", "late"),
    )
)

PRICE_EXCEPTIONS = Table(
    "price_exceptions", subject="price_exception", key="price_exception_id", state="selling.PriceException"
)

PRICE_EXCEPTION_COLUMNS = tuple(
    Column("price_exceptions", name, type_, {kind: value}, state=f"selling.PriceException.{state}")
    for name, type_, kind, value, state in (
        ("lead_id", "BIGINT", "price_exception_asked", "lead_id", "lead"),
        ("list_price", _MONEY, "price_exception_asked", "p.list_price", "list_price"),
        ("deal_price", _MONEY, "price_exception_asked", "p.deal_price", "deal_price"),
        ("currency", "VARCHAR", "price_exception_asked", "p.currency", "currency"),
        ("asked_by", "BIGINT", "price_exception_asked", "actor_id", "asked_by"),
        ("asked_at", "TIMESTAMP", "price_exception_asked", "happened_at", "asked_at"),
        ("approver_id", "BIGINT", "price_exception_asked", "p.approver_id", "approver"),
        ("answered_at", "TIMESTAMP", "price_exception_answered", "happened_at", "answered_at"),
        ("approved", "BOOLEAN", "price_exception_answered", "p.approved", "approved"),
        ("noted_at", "TIMESTAMP", "price_exception_noted", "happened_at", "noted_at"),
    )
)

LIST_PRICES = Table("list_prices", subject="list_price", key="list_price_id", state="selling.ListPrice")

LIST_PRICE_COLUMNS = tuple(
    Column("list_prices", name, type_, {"list_price_set": value}, state=f"selling.ListPrice.{state}")
    for name, type_, value, state in (
        ("product", "VARCHAR", "p.product", "product"),
        ("price", _MONEY, "p.price", "price"),
        ("currency", "VARCHAR", "p.currency", "currency"),
        ("unit_cost", _MONEY, "p.unit_cost", "unit_cost"),
        ("since", "DATE", "p.since", "since"),
        ("until", "DATE", "p.until", "until"),
        ("set_by", "BIGINT", "actor_id", "set_by"),
        ("set_at", "TIMESTAMP", "happened_at", "set_at"),
    )
)

DEAL_LINES = Table("deal_lines", subject="deal_line", key="deal_line_id", state="selling.DealLine")

DEAL_LINE_COLUMNS = tuple(
    Column("deal_lines", name, type_, {"deal_line_set": value}, state=f"selling.DealLine.{state}")
    for name, type_, value, state in (
        ("lead_id", "BIGINT", "lead_id", "lead"),
        ("product", "VARCHAR", "p.product", "product"),
        ("quantity", "DECIMAL(12,3)", "p.quantity", "quantity"),
        ("list_price", _MONEY, "p.list_price", "list_price"),
        ("deal_price", _MONEY, "p.deal_price", "deal_price"),
        ("unit_cost", _MONEY, "p.unit_cost", "unit_cost"),
    )
)

HANDOFFS = Table("handoffs", subject="handoff", key="handoff_id", state="selling.Handoff")

HANDOFF_COLUMNS = tuple(
    Column("handoffs", name, type_, {kind: value}, state=f"selling.Handoff.{state}")
    for name, type_, kind, value, state in (
        ("lead_id", "BIGINT", "handoff_opened", "lead_id", "lead"),
        ("checklist", "VARCHAR", "handoff_opened", "p.checklist", "checklist"),
        ("opened_at", "TIMESTAMP", "handoff_opened", "happened_at", "opened_at"),
        ("handed_at", "TIMESTAMP", "deal_handed_off", "happened_at", "handed_at"),
        ("handed_by", "BIGINT", "deal_handed_off", "actor_id", "handed_by"),
    )
)

HANDOFF_TICKS = Table("handoff_ticks", subject="handoff_tick", key="handoff_tick_id", state="selling.HandoffTick")

_TICKED, _UNTICKED = "handoff_item_ticked", "handoff_item_unticked"
HANDOFF_TICK_COLUMNS = tuple(
    Column("handoff_ticks", name, type_, {_TICKED: value, _UNTICKED: otherwise}, state=f"selling.HandoffTick.{state}")
    for name, type_, value, otherwise, state in (
        ("handoff_id", "BIGINT", "p.handoff_id", "p.handoff_id", "handoff"),
        ("item", "VARCHAR", "p.item", "p.item", "item"),
        ("ticked_at", "TIMESTAMP", "happened_at", "NULL", "ticked_at"),
        ("ticked_by", "BIGINT", "actor_id", "NULL", "ticked_by"),
    )
)
