"""What is asked for a material."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.materials.actions import MOST_BYTES, MaterialCard
from tandem.materials.models import Material
from tandem.materials.queries import titles_of_places
from tandem.materials.rules import Kind, keeps_materials
from tandem.people.models import Person
from tandem.people.rules import Role

#: A material is looked at again after so long, unless its owner says otherwise.
_REVIEWED_AFTER = timedelta(days=90)
_NAMES = ("title", "kind", "text", "link", "for_clients", "owner", "review_on")


class MaterialForm(forms.Form):
    """What it is, for which stages and doubts, and who looks after it."""

    title = forms.CharField(max_length=200)
    kind = forms.ChoiceField()
    stages = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    doubts = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))
    link = forms.URLField(required=False, max_length=500, assume_scheme="https")
    file = forms.FileField(required=False)
    for_clients = forms.BooleanField(required=False)
    owner = forms.ModelChoiceField(Person.objects.none(), empty_label=None)
    review_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(
        self, data: Any = None, files: Any = None, *, material: Material | None, initial: dict[str, Any], today: date
    ) -> None:
        language = get_language() or "en"
        super().__init__(data, files, initial=_as_written(material) if material else _usual(today) | initial)
        places = titles_of_places(language)
        keepers = [role for role in Role if keeps_materials(role)]
        for name, label, hint in (
            ("title", _("Name"), ""),
            ("kind", _("Kind"), ""),
            ("stages", _("At which stages?"), ""),
            ("doubts", _("Which doubts does it remove?"), _("From the agreement's list of refusals")),
            ("text", _("Text"), _("A seller can copy it into a letter or a messenger")),
            ("link", _("Link"), ""),
            ("file", _("File"), _("Up to 8 MB")),
            ("for_clients", _("May be sent to clients"), ""),
            ("owner", _("Who keeps it right"), ""),
            ("review_on", _("Look again by"), ""),
        ):
            self.fields[name].label, self.fields[name].help_text = label, hint
        self._choose("kind", [(kind.value, kind.words.in_language(language)) for kind in Kind])
        self._choose("stages", places["stages"])
        self._choose("doubts", places["doubts"])
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        kept = material.owner_id if material else None
        owner.queryset = Person.objects.filter(Q(is_active=True, role__in=keepers) | Q(pk=kept)).order_by("name")

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def card(self) -> MaterialCard:
        """What was written; call it on a valid form."""
        said = self.cleaned_data
        file = said["file"]
        return MaterialCard(
            **{name: said[name] for name in _NAMES if name != "kind"}, kind=Kind(said["kind"]),
            stages=tuple(said["stages"]), doubts=tuple(said["doubts"]),
            file=(file.name, file.read(MOST_BYTES + 1)) if file else None,
        )  # fmt: skip


def _usual(today: date) -> dict[str, Any]:
    return {"for_clients": True, "review_on": today + _REVIEWED_AFTER}


def _as_written(material: Material) -> dict[str, Any]:
    lists = {"stages": material.stages.split(","), "doubts": material.doubts.split(",")}
    return {name: getattr(material, name) for name in _NAMES} | lists | {"owner": material.owner_id}
