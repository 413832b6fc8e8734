"""Every Django form of the house is drawn by our own field template."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Label above, help below, errors beside the field and announced to screen readers."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
