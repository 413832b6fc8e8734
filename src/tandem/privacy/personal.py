"""What this room keeps itself."""

from tandem.basics.personal_data import AboutClient, NotAboutClients
from tandem.basics.text import Text

DECLARED = (
    AboutClient(
        # Stays when the person is forgotten: it proves that the data was held rightly, and names nobody.
        "privacy.LeadConsent", Text(ru="Согласия", en="Consents"), client="lead__client", kept=("source",),
    ),
    NotAboutClients(
        "privacy.ConsentText", ("purpose", "language", "label", "text", "digest"), "a text shown to everybody"
    ),
    AboutClient(
        "privacy.ForgottenClient", Text(ru="Удаление данных", en="Erasure"), client="client_id", kept=("rule",)
    ),
    NotAboutClients("privacy.ForgottenSign", ("digest",), "keyed digests, from which nobody reads anything"),
    NotAboutClients("privacy.RetentionRule", ("key",), "the name of a rule"),
)  # fmt: skip
