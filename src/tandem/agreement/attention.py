"""What of the agreement must not be overlooked: situations nobody may ignore, and a signature that is awaited."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.agreement import queries, situations
from tandem.agreement.signing import lines_of
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.templatetags.ui import number


def _situations(person: Person, reading: Reading) -> list[Line]:
    """Situations nobody may ignore that the person has to react to."""
    role = Role(person.role)
    found = []
    for each in situations.laid_upon(role, reading, seller_id=None if role.sees_all_leads else person.pk):
        said = ngettext("%(what)s: %(n)s case now", "%(what)s: %(n)s cases now", each.count)
        words = {"what": each.situation.trigger, "n": number(each.count), "overdue": number(each.overdue)}
        late = _("all overdue") if each.overdue == each.count > 1 else _("overdue: %(overdue)s")
        sentence = f"{said}, {late}." if each.overdue else f"{said}."
        address = f"{page('situations')}?{urlencode({'situation': each.situation.key})}"
        found.append(Line(sentence % words, address))
    return found


def _signature(person: Person, _reading: Reading) -> list[Line]:
    """A draft that the other department has signed and that waits for the person's signature."""
    draft = queries.draft()
    if draft is None or not draft.signatures.exists():
        return []
    waits = any(
        line.signed is None and line.role == person.role for line in lines_of(draft, queries.document_of(draft))
    )
    if not waits:
        return []
    sentence = _("A draft of the agreement is signed by the other department and waits for your signature.")
    return [Line(sentence, page("agreement_signatures"))]


SIGNATURE = Attention(20, _signature)
SITUATIONS = Attention(70, _situations)
