"""A step of a new house: what both departments agree on."""

from tandem.agreement.models import Version
from tandem.agreement.rules import EDITORS
from tandem.basics.text import Text
from tandem.ui.first_steps import FirstStep

STEP = FirstStep(
    30,
    Text(ru="Договоритесь", en="Agree"),
    Text(
        ru="Что такое целевой лид, кто за сколько отвечает, что можно вернуть и почему. Начните с готового регламента "
        "и поправьте его под себя: подпишут оба руководителя.",
        en="What a target lead is, who answers within what time, what may be given back and why. Begin with the ready "
        "agreement and make it yours: both heads sign it.",
    ),
    "agreement",
    EDITORS,
    lambda: Version.objects.filter(number__isnull=False).exists(),
)
