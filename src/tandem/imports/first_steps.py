"""The first step of a new house: the data it has already."""

from tandem.basics.text import Text
from tandem.imports.access import IMPORTERS
from tandem.imports.models import Import
from tandem.ui.first_steps import FirstStep

STEP = FirstStep(
    10,
    Text(ru="Загрузите то, что уже есть", en="Import what there is"),
    Text(
        ru="Выгрузка из CRM, за ней звонки, расходы на рекламу и оплаты. Через несколько минут будут воронка, отчёт по "
        "менеджерам и путь денег от кампании до оплаты.",
        en="An export of your CRM, then calls, ad spend and payments. Minutes later there are a funnel, a report by "
        "seller and the way of the money from campaign to payment.",
    ),
    "import_new",
    IMPORTERS,
    lambda: Import.objects.filter(undone_at=None).exists(),
)
