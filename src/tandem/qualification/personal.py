"""What is known of a lead's need and budget, and its grade: about a person, but naming none."""

from tandem.basics.personal_data import AboutClient
from tandem.basics.text import Text

DECLARED = (
    AboutClient(
        "qualification.Answers",
        Text(ru="Потребность, бюджет, срочность", en="Need, budget, urgency"),
        client="lead__client",
        kept=("quality", "said"),
    ),
    AboutClient(
        "qualification.Qualification", Text(ru="Категория", en="Grade"), client="lead__client", kept=("grade",)
    ),
)
