"""Tests by lot name campaigns and cities; a client stands there by number, which is nobody's to read."""

from tandem.basics.personal_data import NotAboutClients

DECLARED = (
    NotAboutClients("attribution.LiftTest", ("campaign", "dealt", "counts", "digest"), "names of advertising and keys"),
    NotAboutClients("attribution.LiftUnit", ("name",), "a city, or the number of a client's row"),
    NotAboutClients("attribution.SeasonPrior", ("indices", "source"), "numbers, and the report they are from"),
)
