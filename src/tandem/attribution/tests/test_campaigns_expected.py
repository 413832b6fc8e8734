"""What campaigns are judged by: corrected for few leads, young ones apart; alike on page, file and report."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from django.core.management import call_command
from django.utils import translation

from tandem.attribution.expected import Expectations, Expected, expectations
from tandem.attribution.expected_columns import ordered, widened
from tandem.attribution.payback import chain
from tandem.attribution.tests.test_payback_page import SPRING, bought
from tandem.basics.intervals import Estimate
from tandem.basics.periods import Period
from tandem.campaigns.samples import spend
from tandem.funnel.tests.test_pages import rows_of, text_of
from tandem.imports.samples import take
from tandem.measures.questions import Member
from tandem.measures.sheets import Line, Sheet
from tandem.measures.store import store
from tandem.measures.values import Value
from tandem.people.rules import Role
from tandem.ui.pieces import Cell, Column, Row, Table

__all__ = ["bought"]
ASKED = "from=2026-01-01&to=2026-03-31"


def test_the_page_of_campaigns_and_of_payback_have_one_definition_of_what_is_to_come(bought):
    found, paid = expectations(SPRING, store.read(), by="campaign"), chain(SPRING, store.read(), by="campaign")
    assert found.is_told
    for line in paid.lines:
        each = found.lines[line.member]
        assert line.payback is not None
        assert (each.leads, each.buys, each.romi) == (line.leads, line.payback.share, line.payback.romi)
        assert each.judged is not None
        assert line.buyers <= each.judged < line.leads
        assert not each.is_young


def test_page_file_and_report_tell_paid_leads_margin_and_what_will_be(bought, signed_in, capsys):
    browser = signed_in(Role.MARKETER)
    page = text_of(browser.get(f"/campaigns/?{ASKED}"))
    for told in ("Paid", "Margin", "Will buy in the end", "Return in the end", "Judged so far", "of 60"):
        assert told in page
    head, *rows = rows_of(browser.get(f"/campaigns/table.csv?{ASKED}"))
    line = dict(zip(head, next(row for row in rows if row[0] == "spring"), strict=True))
    assert int(line["Paid"]) == sum(int(each["lead_id"][1:]) % 2 for each in bought[1])
    assert (line["of leads"], line["Young"]) == ("60", "no")
    with translation.override("en"):
        call_command("report", "campaigns", "--from", "2026-01-01", "--to", "2026-03-31", "--json")
        told = json.loads(capsys.readouterr().out)
        call_command("report", "campaigns", "--from", "2026-01-01", "--to", "2026-03-31", "--format", "csv")
        columns = capsys.readouterr().out.splitlines()[0]
    row = next(each for each in told["rows"] if "spring" in json.dumps(each["members"]))
    assert {"paid_leads", "margin"} <= set(row["figures"])
    assert row["expected"]["buys"]["value"] == float(line["Will buy in the end"])
    assert "Paid sales" in columns
    assert "Will buy in the end" in columns


def _sheet(**sales: int) -> Sheet:
    lines = [Line((name,), {"deals_won": Value(count)}, members=(name,)) for name, count in sales.items()]
    return Sheet("", ("Campaign",), ("deals_won",), (*lines, Line(("Total",), {}, total=True)))


def _expected(leads: int, judged: float | None, share: float = 0.1) -> Expected:
    told = Estimate(share, share / 2, share * 2, leads)
    return Expected(leads, judged, told, None if judged is None else told)


def test_a_young_campaign_is_never_ranked_by_its_raw_result():
    found = Expectations(
        {"old": _expected(100, 99), "older": _expected(100, 100), "young": _expected(100, 20), "new": _expected(9, 1)},
        is_told=True, rankable=True,
    )  # fmt: skip
    sheet = _sheet(new=1, old=5, older=2, young=9)
    names = [line.labels[0] for line in ordered(sheet, "-deals_won", found).lines]
    assert names == ["old", "older", "new", "young", "Total"]
    assert [line.labels[0] for line in ordered(sheet, "deals_won", found).lines][:2] == ["older", "old"]
    # Before anything can be told of what is to come, nobody is old.
    untold = Expectations({name: replace(each, judged=None, buys=None) for name, each in found.lines.items()})
    assert [line.labels[0] for line in ordered(sheet, "-deals_won", untold).lines] == [
        "new", "old", "older", "young", "Total",
    ]  # fmt: skip


def test_lines_are_ordered_by_what_will_be_only_where_shares_can_be_told_apart():
    lines: dict[Member, Expected] = {
        "a": _expected(50, 50, 0.1),
        "b": _expected(50, 50, 0.3),
        "c": _expected(50, 10, 0.2),
    }
    sheet = _sheet(a=1, b=2, c=3, nothing_spent=0)
    told = [line.labels[0] for line in ordered(sheet, "-in_the_end", Expectations(lines, True, True)).lines]
    assert told == ["b", "c", "a", "nothing_spent", "Total"]
    untold = ordered(sheet, "-in_the_end", Expectations(lines, True, False))
    assert [line.labels[0] for line in untold.lines] == ["a", "b", "c", "nothing_spent", "Total"]


def test_a_young_line_bears_its_mark_and_says_how_many_can_be_judged():
    sheet = _sheet(young=9)
    table = Table("", [Column("Campaign"), Column("Won")], [Row([Cell("young"), Cell("9")]), Row([Cell("Total")] * 2)])
    with translation.override("en"):
        found = widened(table, sheet, Expectations({"young": _expected(120, 12.7)}, True, True), "en")
    assert [str(cell.value) for cell in found.rows[0].cells][-1] == "12 of 120"
    assert found.rows[0].cells[0].note == "young: 12 of 120 can be judged"
    titles = [str(column.title) for column in found.columns]
    assert titles == ["Campaign", "Will buy in the end", "Return in the end", "Won", "Judged so far"]
    assert [cell.value for cell in found.rows[1].cells] == ["Total", "", "", "Total", ""]


def test_a_small_campaign_is_pulled_towards_the_others(db):
    said = [
        {
            "id": f"T{at}", "created_at": datetime(2026, 1, 1 + at % 28, 9, tzinfo=UTC), "client_id": f"TC{at}",
            "campaign": "big" if at < 60 else "other" if at < 117 else "tiny",
            "grade": "A" if at >= 117 or (at < 60 and at % 2) or (at < 117 and at % 5 == 0) else "D",
        }
        for at in range(120)
    ]  # fmt: skip
    take("lead", said)
    spend(campaign="tiny", day=date(2026, 1, 2), spend=Decimal(10))
    found = expectations(Period(date(2026, 1, 1), date(2026, 1, 31)), store.read(), by="campaign")
    tiny = found.lines["tiny"].target
    assert tiny is not None
    assert tiny.value is not None
    assert tiny.low < tiny.value < 0.9
    assert found.lines["tiny"].is_young
