"""What is said of a source: what its leads are taken for, and what its form asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.intake.doors import doors
from tandem.intake.hosted_form import KNOWN_QUESTIONS, MOST_WORK, OWN_LINE, OWN_TEXT, USUAL, origin_of_site
from tandem.intake.models import Source
from tandem.intake.source_actions import MOST_A_MINUTE

#: Fields of the lead record that a source may fill.
DEFAULTS = ("source", "channel", "campaign", "offer", "product")
#: Settings of a form that are one text each.
_TEXTS = ("title", "intro", "offer", "button", "thanks", "thanks_address", "language")
#: Of the settings, what the page of a form says itself; the rest is the door's.
_OF_FORM = frozenset({"form", "consent", "credit"})
_SPARE_QUESTIONS = 2


class SourceForm(forms.Form):
    """What reports call it, and what leads from here are taken for unless they say otherwise."""

    name = forms.CharField(
        label=pgettext_lazy("of a source", "Name"), max_length=200, help_text=_("Reports show leads from here under it")
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    channel = forms.CharField(label=_("Channel"), max_length=200, required=False)
    campaign = forms.CharField(label=_("Campaign"), max_length=300, required=False)
    offer = forms.CharField(label=_("Offer"), max_length=300, required=False)
    product = forms.CharField(label=_("Product"), max_length=200, required=False)
    credit = forms.ChoiceField(
        label=_("Where a lead comes from is told by"),
        choices=[
            ("last", _("the last touch with a known origin")),
            ("first", _("the first touch with a known origin")),
        ],
        required=False,
    )

    @property
    def taking_in(self) -> dict[str, Any]:
        """Nobody knocks from outside at a source that has no more fields than these."""
        return {}

    @property
    def defaults(self) -> dict[str, str]:
        """Field of the lead record → value, of those that are filled."""
        return {name: value for name in DEFAULTS if (value := self.cleaned_data.get(name))}

    def settings_over(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The settings with what is said here; what other hands wrote stays."""
        credit = self.cleaned_data.get("credit") or "last"
        return {name: value for name, value in before.items() if name != "credit"} | (
            {} if credit == "last" else {"credit": credit}
        )


class NewSourceForm(SourceForm):
    """A source to be opened."""

    door = forms.ChoiceField(label=_("What sends the leads"))
    key = forms.SlugField(
        label=_("Address"),
        max_length=60,
        required=False,
        help_text=_("Latin letters, digits and hyphens; made for you when left empty. It never changes."),
    )
    field_order = ("door", "name", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        choices = [(key, door.title.in_language(language)) for key, door in doors().items() if key != "manual"]
        # A form is what most begin with.
        choices.sort(key=lambda each: (each[0] != "form", each[0] != "api", each[1]))
        self.fields["door"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, as said above


class TakingInForm(SourceForm):
    """A source that others knock at: how often they may, and what is refused."""

    a_minute = forms.IntegerField(
        label=_("Requests a minute, at most"),
        min_value=1,
        max_value=MOST_A_MINUTE,
        required=False,
        help_text=_("Whoever sends more is asked to come again a little later; other sources notice nothing"),
    )
    refuses_incomplete = forms.BooleanField(
        label=_("Refuse a lead without phone and e-mail"),
        required=False,
        help_text=_("Nobody can answer it; otherwise it is taken and marked"),
    )

    @property
    def taking_in(self) -> dict[str, Any]:
        """What ``change_source`` is told beside names and settings; an empty pace leaves it as it is."""
        said = self.cleaned_data
        return {"a_minute": said["a_minute"], "refuses_incomplete": said["refuses_incomplete"]}


class DoorSettingsForm(TakingInForm):
    """For doors whose settings have no fields of their own: the settings as they are kept."""

    settings = forms.CharField(
        label=_("Settings of the door (JSON)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_('For example other names of fields: {"names": {"tel": "phone"}}'),
    )

    def clean_settings(self) -> dict[str, Any]:
        """An object, or nothing at all."""
        try:
            said = json.loads(self.cleaned_data["settings"] or "{}")
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("names", {}), dict):
            raise forms.ValidationError(_("This is no JSON object such as {}."))
        return said

    def settings_over(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What is written here, whole."""
        kept = {name: value for name, value in before.items() if name in _OF_FORM}
        return super().settings_over(self.cleaned_data["settings"] | kept)


class FormSettingsForm(TakingInForm):
    """What a form of ours says beside its questions."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    intro = forms.CharField(
        label=_("Text below the title"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    button = forms.CharField(label=_("Button"), max_length=60, required=False)
    thanks = forms.CharField(
        label=_("Said after sending"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    thanks_address = forms.URLField(
        label=_("Page of your own after sending"), max_length=500, required=False, assume_scheme="https"
    )
    consent = forms.CharField(
        label=_("Consent to be given"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown while no text is published under Personal data; kept with each lead in the words shown"),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("of the visitor")), ("ru", "Русский"), ("en", "English")],
        required=False,
    )
    sites = forms.CharField(
        label=_("Sites that may show it"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("One a line: https://shop.example. Without one the form opens at its own address only."),
    )
    work = forms.IntegerField(
        label=_("Proof of work, bits"),
        min_value=0,
        max_value=MOST_WORK,
        required=False,
        help_text=_("0 is off; 14 costs a phone about a second and needs JavaScript"),
    )

    def clean_sites(self) -> list[str]:
        """Origins, each named once."""
        said = [line.strip() for line in self.cleaned_data["sites"].splitlines() if line.strip()]
        wrong = [site for site in said if not origin_of_site(site)]
        if wrong:
            raise forms.ValidationError(_("Not an address of a site: %(site)s"), params={"site": wrong[0]})
        return list(dict.fromkeys(map(origin_of_site, said)))

    def settings_over(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The settings with the form's texts; its questions are another form's."""
        said = self.cleaned_data
        form = dict(before.get("form", {})) | {name: said[name] for name in _TEXTS}
        form |= {"offer": said["offer"], "sites": said["sites"], "work": said["work"] or 0}
        return super().settings_over(before) | {"form": form, "consent": said["consent"]}


class QuestionForm(forms.Form):
    """One question of a form."""

    name = forms.ChoiceField(label=_("Question"), required=False)
    title = forms.CharField(label=_("In your words"), max_length=200, required=False)
    choices = forms.CharField(
        label=_("Answers to choose from, one a line"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    required = forms.BooleanField(label=_("Required"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        known = [(name, words.in_language(language)) for name, (words, *_rest) in KNOWN_QUESTIONS.items()]
        self.fields["name"].choices = [  # type: ignore[attr-defined]  # a ChoiceField, as said above
            ("", _("— no question —")),
            *known,
            (OWN_LINE, _("your own, one line")),
            (OWN_TEXT, _("your own, several lines")),
        ]


if TYPE_CHECKING:
    # Django's own is generic in its stubs only.
    _QuestionSet = forms.BaseFormSet[QuestionForm]
else:
    _QuestionSet = forms.BaseFormSet


class _Questions(_QuestionSet):
    """All questions, in their order."""

    @property
    def questions(self) -> list[dict[str, Any]]:
        """As the settings keep them."""
        return [
            {
                "name": said["name"],
                "title": said["title"],
                "required": said["required"],
                "choices": [line.strip() for line in said["choices"].splitlines() if line.strip()],
            }
            for form in self.forms
            if (said := form.cleaned_data) and said.get("name")
        ]


QuestionForms = cast(
    type[_Questions],
    forms.formset_factory(QuestionForm, formset=_Questions, extra=_SPARE_QUESTIONS, max_num=30),
)


def initial_of(source: Source) -> dict[str, Any]:
    """What the fields of any of the forms hold now."""
    form = source.settings.get("form", {})
    own = {name: value for name, value in source.settings.items() if name not in _OF_FORM}
    said = {name: form.get(name, "") for name in _TEXTS}
    return (
        said
        | {name: source.defaults.get(name, "") for name in DEFAULTS}
        | {
            "name": source.name,
            "a_minute": source.a_minute,
            "refuses_incomplete": source.refuses_incomplete,
            "credit": source.settings.get("credit", "last"),
            "consent": source.settings.get("consent", ""),
            "sites": "\n".join(form.get("sites", ())),
            "work": form.get("work", 0),
            "settings": json.dumps(own, ensure_ascii=False, indent=1) if own else "",
        }
        | ({"offer": form["offer"]} if form.get("offer") else {})
    )


def initial_questions(source: Source) -> list[dict[str, Any]]:
    """The questions as their forms hold them; what is usual when nobody has said otherwise."""
    asked = source.settings.get("form", {}).get("questions") or USUAL
    return [each | {"choices": "\n".join(each.get("choices", ()))} for each in map(dict, asked)]
