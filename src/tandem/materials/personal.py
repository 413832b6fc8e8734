"""Materials are for everybody; their uses say which lead was sent what."""

from tandem.basics.personal_data import AboutClient, NotAboutClients
from tandem.basics.text import Text

DECLARED = (
    NotAboutClients("materials.Material", ("title", "kind", "stages", "doubts", "text", "link"), "for every client"),
    NotAboutClients("materials.MaterialFile", ("name", "content"), "for every client"),
    AboutClient(
        "materials.MaterialUse", Text(ru="Материалы, показанные клиенту", en="Materials shown to the client"),
        client="lead__client", kept=("way", "stage"),
    ),
)  # fmt: skip
