"""What a request says: its answers are free text, the rest is where it came from."""

from tandem.basics.personal_data import AboutClient
from tandem.basics.text import Text

DECLARED = (
    AboutClient(
        "intake.Lead",
        Text(ru="Заявки", en="Leads"),
        client="client",
        blanked=("answers",),
        # The journal holds these too, and figures are counted by them: none says who the person is.
        kept=(
            "source", "channel", "campaign", "ad_group", "creative", "offer", "landing_page", "product", "segment",
            "city",
        ),
    ),
)  # fmt: skip
