"""Addresses of shifts and absences."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.people.rules import Role
from tandem.shifts import views
from tandem.shifts.rules import opens_shifts
from tandem.ui.navigation import NavItem

navigation = (
    NavItem(
        "shifts",
        Text(ru="Смены", en="Shifts"),
        "shifts",
        90,
        roles=frozenset(role.value for role in Role if opens_shifts(role)),
        group=Text(ru="Команда", en="Team"),
    ),
)

urlpatterns = [
    path("shifts/", views.shifts, name="shifts"),
    path("shifts/table.<str:form>", views.shifts_file, name="shifts_file"),
    path("shifts/<int:person_id>/", views.persons_shifts, name="persons_shifts"),
    path("shifts/<int:person_id>/weeks/", views.weeks, name="working_weeks"),
    path("shifts/<int:person_id>/absences/", views.absences, name="absences"),
    path(
        "shifts/<int:person_id>/absences/<int:absence_id>/cancellation/",
        views.absence_cancellation,
        name="absence_cancellation",
    ),
    path("shifts/<int:person_id>/days/", views.days, name="changed_days"),
    path("shifts/<int:person_id>/days/<int:day_id>/cancellation/", views.day_cancellation, name="day_cancellation"),
]
