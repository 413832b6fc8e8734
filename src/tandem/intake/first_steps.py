"""A step of a new house: where new leads come in."""

from tandem.basics.text import Text
from tandem.intake.models import Source
from tandem.intake.source_actions import OPENS_SOURCES
from tandem.ui.first_steps import FirstStep

STEP = FirstStep(
    40,
    Text(ru="Откройте двери для заявок", en="Open the doors for requests"),
    Text(
        ru="Форма на сайт, почта, мессенджеры, телефония, Tilda, Avito, лид-формы: новые лиды приходят сами, и ни "
        "один не теряется.",
        en="A form for your site, mail, messengers, telephony, Tilda, Avito, lead forms: new leads come in by "
        "themselves, and none is lost.",
    ),
    "sources",
    OPENS_SOURCES,
    lambda: Source.objects.filter(is_open=True).exists(),
)
