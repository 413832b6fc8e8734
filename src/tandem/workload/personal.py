"""What sellers were doing is about the work of employees; no client is named, and nothing is written by hand."""

from tandem.basics.personal_data import NotAboutClients

DECLARED = (
    NotAboutClients("workload.Moment", ("answer", "chore"), "keys of what employees were doing"),
    NotAboutClients("workload.Crisis", ("why",), "why the company works under a crisis, as its head words it"),
)
