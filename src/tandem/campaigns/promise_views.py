"""Offers, creatives with their pictures, landing pages: each a small form of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.basics.refusals import Refusal
from tandem.campaigns import promising
from tandem.campaigns.campaign_forms import CreativeForm, OfferForm, PageForm
from tandem.campaigns.models import Campaign, Creative, CreativePicture, LandingPage, Offer
from tandem.campaigns.picture_rules import KINDS
from tandem.campaigns.rules import keeps_campaigns
from tandem.measures.asked import require, role_of
from tandem.people.models import Person

_KINDS: dict[str, type[Offer] | type[Creative] | type[LandingPage]] = {
    "offers": Offer,
    "creatives": Creative,
    "pages": LandingPage,
}


@require_http_methods(["GET", "POST"])
def new_offer(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Say what a campaign promises."""
    return _offer(request, get_object_or_404(Campaign, pk=campaign_id), None)


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Change what was written of an offer."""
    found = get_object_or_404(Offer.objects.select_related("campaign"), pk=offer_id)
    return _offer(request, found.campaign, found)


@require_http_methods(["GET", "POST"])
def new_creative(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Say what an ad says and shows."""
    return _creative(request, get_object_or_404(Campaign, pk=campaign_id), None)


@require_http_methods(["GET", "POST"])
def creative(request: HttpRequest, creative_id: int) -> HttpResponse:
    """Change what was written of a creative."""
    found = get_object_or_404(Creative.objects.select_related("campaign"), pk=creative_id)
    return _creative(request, found.campaign, found)


@require_http_methods(["GET", "POST"])
def landing_pages(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Say where a campaign leads."""
    require(keeps_campaigns(role_of(request)))
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    form = PageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _done(
            form,
            lambda: promising.make_landing_page(campaign=campaign, **said, by=_person(request), now=timezone.now()),
        ):
            return redirect("campaign", campaign.pk)
    return _page(request, form, campaign, _("Which page does the campaign lead to?"))


@require_POST
def archive(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Put an offer, a creative or a page out of the lists."""
    require(keeps_campaigns(role_of(request)))
    if kind not in _KINDS:
        raise Http404
    model: Any = _KINDS[kind]
    found = get_object_or_404(model, pk=key)
    promising.archive(found, by=_person(request), now=timezone.now())
    messages.success(request, _("Put away. The search still finds it."))
    return redirect("campaign", found.campaign_id) if found.campaign_id else redirect("campaign_list")


@require_GET
def picture(request: HttpRequest, creative_id: int, digest: str) -> HttpResponse:
    """The picture of a creative: as what it is, and as nothing else."""
    found = get_object_or_404(CreativePicture, pk=creative_id, digest=digest)
    response = HttpResponse(bytes(found.content), content_type=KINDS[found.kind])
    response["Content-Disposition"] = f'inline; filename="creative-{creative_id}.{found.kind}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _offer(request: HttpRequest, campaign: Campaign | None, found: Offer | None) -> HttpResponse:
    require(keeps_campaigns(role_of(request)))
    form = OfferForm(request.POST if request.method == "POST" else None, offer=found, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        said, key = form.said(campaign), found.pk if found else None
        if _done(form, lambda: promising.make_offer(said, by=_person(request), now=timezone.now(), offer_id=key)):
            return redirect("campaign", campaign.pk) if campaign else redirect("campaign_list")
    return _page(request, form, campaign, _("What do we promise?"))


def _creative(request: HttpRequest, campaign: Campaign, found: Creative | None) -> HttpResponse:
    require(keeps_campaigns(role_of(request)))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = None
    if found is not None:
        initial = {"name": found.name, "message": found.message, "link": found.link, "offer": found.offer_id}
    form = CreativeForm(*sent, campaign=campaign, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, key = form.cleaned_data, found.pk if found else None
        done = _done(
            form,
            lambda: promising.make_creative(
                campaign=campaign, name=said["name"], message=said["message"], link=said["link"], offer=said["offer"],
                picture=form.picture_bytes(), by=_person(request), now=timezone.now(), creative_id=key,
            ),
        )  # fmt: skip
        if done:
            return redirect("campaign", campaign.pk)
    return _page(request, form, campaign, _("What does the ad say and show?"))


def _page(request: HttpRequest, form: forms.Form, campaign: Campaign | None, question: str) -> HttpResponse:
    context = {"form": form, "campaign": campaign, "question": question}
    return render(request, "campaigns/promise_form.html", context)


def _done(form: forms.Form, do: Callable[[], models.Model]) -> bool:
    try:
        do()
    except Refusal as refusal:
        form.add_error(None, refusal.text.in_language(get_language() or "en"))
        return False
    return True


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
