"""Imports that stopped or left rows out, among what must not be overlooked."""

from __future__ import annotations

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.imports.models import Import, Status
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.templatetags.ui import number

#: Older imports have been seen.
_RECENT = 20


def _imports(person: Person, _reading: Reading) -> list[Line]:
    if not Role(person.role).imports_data:
        return []
    found = [
        Line(_("Import № %(n)s has stopped half-way: resume or undo it.") % {"n": pk}, page("import", pk))
        for pk in Import.objects.filter(status=Status.STOPPED).order_by("-pk").values_list("pk", flat=True)[:_RECENT]
    ]
    recent = Import.objects.filter(status=Status.DONE).order_by("-pk").values_list("pk", flat=True)[:_RECENT]
    rejected = (
        Import.objects.filter(pk__in=list(recent))
        .annotate(rejected=Sum("files__rows_rejected"))
        .filter(rejected__gt=0)
        .order_by("-pk")
        .values_list("pk", "rejected")
    )
    for pk, n in rejected:
        sentence = ngettext(
            "Import № %(pk)s rejected %(n)s row: mend it and feed it again.",
            "Import № %(pk)s rejected %(n)s rows: mend them and feed them again.",
            n,
        )
        found.append(Line(sentence % {"pk": pk, "n": number(n)}, page("import", pk)))
    return found


IMPORTS = Attention(30, _imports)
