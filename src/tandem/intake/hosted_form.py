"""What a form of ours asks, read from the settings of its source; and the page that asks it.

``settings["form"]`` of a source of the door ``form``::

    {"title": "Расчёт за час", "intro": "…", "button": "Получить расчёт", "thanks": "Перезвоним сегодня.",
     "thanks_address": "", "offer": "−10 % до 30 ноября", "language": "", "work": 0,
     "sites": ["https://shop.example"],
     "questions": [{"name": "phone", "title": "", "required": true},
                   {"name": "need", "title": "Что нужно?", "choices": ["Окна в офис = да", "Просто цены = нет"]}]}

A choice may carry what it means to the record's field after ``=``; otherwise it means what it says.
The visitor agrees to the text the company has published in the form's language, or else to ``settings["consent"]``
in version ``settings["consent_version"]``.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.csp import CSP, build_policy

from tandem.basics.text import Text
from tandem.intake.doors import ConsentAsked, OpenSource
from tandem.intake.tickets import ticket
from tandem.intake.touching import OF_VISIT

#: Questions whose answer is a field of the lead record: name → (title, type of the input, autocomplete).
KNOWN_QUESTIONS: Mapping[str, tuple[Text, str, str]] = {
    "client_name": (Text(ru="Как вас зовут", en="Your name"), "text", "name"),
    "phone": (Text(ru="Телефон", en="Phone"), "tel", "tel"),
    "email": (Text(ru="Эл. почта", en="E-mail"), "email", "email"),
    "city": (Text(ru="Город", en="City"), "text", "address-level2"),
    "need": (Text(ru="Что вам нужно?", en="What do you need?"), "text", "off"),
    "budget": (Text(ru="На какую сумму рассчитываете?", en="What is your budget?"), "text", "off"),
    "starts_within_days": (Text(ru="Когда нужно?", en="When do you need it?"), "text", "off"),
    "product": (Text(ru="Что вас интересует?", en="What are you interested in?"), "text", "off"),
}
#: A question of one's own, answered in one line, and in several.
OWN_LINE, OWN_TEXT = "own", "text"
#: What is asked when nobody has said otherwise.
USUAL: Sequence[Mapping[str, Any]] = (
    {"name": "client_name"},
    {"name": "phone", "required": True},
    {"name": "text"},
)
_USUAL_CHOICES: Mapping[str, Sequence[tuple[Text, str]]] = {
    "starts_within_days": (
        (Text(ru="На этой неделе", en="This week"), "7"),
        (Text(ru="В ближайший месяц", en="Within a month"), "30"),
        (Text(ru="Позже", en="Later"), "90"),
    ),
}
WHAT_ABOUT = Text(ru="Что вы хотели бы узнать?", en="What would you like to know?")
#: More bits would keep an old phone busy for minutes.
MOST_WORK = 20
_LONGEST_VERSION = 100
#: What a visitor never sees; whoever fills it reads the source and not the page.
TRAP = "website"
#: Names of our own in the body, which no question may have.
RESERVED = frozenset({TRAP, "ticket", "nonce", "work", "language", "consent", "touches", *OF_VISIT})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: what the visitor reads, and what the record's field takes it for."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """``name`` is what the body calls it, ``field`` the record's field or empty for a question of one's own."""

    name: str
    field: str
    title: str
    type: str
    autocomplete: str = "off"
    required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class HostedForm:
    """A form as it is shown in one language."""

    key: str
    title: str
    intro: str
    button: str
    thanks: str
    thanks_address: str
    offer: str
    language: str
    questions: tuple[Question, ...]
    #: Origins that may show it in a frame and post to it from a page of their own.
    sites: tuple[str, ...]
    #: Leading zero bits of the proof of work; 0 asks for none.
    work: int
    consent: ConsentAsked | None
    #: The source's own text: pages copied before one was published still show it.
    own_consent: ConsentAsked | None

    @property
    def address(self) -> str:
        """Where it is shown and posted to."""
        return f"/forms/{self.key}/"


@dataclass(frozen=True, slots=True)
class Said:
    """What a visitor typed before, and what is to be said about it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Text] = field(default_factory=dict)
    #: About the form as a whole.
    notice: Text | None = None
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on the page, with its answer so far."""

    question: Question
    value: str
    error: Text | None


def form_of(source: OpenSource, language: str) -> HostedForm:
    """The form of a source, in the form's own language or else in ``language``."""
    said = source.settings.get("form", {})
    own = said.get("language", "")
    language = own if own in dict(settings.LANGUAGES) else language
    own_consent = _own_consent(source)
    return HostedForm(
        key=source.key,
        title=said.get("title") or source.name,
        intro=said.get("intro", ""),
        button=said.get("button") or Text(ru="Отправить", en="Send").in_language(language),
        thanks=said.get("thanks", ""),
        thanks_address=_web(said.get("thanks_address", "")),
        offer=said.get("offer", ""),
        language=language,
        questions=tuple(_questions(said.get("questions") or USUAL, language)),
        sites=tuple(origin for site in said.get("sites", ()) if (origin := origin_of_site(site))),
        work=min(int(said.get("work", 0)), MOST_WORK),
        consent=source.consents.get(language, own_consent),
        own_consent=own_consent,
    )


def agreed_to(form: HostedForm, version: str) -> ConsentAsked | None:
    """What a visitor agreed to who hands back ``version``: what the page showed, which may be older than the form.

    A version that was never published counts as the text in force: who keeps consents finds it by its words.
    """
    shown = form.consent
    if shown is None or shown == form.own_consent:
        return shown
    if form.own_consent is not None and version == form.own_consent.version:
        return form.own_consent
    return ConsentAsked(shown.text, version[:_LONGEST_VERSION])


def _own_consent(source: OpenSource) -> ConsentAsked | None:
    text = str(source.settings.get("consent", ""))
    if not text:
        return None
    # A text that changes is another version, whoever forgets to say so.
    version = source.settings.get("consent_version") or hashlib.sha256(text.encode()).hexdigest()[:8]
    return ConsentAsked(text, str(version))


def page(form: HostedForm, *, said: Said, now: datetime) -> str:
    """The page that asks. ``said.values`` holds what was typed and the parameters of the visit, by their names."""
    asked = [_Asked(each, said.values.get(each.name, ""), said.errors.get(each.name)) for each in form.questions]
    context = {
        "form": form,
        "asked": asked,
        "notice": said.notice,
        # Nothing is to be mended: whoever reads that need not look for the button below.
        "once_more": said.notice is not None and not said.errors,
        "ticket": said.ticket or ticket(form.key, now=now),
        "visit": [(name, value) for name in sorted(OF_VISIT) if (value := said.values.get(name))],
        "agreed": bool(said.values.get("consent")),
        "consent_error": said.errors.get("consent"),
        "trap": TRAP,
    }
    with translation.override(form.language):
        return render_to_string("intake/form.html", context)


def thanks_page(form: HostedForm) -> str:
    """What is said once the request is kept."""
    with translation.override(form.language):
        return render_to_string("intake/thanks.html", {"form": form})


@functools.lru_cache(maxsize=256)
def sorry_page(language: str, heading: Text, words: Text, *, address: str) -> str:
    """What is said when a request is refused unread; ``address`` leads back to the form, empty when there is none."""
    named = {"language": language, "title": heading.in_language(language), "address": address}
    with translation.override(language):
        return render_to_string("intake/sorry.html", {"form": named, "words": words})


def policy(form: HostedForm | None) -> str:
    """The page's Content-Security-Policy: framed only by the sites its source names, posted only to us.

    Without a form there are only words, which the frame of a form that was closed meanwhile may show.
    """
    if form is None:
        words_only: dict[str, Any] = settings.SECURE_CSP | {"form-action": [CSP.NONE], "frame-ancestors": ["*"]}
        return build_policy(words_only)
    targets: list[str] = [CSP.SELF]
    if form.thanks_address:
        # Browsers apply the rule to where the answer leads, too.
        targets.append(origin_of_site(form.thanks_address))
    rules: dict[str, Any] = settings.SECURE_CSP | {
        "form-action": targets,
        "frame-ancestors": list(form.sites) or [CSP.NONE],
    }
    return build_policy(rules)


def origin_of_site(address: str) -> str:
    """``https://shop.example`` of any address there; empty when it is none a policy may name."""
    try:
        parts = urlsplit(str(address).strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host.replace("-", "").replace(".", "").isalnum():
        return ""
    # A policy and an Origin header know the letters of the network only.
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return ""
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


def _web(address: str) -> str:
    return address if origin_of_site(address) else ""


def _questions(said: Sequence[Mapping[str, Any]], language: str) -> list[Question]:
    found: list[Question] = []
    for number, each in enumerate(said, start=1):
        name, title, required = each["name"], each.get("title", ""), bool(each.get("required"))
        choices = tuple(_choice(text) for text in each.get("choices", ()) if text.strip())
        if name in KNOWN_QUESTIONS:
            if any(known.name == name for known in found):
                continue
            words, type_, autocomplete = KNOWN_QUESTIONS[name]
            if name == "need" and not choices:
                # Words do not say yes or no: they go to the seller as they are.
                found.append(Question(name, "", title or words.in_language(language), "textarea", "off", required))
                continue
            usual = tuple(Choice(text.in_language(language), value) for text, value in _USUAL_CHOICES.get(name, ()))
            found.append(
                Question(
                    name, name, title or words.in_language(language), type_, autocomplete, required, choices or usual,
                )
            )  # fmt: skip
            continue
        type_ = "textarea" if name == OWN_TEXT else "text"
        title = title or WHAT_ABOUT.in_language(language)
        found.append(Question(f"q{number}", "", title, type_, required=required, choices=choices))
    return found


def _choice(text: str) -> Choice:
    title, _, value = text.partition("=")
    return Choice(title.strip(), value.strip() or title.strip())
