"""Addresses of the agreement."""

from __future__ import annotations

from django.urls import path, re_path

from tandem.agreement import comparison_views, draft_views, file_views, month_views, payout_views, views
from tandem.agreement.clause_urls import urlpatterns as of_clauses
from tandem.agreement.report_urls import urlpatterns as of_reports
from tandem.basics.text import Text
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("agreement/", views.agreement, name="agreement"),
    path("agreement/versions/<int:number>/", views.version, name="agreement_version"),
    path("agreement/versions/<int:number>/acknowledgement/", views.acknowledgement, name="agreement_acknowledgement"),
    path("agreement/versions/<int:number>/agreement.yaml", file_views.version_yaml, name="agreement_yaml"),
    path("agreement/acknowledgements/", views.acknowledgements, name="agreement_acknowledgements"),
    re_path(r"^agreement/acknowledgements\.(?P<kind>csv|xlsx)$", views.sheet, name="agreement_sheet"),
    path("agreement/comparison/", comparison_views.comparison, name="agreement_comparison"),
    path("agreement/draft/comparison/", comparison_views.draft_comparison, name="agreement_draft_comparison"),
    path("agreement/months/", month_views.months, name="agreement_months"),
    re_path(r"^agreement/months/(?P<named>\d{4}-\d{2})/$", payout_views.month, name="agreement_month"),
    path("agreement/months/<str:named>/bonuses.<str:form>", payout_views.month_file, name="agreement_payouts_file"),
    path("agreement/draft/", draft_views.draft, name="agreement_draft"),
    path("agreement/draft/proposal/", draft_views.proposal, name="agreement_proposal"),
    path("agreement/draft/signatures/", draft_views.signatures, name="agreement_signatures"),
    path("agreement/draft/withdrawal/", draft_views.withdrawal, name="agreement_withdrawal"),
    path("agreement/draft/draft.yaml", file_views.draft_yaml, name="agreement_draft_yaml"),
    path("agreement/draft/file/", file_views.file, name="agreement_file"),
    path("agreement/draft/items/<slug:section>/", draft_views.new_item, name="agreement_new_item"),
    path("agreement/draft/items/<slug:section>/<str:key>/", draft_views.item, name="agreement_item"),
    path("agreement/draft/items/<slug:section>/<str:key>/place/", draft_views.item_place, name="agreement_item_place"),
    path(
        "agreement/draft/items/<slug:section>/<str:key>/removal/",
        draft_views.item_removal,
        name="agreement_item_removal",
    ),
    *of_clauses,
    *of_reports,
]

navigation = [
    NavItem("promises", Text(ru="Обязательства", en="Promises"), "promises", 81, under="agreement"),
    NavItem("agreement", Text(ru="Регламент", en="Agreement"), "agreement", 80),
]
