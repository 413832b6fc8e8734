"""What qualification keeps in the fact store: the grade of each lead."""

from tandem.measures.tables import Column

COLUMNS = (
    Column("leads", "grade", "VARCHAR", {"lead_graded": "p.grade"}, state="qualification.Qualification.grade"),
    Column("leads", "target", "BOOLEAN", {"lead_graded": "p.target"}, state="qualification.Qualification.target"),
    Column("leads", "graded_at", "TIMESTAMP", {"lead_graded": "happened_at"}),
)
