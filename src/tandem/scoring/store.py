"""What the scorecard keeps in the fact store: each lead's points and chance."""

from tandem.measures.tables import Column


def _scored(name: str, type_: str, value: str, field: str) -> Column:
    return Column("leads", name, type_, {"lead_scored": value}, state=f"scoring.Score.{field}")


COLUMNS = (
    _scored("score_points", "INTEGER", "p.points", "points"),
    _scored("score_chance", "DOUBLE", "p.chance", "chance"),
    _scored("scored_version", "INTEGER", "version", "version"),
)
