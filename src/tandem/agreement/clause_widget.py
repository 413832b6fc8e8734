"""The input of a clause in any form: it is tried while one types, and can be opened to be built of rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

#: What a clause of each structure of the document may read; a promise says itself what it is about.
_SCOPES = {
    "Questions": "question", "Portrait": "status", "Status": "status", "ReturnReason": "status", "Decision": "status",
    "DutyPromise": "duty", "Watch": "duty", "Care": "leads",
}  # fmt: skip


class ClauseTextarea(forms.Textarea):
    """A text area for a clause of a structure of the document, by the structure's name."""

    def __init__(self, structure: str) -> None:
        super().__init__({"rows": 2, "class": "clause-text", "spellcheck": "false", "autocapitalize": "none"})
        self.scope = _SCOPES.get(structure, "question")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The text area, its buttons and the place where the trial appears."""
        context = {
            "name": name,
            "value": "" if value is None else value,
            "attrs": self.build_attrs(self.attrs, attrs),
            "scope": self.scope,
        }
        return render_to_string("agreement/clause_widget.html", context)
