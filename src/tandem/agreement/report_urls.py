"""Addresses of the promises ledger, of backtests and of the recount."""

from __future__ import annotations

from django.urls import path

from tandem.agreement import backtest_views, promise_views, recount_views, situation_views

urlpatterns = [
    path("agreement/recount/", recount_views.recount, name="agreement_recount"),
    path("agreement/recount/table.<str:form>", recount_views.recount_file, name="agreement_recount_file"),
    path("agreement/backtests/", backtest_views.list_of_backtests, name="agreement_backtests"),
    path("agreement/backtests/<int:number>/", backtest_views.backtest, name="agreement_backtest"),
    path(
        "agreement/backtests/<int:number>/cancellation/",
        backtest_views.cancellation,
        name="agreement_backtest_cancellation",
    ),
    path("agreement/backtests/<int:number>/leads/", backtest_views.leads, name="agreement_backtest_leads"),
    path(
        "agreement/backtests/<int:number>/leads/all.<str:form>",
        backtest_views.leads_file,
        name="agreement_backtest_leads_file",
    ),
    path(
        "agreement/backtests/<int:number>/<slug:part>.<str:form>", backtest_views.file, name="agreement_backtest_file"
    ),
    path("watched/situations/", situation_views.situations, name="situations"),
    path("watched/situations.<str:form>", situation_views.situations_file, name="situations_file"),
    path("promises/", promise_views.promises, name="promises"),
    path("promises/table.<str:form>", promise_views.promises_file, name="promises_file"),
    path("promises/<int:version>/<str:key>/", promise_views.promise_rows_page, name="promise_rows"),
    path(
        "promises/<int:version>/<str:key>/table.<str:form>", promise_views.promise_rows_file, name="promise_rows_file"
    ),
]
