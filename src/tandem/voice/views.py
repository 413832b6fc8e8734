"""The pages of the voice of the buyer and their files."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.access.actions import note_look
from tandem.agreement.queries import in_force
from tandem.agreement.terms import agreed_words
from tandem.basics.periods import Period
from tandem.measures.answer_lines import member_lines
from tandem.measures.asked import Asked, asked
from tandem.measures.catalogue import measure
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.horizon import horizon
from tandem.measures.page_tables import no_data, page_table
from tandem.measures.questions import Question, answer
from tandem.measures.sheets import Sheet
from tandem.measures.store import store
from tandem.voice import list_page, listing, page
from tandem.voice.counts import SPLITS

_SUMMARY = ("won_reviewed_share", "lost_with_reason_share", "lost_to_competitor_share")
_SILENCE = (
    "deals_won", "won_reviewed", "won_reviewed_share", "deals_lost", "lost_with_reason", "lost_with_reason_share",
    "lost_to_competitor",
)  # fmt: skip


@require_GET
def voice(request: HttpRequest) -> HttpResponse:
    """Why our buyers buy, and why the others do not."""
    seen = _asked(request)
    by, chosen = _by(seen), page.chosen_of(seen)
    splits = {key: DIMENSIONS[key].name for key in page.splits_for(seen.role)}
    context = {
        "tabs": page.tabs("voice", seen),
        "figures": _summary(seen),
        "sides": [page.code_table("won", seen), page.code_table("lost", seen)],
        "split": page.split(seen, by, chosen),
        "split_tabs": seen.tabs("by", splits, by, SPLITS[0]),
        "chosen_code": chosen,
        "all_codes": seen.address({"code": ""}) + "#split",
        "exports": seen.exports("voice_codes_file"),
        "split_exports": seen.exports("voice_split_file"),
        "agreement": in_force(),
        "own": seen.seller_id is not None,
    }
    return render(request, "voice/voice.html", {**seen.context(), **context})


@require_GET
def codes_file(request: HttpRequest, form: str) -> HttpResponse:
    """Both lists of codes as a file."""
    seen = _asked(request)
    return seen.file(
        page.code_rows(seen), form, name="voice", title=_("Why they buy and refuse"), forms=page.CODE_FORMS, labels=3
    )


@require_GET
def split_file(request: HttpRequest, form: str) -> HttpResponse:
    """Every code within every member as a file."""
    seen = _asked(request)
    by = _by(seen)
    return seen.file(
        page.split_rows(seen, by), form, name=f"voice-{by}", title=_("Why they buy and refuse"),
        forms=page.SPLIT_FORMS, labels=4,
    )  # fmt: skip


@require_GET
def competitors(request: HttpRequest) -> HttpResponse:
    """To whom we lose, at what price."""
    seen = _asked(request)
    found = list_page.competitors(seen)
    context = {
        "tabs": page.tabs("voice_competitors", seen),
        "found": found,
        "table": list_page.competitor_table(found, seen, settings.CURRENCY),
        "exports": seen.exports("voice_competitors_file"),
        "own": seen.seller_id is not None,
    }
    return render(request, "voice/competitors.html", {**seen.context(), **context})


@require_GET
def competitors_file(request: HttpRequest, form: str) -> HttpResponse:
    """Competitors as a file."""
    seen = _asked(request)
    rows = list_page.competitor_rows(list_page.competitors(seen))
    return seen.file(rows, form, name="competitors", title=_("Whom we lose to"), forms=list_page.COMPETITOR_FORMS)


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """What they said, one by one."""
    seen = _asked(request)
    found = list_page.words_page(seen, contacts=seen.role.sees_contacts)
    _note(seen, {each.client_id for each in found.found if each.words or each.ideal}, found.paginator.count)
    context = {
        "tabs": page.tabs("voice_words", seen),
        "lines": [(each, list_page.day(each, seen)) for each in found.found],
        "page": found.paginator.page(found.number),
        "wanted": found.wanted,
        "chips": found.chips,
        "side_tabs": seen.tabs("side", {"": _("All"), "lost": _("Refused"), "won": _("Bought")},
                               found.wanted.side or "", ""),
        "word_tabs": seen.tabs("words", {"1": _("With words"), "0": _("All answers")},
                               "1" if found.wanted.only_words else "0", "1"),
        "kept": [(key, value) for key, value in request.GET.items() if key not in ("find", "page")],
        "sellers": seen.role.sees_operating_report,
        "contacts": seen.role.sees_contacts,
        "exports": seen.exports("voice_words_file"),
        "own": seen.seller_id is not None,
    }  # fmt: skip
    return render(request, "voice/words.html", {**seen.context(), **context})


@require_GET
def words_file(request: HttpRequest, form: str) -> HttpResponse:
    """All answers of the page as a file."""
    seen = _asked(request)
    contacts = seen.role.sees_contacts
    found = list(listing.every(list_page.wanted_of(seen), seen.reading, contacts=contacts))
    _note(seen, set(), len(found))
    return seen.file(
        list_page.words_rows(iter(found), seen), form, name="buyers-words", title=_("In their words"),
        forms=list_page.words_forms(seen), labels=2,
    )  # fmt: skip


@require_GET
def silence(request: HttpRequest) -> HttpResponse:
    """Of how many deals we know why they ended so, by seller or by source."""
    seen = _asked(request)
    by = _silent_by(seen)
    sheet = _silence(seen, by)
    agreement = in_force()
    figures = seen.figures(settings.CURRENCY, agreement.title, agreed_words(agreement))
    context = {
        "tabs": page.tabs("voice_silence", seen),
        "by_tabs": seen.tabs("by", {key: DIMENSIONS[key].name for key in _silent_splits(seen)}, by,
                             _silent_splits(seen)[0]),
        "table": page_table(sheet, figures, by=(by,), empty=no_data(seen.role)),
        "exports": seen.exports("voice_silence_file"),
        "own": seen.seller_id is not None,
    }  # fmt: skip
    return render(request, "voice/silence.html", {**seen.context(), **context})


@require_GET
def silence_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    seen = _asked(request)
    return seen.sheet_file(_silence(seen, _silent_by(seen)), form, name="silence")


def _silence(seen: Asked, by: str) -> Sheet:
    question = Question(_SILENCE, seen.period, by=(by,), seller_id=seen.seller_id)
    sheet = Sheet(
        title=_("Where it is silent"),
        heads=(DIMENSIONS[by].name.in_language(seen.language),),
        measures=("deals_won", "won_reviewed_share", "deals_lost", "lost_with_reason_share", "lost_to_competitor"),
        lines=member_lines(answer(question, seen.reading), DIMENSIONS[by], seen.language),
    )
    return sheet.sorted_by(seen.sort(sheet.measures))


def _silent_splits(seen: Asked) -> tuple[str, ...]:
    return ("seller", "source") if seen.role.sees_operating_report else ("source",)


def _silent_by(seen: Asked) -> str:
    return seen.choice("by", dict.fromkeys(_silent_splits(seen)), _silent_splits(seen)[0])


def _summary(seen: Asked) -> list[object]:
    against = seen.chosen.against
    agreement = in_force()
    figures = seen.figures(settings.CURRENCY, agreement.title, agreed_words(agreement))
    now = answer(Question(_SUMMARY, seen.period, seller_id=seen.seller_id), seen.reading).total.values
    before = None
    if against:
        before = answer(Question(_SUMMARY, against, seller_id=seen.seller_id), seen.reading).total.values
    return [figures.figure(measure(key), now[key], before=before[key] if before else None) for key in _SUMMARY]


def _asked(request: HttpRequest) -> Asked:
    """The request; without a period the newest quarter of the data, because a month of answers says little."""
    newest = Period.quarter(horizon(store.read()).until)
    return asked(request, default=str(newest))


def _by(seen: Asked) -> str:
    return seen.choice("by", dict.fromkeys(page.splits_for(seen.role)), SPLITS[0])


def _note(seen: Asked, client_ids: set[int], found: int) -> None:
    """Whoever reads words as they were written may read a name or a phone in them."""
    if seen.role.sees_contacts and found:
        person_id = seen.request.user.pk
        assert person_id is not None
        note_look(person_id=person_id, page="buyers_words", at=timezone.now(), client_ids=client_ids, found=found)
