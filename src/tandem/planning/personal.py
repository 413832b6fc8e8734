"""Plans are of departments and sellers."""

from tandem.basics.personal_data import NotAboutClients

DECLARED = NotAboutClients("planning.Plan", ("measure", "department"), "words of the catalogue of measures")
