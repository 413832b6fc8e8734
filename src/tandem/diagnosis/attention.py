"""Wrong audiences and conditions that came true, among what must not be overlooked."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.basics.numbers import format_money
from tandem.diagnosis.warning_answers import ANSWERERS
from tandem.diagnosis.watch_conditions import waiting_for
from tandem.diagnosis.watching import unanswered
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.templatetags.ui import number

#: Who pays for it, and who can change it.
_TOLD = ANSWERERS | {Role.OWNER}


def _warnings(person: Person, _reading: Reading) -> list[Line]:
    if Role(person.role) not in _TOLD:
        return []
    raised = unanswered()
    if not raised:
        return []
    amounts = [each.at_stake for each in raised if each.at_stake is not None and not each.watch.creative]
    words = {"n": number(len(raised)), "names": ", ".join(str(each.watch) for each in raised[:3])}
    if not sum(amounts):
        sentence = ngettext(
            "%(n)s warning waits for an answer, the wrong people come: %(names)s.",
            "%(n)s warnings wait for an answer, the wrong people come: %(names)s.",
            len(raised),
        )
        return [Line(sentence % words, page("audience_warnings"))]
    words["money"] = format_money(sum(amounts), raised[0].currency, get_language() or "ru")
    sentence = ngettext(
        "%(n)s warning waits for an answer, the wrong people come: %(names)s. At stake: %(money)s.",
        "%(n)s warnings wait for an answer, the wrong people come: %(names)s. At stake: %(money)s.",
        len(raised),
    )
    return [Line(sentence % words, page("audience_warnings"))]


WARNINGS = Attention(5, _warnings)


def _questions(person: Person, _reading: Reading) -> list[Line]:
    return [
        Line(
            _("“%(title)s” came true: %(question)s") % {"title": each.watch.title, "question": each.watch.question},
            page("conditional_watch", each.watch_id),
        )
        for each in waiting_for(person.role)
    ]


QUESTIONS = Attention(6, _questions)
