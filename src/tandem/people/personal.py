"""Accounts are about employees; what the company keeps of them follows from their contract."""

from tandem.basics.personal_data import NotAboutClients

DECLARED = (
    NotAboutClients(
        "people.Person", ("password", "username", "name", "email", "role", "language"), "employees, not clients"
    ),
    NotAboutClients("people.ApiKey", ("name", "prefix", "fingerprint"), "keys of employees' programs"),
    NotAboutClients(
        "people.WorkingWeek",
        (
            "zone",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "holidays",
        ),
        "when employees work",
    ),
    NotAboutClients("people.Absence", ("kind",), "when employees are away"),
    NotAboutClients("people.ChangedDay", ("hours",), "when employees work"),
)
