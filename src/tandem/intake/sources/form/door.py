"""What people fill in: the answers of a form, told from what programs send.

A page of another site may post here, as it may to any form of the web. It gains nothing: no cookie is read, nothing
is answered that it may see, and all it can do is what anybody may do anyhow, hand in a request. So there is no CSRF
token, which a form on the company's own site could not carry either.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import msgspec
from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from tandem.basics.names import email, phone
from tandem.basics.text import Text
from tandem.intake.bodies import clean
from tandem.intake.doors import Arriving, Door, OpenSource, Reading, Reply, Request, RequestRefused
from tandem.intake.hosted_form import TRAP, HostedForm, Question, Said, agreed_to, form_of, page, policy, sorry_page
from tandem.intake.tickets import Doubt, Shown, is_worked, shown
from tandem.intake.touching import LONGEST, OF_VISIT, device_of

#: More names than this are no form of ours.
MOST_NAMES = 200
#: Characters of one answer.
LONGEST_ANSWER = 4_000
#: What may differ between two tries of the same request.
_BESIDE = frozenset({"touches", "consent_at", "consent_text", "consent_version"})
_HTML = "text/html; charset=utf-8"
_BODY = "application/x-www-form-urlencoded"

NO_FORM = Text(
    ru="Форма отправляется как application/x-www-form-urlencoded, не больше 200 полей.",
    en="A form is sent as application/x-www-form-urlencoded, with at most 200 fields.",
)
FILL_IN = Text(ru="Заполните это поле.", en="Please fill this in.")
CHOOSE = Text(ru="Выберите один из вариантов.", en="Choose one of the answers.")
NO_PHONE = Text(
    ru="Номер не похож на телефон: проверьте цифры.", en="This does not look like a phone number: check the digits."
)
NO_EMAIL = Text(ru="Адрес не похож на почту: проверьте его.", en="This does not look like an e-mail address: check it.")
NO_CONTACT = Text(
    ru="Оставьте телефон или почту, чтобы мы ответили.", en="Leave a phone or an e-mail so we can answer."
)
AGREE = Text(ru="Без согласия мы не вправе принять заявку.", en="Without your consent we may not take the request.")
MEND = Text(
    ru="Осталось поправить отмеченное: остальное сохранено.", en="Please mend what is marked; the rest is kept."
)
NOT_TAKEN = Text(ru="Заявку отправить не удалось", en="Your request could not be sent")
ONCE_MORE = Text(
    ru="Заявка ещё не отправлена: так мы отличаем людей от программ. Всё, что вы написали, на месте — нажмите ещё раз.",
    en="Your request is not sent yet: so we tell people from programs. Everything you wrote is here: press once more.",
)


class FormDoor(Door):
    """``POST /forms/<source>/`` by a browser, with or without scripts."""

    key: ClassVar[str] = "form"
    title: ClassVar[Text] = Text(ru="Форма", en="Form")
    own: ClassVar[bool] = True
    for_people: ClassVar[bool] = True

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """Anybody may knock."""

    def read(self, request: Request, source: OpenSource) -> Reading:
        """One lead, or the page again with what was typed and what is missing."""
        body = _said(request)
        form = form_of(source, _language(request, body))
        ticket = shown(body.get("ticket", ""), source.key, now=request.received_at)
        if _is_doubtful(form, ticket, request, body):
            # The time of a ticket stays, so that the second press is not too fast again.
            kept = body["ticket"] if ticket.doubt in (None, Doubt.TOO_FAST) else ""
            return replace(_again(form, Said(body, notice=ONCE_MORE, ticket=kept), request), doubted=True)
        cells, extras, errors = _answered(form, body)
        if errors:
            return _again(form, Said(body, errors, MEND, ticket=body.get("ticket", "")), request)
        cells |= _around(form, request, body)
        key = _key(ticket.nonce or body.get("nonce", "")[:40], request, cells, extras)
        arriving = Arriving(
            source=source.key, key=key, received_at=request.received_at, cells=cells, extras=extras
        )  # fmt: skip
        # A header holds the letters of the network only, an address in Cyrillic goes encoded.
        thanks = iri_to_uri(form.thanks_address) or f"{form.address}thanks/"
        return Reading([arriving], Reply(status=303, headers={"location": thanks}))

    def refusal_reply(self, request: Request, source: OpenSource | None, refused: RequestRefused) -> Reply | None:
        """A page in the visitor's language: with the form as they filled it in, or words alone."""
        try:
            body = _said(request) if request.body else {}
        except RequestRefused:
            body = {}
        language = _language(request, body)
        form = form_of(source, language) if source is not None and source.door == self.key else None
        heading, words = _REFUSED.get(refused.status, (NOT_TAKEN, refused.text))
        if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
            words = _soon(refused.wait or 1, written=bool(body))
        if form is not None and body:
            # The ticket stays: whatever was kept of the request before, the next press is the same request.
            return _shown(form, Said(body, notice=words, ticket=body.get("ticket", "")), request, refused.status)
        language = form.language if form is not None else language
        text = sorry_page(language, heading, words, address=form.address if form is not None else "")
        return Reply(text.encode(), refused.status, _HTML, _headers(form))


_REFUSED = {
    404: (
        Text(ru="Эта форма закрыта", en="This form is closed"),
        Text(
            ru="Заявку отправить не удалось. Позвоните нам или напишите — контакты есть на сайте.",
            en="Your request could not be sent. Please call or write to us: the site says how.",
        ),
    ),
    413: (
        Text(ru="Слишком длинный текст", en="The text is too long"),
        Text(
            ru="Такую длинную заявку мы не можем принять. Сократите её, а вместо файла пришлите ссылку на него.",
            en="We cannot take a request as long as this. Make it shorter, and send a link instead of a file.",
        ),
    ),
    429: (
        Text(ru="Сейчас слишком много заявок", en="Too many requests right now"),
        Text(ru="Повторите немного позже.", en="Please try again a little later."),
    ),
    503: (
        Text(ru="Заявка пока не отправлена", en="Your request is not sent yet"),
        Text(
            ru="Сейчас мы не можем её сохранить. Нажмите кнопку ещё раз через полминуты: второй заявки не появится.",
            en="We cannot keep it right now. Press the button once more in half a minute: it will not be doubled.",
        ),
    ),
}


def _soon(wait: int, *, written: bool) -> Text:
    if written:
        return Text(
            ru=f"Сейчас слишком много заявок. Всё, что вы написали, на месте: нажмите кнопку ещё раз через {wait} с.",
            en=f"Too many requests right now. Everything you wrote is here: press the button once more in {wait} s.",
        )
    return Text(ru=f"Повторите через {wait} с.", en=f"Please try again in {wait} s.")


def _said(request: Request) -> dict[str, str]:
    """Name → answer, several of one name joined. Refuses by ``RequestRefused`` what is no form."""
    if request.content_type != _BODY:
        raise RequestRefused(415, NO_FORM)
    try:
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), max_num_fields=MOST_NAMES)
    except ValueError as wrong:
        raise RequestRefused(422, NO_FORM) from wrong
    said: dict[str, str] = {}
    for name, value in pairs:
        name, value = clean(name), clean(value).strip()
        said[name] = f"{said[name]}, {value}" if name in said else value
    return said


def _language(request: Request, body: dict[str, str]) -> str:
    """The language of the page it was sent from, else the one the browser asks for."""
    wanted = [(body.get("language", ""), 1.0), *parse_accept_lang_header(request.headers.get("accept-language", ""))]
    for code, _ in wanted:
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _is_doubtful(form: HostedForm, ticket: Shown, request: Request, body: dict[str, str]) -> bool:
    """Whether a person should say once more that they mean it. Nobody is turned away: a program may be wrong, too."""
    if body.get(TRAP):
        return True
    # A form copied into the company's own page is not made by us and has no ticket; browsers say whose page it is.
    if ticket.doubt is Doubt.MISSING and request.headers.get("origin", "") in form.sites:
        return False
    if ticket.doubt is not None:
        return True
    return form.work > 0 and not is_worked(body["ticket"], body.get("work", ""), bits=form.work)


def _again(form: HostedForm, said: Said, request: Request) -> Reading:
    return Reading(reply=_shown(form, said, request, 422))


def _shown(form: HostedForm, said: Said, request: Request, status: int) -> Reply:
    return Reply(page(form, said=said, now=request.received_at).encode(), status, _HTML, _headers(form))


def _headers(form: HostedForm | None) -> dict[str, str]:
    return {
        "content-security-policy": policy(form),
        "referrer-policy": settings.SECURE_REFERRER_POLICY,
        "vary": "Accept-Language",
    }


def _answered(form: HostedForm, body: dict[str, str]) -> tuple[dict[str, Any], dict[str, str], dict[str, Text]]:
    """Cells, texts without a field, and what is wrong with which answer."""
    cells: dict[str, Any] = {}
    extras: dict[str, str] = {}
    errors: dict[str, Text] = {}
    for question in form.questions:
        answer = body.get(question.name, "")[:LONGEST_ANSWER]
        if not answer:
            if question.required:
                errors[question.name] = CHOOSE if question.choices else FILL_IN
            continue
        if wrong := _wrong(question, answer):
            errors[question.name] = wrong
            continue
        meant = next((each.value for each in question.choices if each.title == answer), answer)
        if question.field:
            cells[question.field] = meant
        if not question.field or meant != answer:
            # What a person chose reads better than what it means to the machine.
            extras[question.title[:100]] = answer
    contacts = [each.name for each in form.questions if each.field in ("phone", "email")]
    if contacts and not any(name in cells or name in errors for name in contacts):
        errors[contacts[0]] = NO_CONTACT
    if form.consent and not body.get("consent"):
        errors["consent"] = AGREE
    return cells, extras, errors


def _wrong(question: Question, answer: str) -> Text | None:
    if question.choices and not any(each.title == answer for each in question.choices):
        return CHOOSE
    if question.field == "phone" and phone(answer) is None and sum(map(str.isdigit, answer)) < 7:
        return NO_PHONE
    if question.field == "email" and email(answer) is None:
        return NO_EMAIL
    return None


def _around(form: HostedForm, request: Request, body: dict[str, str]) -> dict[str, Any]:
    """What goes with the answers: the visit, the offer shown, and the consent given."""
    cells: dict[str, Any] = {name: value for name in OF_VISIT if (value := body.get(name, "")[:LONGEST_ANSWER])}
    if (touches := body.get("touches")) and len(touches) <= LONGEST:
        cells["touches"] = touches
    if device := device_of(request.headers.get("user-agent", "")):
        cells["device"] = device
    if form.offer:
        cells["offer"] = form.offer
    if consent := agreed_to(form, body.get("consent", "")):
        cells["consent_text"] = consent.text
        cells["consent_version"] = consent.version
        cells["consent_at"] = request.received_at.isoformat()
    return cells


def _key(nonce: str, request: Request, cells: dict[str, Any], extras: dict[str, str]) -> str:
    """The same page sent twice with the same answers is one lead; what was mended in between is told anew.

    A copied form without scripts has no nonce: the same answers on the same day are the same request.
    """
    answers = {name: value for name, value in cells.items() if name not in _BESIDE}
    text = msgspec.json.encode([nonce or str(request.received_at.date()), answers, extras], order="sorted")
    return hashlib.blake2b(text, digest_size=18).hexdigest()
