"""What the clients' tables say of a person."""

from tandem.basics.personal_data import AboutClient, NotAboutClients
from tandem.basics.text import Text

DECLARED = (
    AboutClient(
        "clients.Client",
        Text(ru="Клиент", en="Client"),
        client="pk",
        blanked=("name", "folded_name", "city"),
        kept=("kind",),
    ),
    AboutClient(
        "clients.ContactPoint",
        Text(ru="Телефоны, почта, ИНН", en="Phones, mail, tax id"),
        client="client",
        kept=("type",),
        blanked=("value",),
        # An empty phone would say no more than no phone.
        removed=True,
    ),
    AboutClient(
        # Which traits agreed and how well, by name of the trait: no value of any.
        "clients.DuplicatePair",
        Text(ru="Похожие клиенты", en="Likely duplicates"),
        client="one",
        kept=("outcomes", "decision"),
    ),
    NotAboutClients(
        "clients.DuplicateSearch", ("step", "model", "failure_ru", "failure_en"), "chances over all clients together"
    ),
)
