"""What the page of the map shows: the drawing, the stretches and stops behind it, and the segments."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.basics.intervals import Estimate
from tandem.basics.numbers import DASH, format_duration, format_number, format_percent
from tandem.basics.text import Text
from tandem.funnel.journey_drawing import DrawnPoint, DrawnStretch, drawing
from tandem.funnel.journey_map import JourneyMap, MemberLine
from tandem.funnel.journey_map_rules import Stop, Stretch
from tandem.funnel.journey_part import Part
from tandem.measures.dimensions import dimension
from tandem.measures.export_files import Content
from tandem.ui.pieces import Cell, Column, Row, Table

MEANING: Mapping[str, Text] = {
    "cohort": Text(
        ru="Когорта: что стало с лидами, принятыми в эти дни, — до сегодняшнего дня. Кто ещё в пути, отказом не "
        "считается.",
        en="Cohort: what became of the leads captured in these days, until now. Those on the way are no refusals.",
    ),
    "period": Text(
        ru="Период: что случилось за эти дни, с какими бы лидами ни случилось. На соседних перегонах лиды разные, "
        "поэтому доли здесь не считаются.",
        en="Period: what happened in these days, whichever leads it happened to. Neighbouring stretches hold different "
        "leads, so there are no shares here.",
    ),
}
OWNERS = {"marketing": Text(ru="маркетинг", en="marketing"), "sales": Text(ru="продажи", en="sales")}


class MapPage:
    """The map in the reader's words."""

    def __init__(self, found: JourneyMap, part: Part, language: str) -> None:
        self.found, self.part, self.language = found, part, language
        self.titles = [point.title.in_language(language) for point in found.points]

    def drawn(self) -> SafeString:
        """The drawing."""
        flow = self.found.flow
        points = [self._point(at) for at in range(len(self.found.points))]
        stretches = [self._stretch(each) for each in flow.stretches]
        return drawing(points, stretches, label=_("Map of the journeys; the table below says the same"))

    def stretches(self) -> Table:
        """The stretches as a table."""
        columns = [
            Column(_("From")), Column(_("To")), Column(_("Leads"), numeric=True),
            Column(_("Of those who came to the start"), numeric=True), Column(_("Median time"), numeric=True),
            Column(_("Range"), numeric=True, hint=_("Holds the true median in nine cases of ten")),
            Column("n", numeric=True, hint=_("Leads whose both times are known")), Column(_("Who answers")),
        ]  # fmt: skip
        rows = [
            Row([
                Cell(self.titles[each.start]),
                Cell(self.titles[each.end], note=_("passing points not seen") if each.skips else ""),
                Cell(self._number(each.leads), url=self._url(each)), Cell(self._share(each)),
                Cell(self._time(each.seconds.value)), Cell(self._range(each.seconds)),
                Cell(self._number(each.seconds.n)), Cell(self._owner(each.start)),
            ])
            for each in self.found.flow.stretches
        ]  # fmt: skip
        return Table(_("Stretches"), columns, rows)

    def stops(self) -> Table:
        """Where leads stopped."""
        columns = [Column(_("Point")), Column(_("Came"), numeric=True), Column(_("Lost here"), numeric=True),
                   Column(_("Stand here"), numeric=True), Column(_("Who answers"))]  # fmt: skip
        rows = []
        for at, title in enumerate(self.titles):
            stop = self._stop(at)
            open_ = Cell(self._number(stop.open), url=self._stop_url(at, "open") if stop.open else "")
            rows.append(
                Row([
                    Cell(title), Cell(self._number(self.found.flow.reached[at])),
                    Cell(self._number(stop.lost), url=self._stop_url(at, "lost") if stop.lost else "",
                         note=self._part_of(stop.lost, at)),
                    open_ if self.part.cohort else Cell(DASH), Cell(self._owner(at)),
                ])
            )  # fmt: skip
        return Table(_("Stops"), columns, rows)

    def segments(self, address: Any) -> Table:
        """Each segment; its name draws the map of it alone. ``address`` builds the link from a member."""
        by = dimension(self.found.by)
        columns = [
            Column(by.name), Column(_("Leads"), numeric=True), Column(_("Contacted"), numeric=True),
            Column(_("Won"), numeric=True), Column(_("Lost"), numeric=True), Column(_("On the way"), numeric=True),
            Column(_("From lead to sale"), numeric=True, hint=_("Median of those that bought, and its range")),
        ]  # fmt: skip
        return Table(_("Segments"), columns, [self._segment(line, address) for line in self.found.lines])

    def file_rows(self) -> list[Sequence[Content]]:
        """Stretches and stops as rows of a file, times in days."""
        rows: list[Sequence[Content]] = [
            [_("From"), _("To"), _("Leads"), _("Median, days"), _("from"), _("to"), "n", _("Lost here"),
             _("Stand here"), _("Who answers")]
        ]  # fmt: skip
        for each in self.found.flow.stretches:
            known = each.seconds
            days = (
                [None] * 3
                if known.value is None
                else [round(at / 86400, 4) for at in (known.value, known.low, known.high)]
            )
            ends = [self.titles[each.start], self.titles[each.end]]
            rows.append([*ends, each.leads, *days, known.n, None, None, self._owner(each.start)])
        for at, title in enumerate(self.titles):
            stop = self._stop(at)
            still = stop.open if self.part.cohort else None
            came = self.found.flow.reached[at]
            rows.append([title, None, came, None, None, None, None, stop.lost, still, self._owner(at)])
        return rows

    def _segment(self, line: MemberLine, address: Any) -> Row:
        by = dimension(self.found.by)
        name = str(line.member) if line.member is not None else by.unknown.in_language(self.language)
        days = line.days
        said = self._time(days.value * 86400) if days.value is not None else DASH
        between = Estimate(days.value, days.low * 86400, days.high * 86400, days.n)
        return Row([
            Cell(name, url=address(line.member)), Cell(self._number(line.leads)),
            *(self._of_segment(part, line) for part in (line.contacted, line.won, line.lost, line.open)),
            Cell(said, note=f"{self._range(between)} · n = {self._number(days.n)}" if days.n else ""),
        ])  # fmt: skip

    def _of_segment(self, part: int | None, line: MemberLine) -> Cell:
        """A part of a segment's leads, as a share only where they are the same leads."""
        if part is None:
            return Cell(DASH)
        return Cell(self._number(part), note=self._percent(part, line.leads) if self.part.cohort else "")

    def _point(self, at: int) -> DrawnPoint:
        point, stop = self.found.points[at], self._stop(at)
        lost = _("lost %(leads)s") % {"leads": self._number(stop.lost)} if stop.lost else ""
        closes = point.key in ("won", "paid", "repeat")
        words = _("bought %(leads)s") if closes else _("here %(leads)s")
        still = words % {"leads": self._number(stop.open)} if stop.open and self.part.cohort else ""
        return DrawnPoint(
            title=self.titles[at], owner=str(point.owner), leads=self.found.flow.reached[at],
            seen=self._number(self.found.flow.reached[at]), lost=lost, lost_url=self._stop_url(at, "lost"), open=still,
            open_url=self._stop_url(at, "open"),
        )  # fmt: skip

    def _stretch(self, each: Stretch) -> DrawnStretch:
        time = self._time(each.seconds.value) if each.seconds.n else ""
        said = _("%(start)s → %(end)s: %(leads)s leads, median %(time)s (%(range)s), n = %(n)s; answers: %(owner)s") % {
            "start": self.titles[each.start], "end": self.titles[each.end], "leads": self._number(each.leads),
            "time": time or DASH, "range": self._range(each.seconds), "n": self._number(each.seconds.n),
            "owner": self._owner(each.start),
        }  # fmt: skip
        share = self._share(each)
        return DrawnStretch(
            each.start, each.end, each.leads, self._number(each.leads) if share == DASH else share, time,
            self._owner(each.start), said,
            self._url(each),
        )  # fmt: skip

    def _stop(self, at: int) -> Stop:
        return self.found.flow.stops.get(at, Stop())

    def _share(self, each: Stretch) -> str:
        """Of those who came to the start, only where they are the same leads."""
        return self._percent(each.leads, self.found.flow.reached[each.start]) if self.part.cohort else DASH

    def _part_of(self, leads: int, at: int) -> str:
        return self._percent(leads, self.found.flow.reached[at]) if leads and self.part.cohort else ""

    def _percent(self, part: int, whole: int) -> str:
        return format_percent(part / whole, self.language, 0) if whole else DASH

    def _number(self, value: int) -> str:
        return format_number(value, self.language)

    def _time(self, seconds: float | None) -> str:
        if seconds == 0:
            return _("at once")
        return DASH if seconds is None else format_duration(timedelta(seconds=seconds), self.language)

    def _range(self, each: Estimate) -> str:
        if each.value is None or not math.isfinite(each.high):
            return DASH
        return f"{self._time(each.low)} – {self._time(each.high)}"

    def _owner(self, at: int) -> str:
        return OWNERS[str(self.found.points[at].owner)].in_language(self.language)

    def _url(self, each: Stretch) -> str:
        points = self.found.points
        return self._leads_url({"start": points[each.start].key, "end": points[each.end].key})

    def _stop_url(self, at: int, stop: str) -> str:
        return self._leads_url({"end": self.found.points[at].key, "stop": stop})

    def _leads_url(self, what: Mapping[str, str]) -> str:
        period = self.part.period
        query = {"from": period.start.isoformat(), "to": period.end.isoformat(), **what}
        query |= {} if self.part.cohort else {"view": "period"}
        if self.part.where is not None:
            key, member = self.part.where
            query |= {"of": key, "member": "-" if member is None else str(member)}
        return f"{reverse('journey_leads')}?{urlencode(query)}"


FORMS = ("", "", "#,##0", "0.00", "0.00", "0.00", "#,##0", "#,##0", "#,##0", "")
