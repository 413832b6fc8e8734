"""What the distribution keeps of a client: that steps came, and when."""

from tandem.basics.personal_data import AboutClient
from tandem.basics.text import Text

DECLARED = (
    AboutClient(
        "distribution.CareTaken", Text(ru="Шаги жизненного цикла", en="Steps of the life cycle"),
        client="lead__client", kept=("care",),
    ),
)  # fmt: skip
