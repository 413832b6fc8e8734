"""A portrait speaks of kinds of buyers, never of one."""

from tandem.basics.personal_data import NotAboutClients

DECLARED = (
    NotAboutClients(
        "portrait.PortraitSearch", ("outcome", "left_out", "failure", "result"), "clauses and counts of many leads"
    ),
)
