"""A lead's points: about a person, but naming none; and what people said of columns."""

from tandem.basics.personal_data import AboutClient, NotAboutClients
from tandem.basics.text import Text

DECLARED = (
    AboutClient("scoring.Score", Text(ru="Баллы скоринга", en="Score"), client="lead__client", kept=("reasons",)),
    NotAboutClients("scoring.Training", ("failure", "result"), "counts of leads by attribute, and words on a failure"),
    NotAboutClients("scoring.Column", ("name",), "the name of a column that may be known too late"),
)
