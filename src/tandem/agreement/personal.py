"""The agreement speaks of the company and its employees, never of a client."""

from tandem.basics.personal_data import NotAboutClients

_ABOUT_US = "what the two departments agreed, and who of them signed"

DECLARED = (
    NotAboutClients("agreement.Version", ("title", "reason", "digest"), _ABOUT_US),
    NotAboutClients("agreement.Item", ("section", "key", "body"), _ABOUT_US),
    NotAboutClients("agreement.Signature", ("side", "digest", "in_place_of_head"), _ABOUT_US),
    NotAboutClients("agreement.Payout", ("role", "receipt"), "an employee's bonus, made of measures"),
    NotAboutClients("agreement.Backtest", ("digest", "failure", "result"), "counts, and numbers of leads"),
)
