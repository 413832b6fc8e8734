"""The answer taken along: as a PDF for the meeting, and as a letter to whoever reads it."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.diagnosis.explaining import as_text
from tandem.diagnosis.why_pdf import makes_pdf, pdf_of
from tandem.diagnosis.why_views import asked_why
from tandem.measures.asked import Asked
from tandem.people.models import Person


@require_GET
def why_pdf(request: HttpRequest) -> HttpResponse:
    """The answer that the address asks for, as a PDF."""
    if not makes_pdf():
        raise Http404
    page, found, answer, _where = asked_why(request)
    response = HttpResponse(
        pdf_of(found, answer, page.language, as_of=_as_of(page)), content_type="application/pdf"
    )  # fmt: skip
    response["Content-Disposition"] = f'attachment; filename="{_name(page)}"'
    return response


@require_POST
def why_mail(request: HttpRequest) -> HttpResponse:
    """Send the answer that the address asks for to the reader's own address, with the PDF where there is one."""
    page, found, answer, _where = asked_why(request)
    assert isinstance(request.user, Person)
    letter = EmailMessage(
        subject=answer.question,
        body=as_text(found, answer, page.language),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[request.user.email],
    )
    if makes_pdf():
        letter.attach(_name(page), pdf_of(found, answer, page.language, as_of=_as_of(page)), "application/pdf")
    if not (settings.SENDS_MAIL and request.user.email):
        messages.error(request, _("No letter can be sent: you have no e-mail address, or no mail server is set."))
    else:
        try:
            letter.send()
            messages.success(request, _("Sent to %(address)s.") % {"address": request.user.email})
        except (OSError, smtplib.SMTPException):
            messages.error(request, _("The mail server did not take the letter. Try again later."))
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("why") + (f"?{query}" if query else ""))


def _as_of(page: Asked) -> str:
    when = date_format(timezone.localtime(page.reading.freshness.as_of), "SHORT_DATETIME_FORMAT")
    return _("Data as of %(when)s") % {"when": when}


def _name(page: Asked) -> str:
    return f"tandem-why-{page.period}.pdf"
