"""What the fact store keeps of tests by lot: the plan, so that `tandem verify` sees a plan changed afterwards."""

from tandem.measures.tables import Column, Table

LIFT_TESTS = Table("lift_tests", subject="lift_test", key="lift_test_id", state="attribution.LiftTest")

_PLAN = {
    "campaign": "VARCHAR", "dealt": "VARCHAR", "counts": "VARCHAR", "first_day": "DATE", "last_day": "DATE",
    "read_on": "DATE", "seed": "BIGINT", "digest": "VARCHAR",
}  # fmt: skip

LIFT_COLUMNS = (
    *(
        Column("lift_tests", name, kind, {"lift_test_drawn": f"p.{name}"}, state=f"attribution.LiftTest.{name}")
        for name, kind in _PLAN.items()
    ),
    Column(
        "lift_tests", "drawn_at", "TIMESTAMP", {"lift_test_drawn": "happened_at"}, state="attribution.LiftTest.drawn_at"
    ),
)
