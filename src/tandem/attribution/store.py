"""What the fact store keeps of tests by lot and stated seasons, so that `tandem verify` sees what was changed after."""

from tandem.measures.tables import Column, Table

LIFT_TESTS = Table("lift_tests", subject="lift_test", key="lift_test_id", state="attribution.LiftTest")

SEASON_PRIORS = Table("season_priors", subject="season_prior", key="season_prior_id", state="attribution.SeasonPrior")

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

SEASON_COLUMNS = (
    Column(
        "season_priors", "indices", "VARCHAR", {"season_stated": "p.indices"}, state="attribution.SeasonPrior.indices"
    ),
    Column(
        "season_priors", "stated_at", "TIMESTAMP", {"season_stated": "happened_at"},
        state="attribution.SeasonPrior.stated_at",
    ),
)  # fmt: skip
