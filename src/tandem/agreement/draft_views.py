"""Pages of the draft: what it holds, its items, its file, its signatures, its end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.agreement import actions, queries, section_names
from tandem.agreement.access import editors_only, edits, reader, tabs
from tandem.agreement.draft_outline import outline
from tandem.agreement.draft_problems import problems_at, problems_of
from tandem.agreement.drafting_items import ChangedMeanwhile
from tandem.agreement.item_forms import ItemForm, blank_of
from tandem.agreement.item_words import named, told
from tandem.agreement.models import Item, Version
from tandem.agreement.precedents import precedents
from tandem.agreement.reading import chapters
from tandem.agreement.refusals import NotYours
from tandem.agreement.signing import lines_of
from tandem.agreement.starting import starter
from tandem.agreement.storing import listed, part_from
from tandem.agreement.views import refused
from tandem.agreement.yaml_text import digest
from tandem.basics.refusals import Refusal


@require_http_methods(["GET", "POST"])
@editors_only
def draft(request: HttpRequest) -> HttpResponse:
    """The draft with all its items; POST begins one."""
    person = reader(request)
    if request.method == "POST":
        return _opened(request)
    found = queries.draft()
    context: dict[str, Any] = {"tabs": tabs(person, "agreement_draft"), "draft": found}
    if found is not None:
        document = queries.document_of(found)
        context |= {
            "document": document,
            "sections": outline(found),
            "lines": lines_of(found, document),
            "problems": problems_of(document, today=timezone.localdate()),
            "open_from": queries.first_open_day(),
        }
    else:
        context["in_force"] = queries.versions()[0]
    return render(request, "agreement/draft.html", context)


@require_POST
@editors_only
def proposal(request: HttpRequest) -> HttpResponse:
    """From which day the draft shall hold, and why it is made."""
    try:
        sent = request.POST.get("since", "")
        since = date.fromisoformat(sent) if sent else None
    except ValueError:
        messages.error(request, _("This is no day: choose one in the calendar."))
        return redirect("agreement_draft")
    reason = request.POST.get("reason", "").strip()[:2000]
    _done(
        request,
        lambda: actions.propose(by=reader(request), now=timezone.now(), since=since, reason=reason),
        _("Saved."),
    )
    return redirect("agreement_draft")


@require_http_methods(["GET", "POST"])
@editors_only
def new_item(request: HttpRequest, section: str) -> HttpResponse:
    """A new item of a section."""
    found = _draft_or_404()
    if listed(section) is None:
        raise Http404
    form = _form(request, found, section, "", blank_of(section), is_new=True)
    if request.method == "POST" and form.is_valid() and "show" in request.POST:
        form = _shown_again(form, found, section, "", is_new=True)
    elif request.method == "POST" and form.is_valid():
        try:
            key = actions.add_item(by=reader(request), now=timezone.now(), section=section, body=form.body())
        except Refusal as refusal:
            form.add_error(None, _said(refusal))
        else:
            return _after(request, section, key)
    return _item_page(request, form, section, "", None)


@require_http_methods(["GET", "POST"])
@editors_only
def item(request: HttpRequest, section: str, key: str) -> HttpResponse:
    """One item and its form."""
    found = _draft_or_404()
    row = found.items.filter(section=section, key=key).first()
    if row is None:
        messages.error(request, _("The draft has no such item any more."))
        return redirect("agreement_draft")
    part = part_from(section, key, row.body)
    form = _form(request, found, section, key, part)
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isdecimal() and len(sent) < 9 else 0
    if request.method == "POST" and form.is_valid() and "show" in request.POST:
        return _item_page(request, _shown_again(form, found, section, key), section, key, row, revision=revision)
    if request.method == "POST" and form.is_valid():
        body = form.body()
        try:
            actions.change_item(
                by=reader(request), now=timezone.now(), section=section, key=key, body=body, revision=revision
            )
        except ChangedMeanwhile as refusal:
            form.add_error(None, _said(refusal))
            texts = ("\n".join(told(refusal.theirs)), "\n".join(told(refusal.yours)))
            return _item_page(request, form, section, key, row, texts=texts)
        except Refusal as refusal:
            form.add_error(None, _said(refusal))
        else:
            return _after(request, section, key)
    return _item_page(request, form, section, key, row)


@require_POST
@editors_only
def item_removal(request: HttpRequest, section: str, key: str) -> HttpResponse:
    """Take an item out."""
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isdecimal() and len(sent) < 9 else 0
    _done(
        request,
        lambda: actions.remove_item(
            by=reader(request), now=timezone.now(), section=section, key=key, revision=revision
        ),
        _("Removed."),
    )
    return redirect(f"{reverse('agreement_draft')}#{section}")


@require_POST
@editors_only
def item_place(request: HttpRequest, section: str, key: str) -> HttpResponse:
    """Move an item by one."""
    up = request.POST.get("move") == "up"
    _done(
        request,
        lambda: actions.move_item(by=reader(request), now=timezone.now(), section=section, key=key, up=up),
        "",
    )
    return redirect(f"{reverse('agreement_draft')}#{section}-{key}")


@require_http_methods(["GET", "POST"])
@editors_only
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Give the draft up, once it is said twice."""
    if request.method == "POST":
        _done(
            request, lambda: actions.withdraw_draft(by=reader(request), now=timezone.now()),
            _("The draft is withdrawn."),
        )  # fmt: skip
        return redirect("agreement")
    found = _draft_or_404()
    context = {"tabs": tabs(reader(request), "agreement_draft"), "draft": found}
    return render(request, "agreement/withdrawal.html", context)


@require_http_methods(["GET", "POST"])
def signatures(request: HttpRequest) -> HttpResponse:
    """The two signatures under the draft."""
    person = reader(request)
    found = queries.draft()
    if request.method == "POST":
        try:
            number = actions.sign(
                by=person, now=timezone.now(), side=request.POST.get("side", ""), seen=request.POST.get("seen", "")
            )
        except Refusal as refusal:
            refused(request, refusal.text)
            return redirect("agreement_signatures" if queries.draft() else "agreement")
        if number is not None:
            messages.success(request, _("Both departments have signed: the draft is a version now."))
            return redirect("agreement_version", number)
        messages.success(request, _("Signed. The other department is awaited."))
        return redirect("agreement_signatures")
    if found is None:
        return redirect("agreement")
    document = queries.document_of(found)
    return render(
        request,
        "agreement/signatures.html",
        {
            "tabs": tabs(person, "agreement_draft"),
            "draft": found,
            "document": document,
            "seen": digest(document),
            "lines": [(line, line.role == person.role) for line in lines_of(found, document)],
            "edits": edits(person),
            "chapters": chapters(document, precedents()),
            "problems": [each for each in problems_of(document, today=timezone.localdate()) if each.serious],
        },
    )


def _opened(request: HttpRequest) -> HttpResponse:
    document = None
    if request.POST.get("start") == "starter":
        document = starter("en" if _language().startswith("en") else "ru", timezone.localdate())
    try:
        actions.open_draft(by=reader(request), now=timezone.now(), document=document)
    except Refusal as refusal:
        refused(request, refusal.text)
    return redirect("agreement_draft")


def _form(request: HttpRequest, found: Version, section: str, key: str, part: Any, *, is_new: bool = False) -> ItemForm:
    data = request.POST if request.method == "POST" else None
    return ItemForm(data, section=section, key=key, part=part, document=queries.document_of(found), is_new=is_new)


def _shown_again(form: ItemForm, found: Version, section: str, key: str, *, is_new: bool = False) -> ItemForm:
    """What was written, in a form with the fields that now fit; nothing is kept yet."""
    part = part_from(section, key, form.body())
    return ItemForm(section=section, key=key, part=part, document=queries.document_of(found), is_new=is_new)


def _item_page(
    request: HttpRequest, form: ItemForm, section: str, key: str, row: Item | None, *,
    texts: tuple[str, str] | None = None, revision: int | None = None,
) -> HttpResponse:  # fmt: skip
    part = part_from(section, key, row.body) if row else None
    found = problems_of(queries.document_of(row.version), today=timezone.localdate()) if row else ()
    piece = section_names.PIECES.get(key) if listed(section) is None else None
    return render(
        request,
        "agreement/item.html",
        {
            "tabs": tabs(reader(request), "agreement_draft"),
            "form": form,
            "layout": form.layout,
            "section": section,
            "key": key,
            "title": piece or (named(part) if part is not None else _("New item")),
            "section_title": section_names.SECTIONS[section],
            "about": section_names.ABOUT.get(section),
            # Of a form shown again the one it was first shown with: a change meanwhile must not go unseen.
            "revision": revision if revision is not None else row.revision if row else 0,
            "texts": texts,
            "problems": problems_at(found, section, key),
        },
    )


def _after(request: HttpRequest, section: str, key: str) -> HttpResponse:
    if "more" in request.POST:
        return redirect("agreement_item", section, key)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('agreement_draft')}#{section}-{key}")


def _done(request: HttpRequest, verb: Any, sentence: str) -> None:
    """Do it and say so, or say why not."""
    try:
        verb()
    except NotYours:
        raise PermissionDenied from None
    except Refusal as refusal:
        refused(request, refusal.text)
    else:
        if sentence:
            messages.success(request, sentence)


def _draft_or_404() -> Version:
    found = queries.draft()
    if found is None:
        raise Http404
    return found


def _said(refusal: Refusal) -> str:
    return refusal.text.in_language(_language())


def _language() -> str:
    return get_language() or "ru"
