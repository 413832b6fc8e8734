"""What a seller writes of a lead that goes back may name the person."""

from tandem.basics.personal_data import AboutClient
from tandem.basics.text import Text

DECLARED = (
    AboutClient("handover.Assignment", Text(ru="Менеджер", en="Seller"), client="lead__client"),
    AboutClient(
        "handover.LeadReturn",
        Text(ru="Возвраты лидов", en="Leads given back"),
        client="lead__client",
        blanked=("comment",),
        kept=("reason",),
    ),
    AboutClient(
        "handover.Clock", Text(ru="Сроки по лидам", en="Deadlines of leads"), client="lead__client", kept=("promise",)
    ),
)
