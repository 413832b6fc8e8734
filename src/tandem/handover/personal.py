"""What a seller writes of a lead that goes back may name the person."""

from tandem.basics.personal_data import AboutClient, NotAboutClients
from tandem.basics.text import Text

DECLARED = (
    AboutClient(
        "handover.LeftClient", Text(ru="Остался без менеджера", en="Left by their seller"), client="lead__client"
    ),
    AboutClient(
        "handover.Held", Text(ru="Ждёт менеджера", en="Waits for a seller"), client="lead__client", kept=("why",)
    ),
    NotAboutClients(
        "handover.Dealing", ("occasion", "receipt"), "numbers of leads and sellers, and what leads were asked for"
    ),
    NotAboutClients("handover.Reckoned", ("what", "key"), "grades, products and numbers of sellers"),
    NotAboutClients("handover.Specialty", ("field", "value"), "what a seller is for"),
    AboutClient("handover.Assignment", Text(ru="Менеджер", en="Seller"), client="lead__client"),
    AboutClient(
        "handover.LeadReturn",
        Text(ru="Возвраты лидов", en="Leads given back"),
        client="lead__client",
        blanked=("comment", "objection"),
        kept=("reason",),
    ),
    AboutClient(
        "handover.Ruling",
        Text(ru="Решения по возвратам", en="Rulings on leads given back"),
        client="lead_return__lead__client",
        blanked=("words",),
        kept=("known",),
    ),
    AboutClient(
        "handover.ReturnAudit",
        Text(ru="Слепые проверки возвратов", en="Blind checks of leads given back"),
        client="lead_return__lead__client",
        kept=("verdict", "code"),
    ),
    AboutClient(
        "handover.Clock",
        Text(ru="Сроки по лидам", en="Deadlines of leads"),
        client="lead__client",
        kept=("promise", "pause"),
    ),
    AboutClient(
        "handover.LaunchIncident",
        Text(ru="Менеджер узнал о запуске от клиента", en="The seller learned of a launch from the client"),
        client="lead__client",
        kept=("campaign",),
    ),
)
