"""Looks hold numbers only."""

from tandem.basics.personal_data import NotAboutClients

DECLARED = NotAboutClients("access.Look", ("page",), "the name of a page; clients stand there by number")
