"""A review says which questions were asked, never what was answered."""

from tandem.basics.personal_data import AboutClient
from tandem.basics.text import Text

DECLARED = (
    AboutClient(
        "calls.SampledCall", Text(ru="Разборы разговоров", en="Reviews of calls"), client="lead__client",
        kept=("said",),
    ),
)  # fmt: skip
