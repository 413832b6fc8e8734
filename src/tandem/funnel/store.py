"""What the funnel keeps in the fact store: the day a lead first reached each step, or went beyond it.

Exports name the last stage only, so a lead that is won has passed the steps before; one that is lost keeps
those it was seen on.
"""

from tandem.measures.tables import Column, Keep

#: Stages of the agreement between taking up and winning, in order: reaching one means having passed those before.
PASSED = {
    "qualified_on": ("qualified", "proposal", "invoice", "won"),
    "proposal_on": ("proposal", "invoice", "won"),
    "invoice_on": ("invoice", "won"),
}


def _first_day(name: str, stages: tuple[str, ...]) -> Column:
    listed = ", ".join(f"'{stage}'" for stage in stages)
    day = f"CASE WHEN p.stage IN ({listed}) THEN local_day(happened_at) END"
    return Column("leads", name, "DATE", {"lead_moved": day}, keep=Keep.FIRST)


COLUMNS = (
    *(_first_day(name, stages) for name, stages in PASSED.items()),
    # A judgement that cannot tell anything yet is no grading.
    Column(
        "leads",
        "graded_on",
        "DATE",
        {"lead_graded": "CASE WHEN p.grade IS NOT NULL OR p.target IS NOT NULL THEN local_day(happened_at) END"},
    ),
)
