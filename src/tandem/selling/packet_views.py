"""The page of whether the packet is opened before the first contact, and its file."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.numbers import format_interval, format_number
from tandem.measures.answer_lines import seller_names
from tandem.measures.asked import Asked, asked, require
from tandem.measures.export_files import Content
from tandem.selling.material_effects import VERDICTS
from tandem.selling.packet_use import DAYS, FIELDS, Line, PacketUse, packet_use
from tandem.ui.pieces import Cell, Column, Row, Table

_FORMS = ("", "#,##0", "#,##0", *["0.0%"] * 3, *["#,##0"] * 3)


@require_GET
def packet(request: HttpRequest) -> HttpResponse:
    """Is the packet of a lead opened before the first word, and what goes along with it."""
    page, found = _asked(request)
    context = {
        "found": found,
        "table": _table(found, page),
        "verdict": VERDICTS[found.found.verdict],
        "days": DAYS,
        "exports": page.exports("packet_use_file"),
    }
    return render(request, "selling/packet.html", {**page.context(), **context})


@require_GET
def packet_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page, found = _asked(request)
    return page.file(_file_rows(found), form, name="packet", title=_("The packet of the lead"), forms=_FORMS)


def _asked(request: HttpRequest) -> tuple[Asked, PacketUse]:
    page = asked(request)
    require(page.role.sees_operating_report)
    return page, packet_use(page.period, page.reading, seller_id=page.seller_id)


def _lines(found: PacketUse) -> list[tuple[str, Line]]:
    names = seller_names(line.seller_id for line in found.lines)
    lines = sorted(((names.get(line.seller_id or 0, f"№ {line.seller_id}"), line) for line in found.lines),
                   key=lambda each: each[0].casefold())  # fmt: skip
    return [*lines, *([(_("Total"), found.whole)] if found.whole else [])]


def _heads() -> tuple[str, ...]:
    titles = {"promised": _("With a promise"), "pages": _("With pages seen"), "answers": _("With answers")}
    return tuple(titles[field] for field in FIELDS)


def _table(found: PacketUse, page: Asked) -> Table:
    language = page.language
    held = _("Of the cards opened, on how many it stood")
    columns = [
        Column(_("Seller")), Column(_("First contacts"), numeric=True),
        Column(_("Card opened before"), numeric=True, hint=_("Beneath: the share, corrected for few contacts")),
        *(Column(head, numeric=True, hint=held) for head in _heads()),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(name),
                Cell(format_number(line.contacts, language)),
                Cell(format_number(line.opened, language),
                     note=format_interval(line.share.value, line.share.low, line.share.high, language)),
                *(Cell(format_number(line.held[field], language)) for field in FIELDS),
            ],
            total=line is found.whole,
        )
        for name, line in _lines(found)
    ]  # fmt: skip
    return Table(_("The packet of the lead"), columns, rows)


def _file_rows(found: PacketUse) -> list[Sequence[Content]]:
    rows: list[Sequence[Content]] = [
        [_("Seller"), _("First contacts"), _("Card opened before"), _("Share"), _("from"), _("to"), *_heads()]
    ]
    for name, line in _lines(found):
        share = line.share
        rows.append([name, line.contacts, line.opened, share.value, share.low, share.high,
                     *(line.held[field] for field in FIELDS)])  # fmt: skip
    return rows
