"""How many leads may be processed at all, as the law asks."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Rate, Total, Unit
from tandem.people.rules import Department

MEASURES = (
    Measure(
        key="consented_leads",
        name=Text(ru="Лиды с согласием", en="Leads with consent"),
        question=Text(ru="С какими лидами дано согласие?", en="Which leads came with consent?"),
        definition=Text(
            ru="Лиды, принятые в периоде, с которыми дано и не отозвано согласие на обработку персональных данных.",
            en="Leads captured in the period with which consent to process personal data was given and not withdrawn.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where="consent_text_id IS NOT NULL"),
        better=Better.UP,
        owner=Department.MARKETING,
    ),
    Measure(
        key="consented_share",
        name=Text(ru="Доля лидов с согласием", en="Share of leads with consent"),
        question=Text(ru="Какая часть заявок пришла с согласием?", en="What part of the requests came with consent?"),
        definition=Text(
            ru="Лиды с действующим согласием на обработку персональных данных от всех лидов, принятых в периоде.",
            en="Leads with a standing consent to process personal data, of all leads captured in the period.",
        ),
        unit=Unit.SHARE,
        value=Rate("consented_leads", "leads"),
        better=Better.UP,
        owner=Department.MARKETING,
    ),
)
