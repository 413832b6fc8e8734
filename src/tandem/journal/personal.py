"""The journal keeps numbers and no personal data, by rule: see ``Fact``."""

from tandem.basics.personal_data import NotAboutClients

DECLARED = (
    NotAboutClients("journal.FactRow", ("kind", "subject", "source", "payload"), "ids, never personal data"),
    NotAboutClients("journal.FollowerPlace", ("name",), "the name of a program"),
)
