"""Addresses of the load of the department."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.ui.navigation import NavItem
from tandem.workload import moment_views, views

navigation = (NavItem("workload", Text(ru="Нагрузка", en="Workload"), "workload", 92, views.ROLES, under="shifts"),)

urlpatterns = [
    path("workload/", views.workload, name="workload"),
    path("workload/crisis/", views.crisis, name="crisis"),
    path("workload/moment/", moment_views.moment, name="moment"),
    path("workload/moment/<int:moment_id>/", moment_views.moment_answer, name="moment_answer"),
    path("workload/table.<str:form>", views.workload_file, name="workload_file"),
]
