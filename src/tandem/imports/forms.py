"""Forms of the import pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.imports.shelf import recipes


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Several files, cleaned to a list of uploads; empty ones pass, for the reading says it better."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list of uploads."""
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return uploads


class UploadForm(forms.Form):
    """Which files, and by which recipe."""

    uploads = ManyFilesField(
        label=_("Files"),
        help_text=_("CSV, XLSX or a 1CClientBankExchange statement; files of one export together. Up to 2 GB."),
        error_messages={"required": _("Choose at least one file.")},
    )
    recipe = forms.ChoiceField(
        label=_("Recipe"),
        required=False,
        help_text=_("How the columns become leads, clients, calls and payments."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,.xlsm"
        choices = self.fields["recipe"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = recipe_choices()

    @property
    def pasted(self) -> str:
        """Cells pasted in place of a file: forms of other rooms may have a text area of this name."""
        return str(self.data.get("pasted", "")).strip("\r\n")

    def full_clean(self) -> None:
        """Pasted cells stand for a file."""
        self.fields["uploads"].required = not self.pasted
        super().full_clean()


class PlainRecipeForm(forms.Form):
    """Another recipe for files that are here already."""

    recipe = forms.ChoiceField(label=_("Read by another recipe"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["recipe"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = recipe_choices()


def recipe_choices() -> list[tuple[str, Any]]:
    """The recipes on the shelf, after "find out by the headers"."""
    shelved = [(each.name, each.title.in_language(get_language() or "")) for each in recipes()]
    return [("", _("Find out by the headers")), *sorted(shelved, key=lambda each: each[1].casefold())]
