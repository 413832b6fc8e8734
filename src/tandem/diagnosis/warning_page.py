"""What the pages of early warnings show: all campaigns in the order of evidence, and the days of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.basics.numbers import DASH, format_day, format_interval, format_number, format_percent
from tandem.basics.periods import Period
from tandem.diagnosis.rules.audience import Evidence, State, chance, weigh
from tandem.diagnosis.warning_answers import OUTCOMES
from tandem.diagnosis.warning_models import AudienceWarning, AudienceWatch
from tandem.diagnosis.warning_reading import leads_of, moment, plan_of, wait_for_labels
from tandem.diagnosis.warning_words import STATES, Told, at_stake, between, rare
from tandem.measures.catalogue import measure
from tandem.measures.export_files import Content
from tandem.measures.figures import leads_url
from tandem.measures.horizon import Horizon
from tandem.measures.keeping import kept
from tandem.measures.store import Reading
from tandem.ui.pieces import Cell, Column, Row, Table

#: Moments at which the evidence of one campaign is drawn.
_LOOKS = 30


def list_table(found: Sequence[Told], today: date, language: str) -> Table:
    """All that is watched, the strongest evidence first."""
    columns = [
        Column(_("Campaign")),
        Column(_("State")),
        Column(_("Target leads"), numeric=True, hint=_("With a range that holds the true share in eight cases of ten")),
        Column(_("Held to"), numeric=True),
        Column(_("Labelled leads"), numeric=True),
        Column(_("Since")),
        Column(_("By chance"), hint=_("How often so much would be seen of a campaign in order, at most")),
        Column(
            _("At stake"),
            numeric=True,
            hint=_("Spent since then on non-target leads, or on payers who do not come, beyond what was planned for"),
        ),
    ]
    return Table(_("Early warnings"), columns, [_row(each, today, language) for each in found])


def file_rows(found: Sequence[Told], language: str) -> list[Sequence[Content]]:
    """The same as rows of a file."""
    rows: list[Sequence[Content]] = [
        [_("Campaign"), _("Creative"), _("State"), _("Target leads"), _("from"), _("to"), _("Held to"),
         _("Labelled leads"), _("Since"), _("not before"), _("not after"), _("By chance"), _("At stake"),
         _("Share of")]
    ]  # fmt: skip
    for each in found:
        rows.append(
            [
                each.watch.campaign, each.watch.creative, STATES[each.standing.state].in_language(language),
                round(each.share.value, 6), round(each.share.low, 6), round(each.share.high, 6),
                round(each.planned, 6), each.share.n,
                *(day.isoformat() if day else None for day in (each.changed_on, each.earliest, each.latest)),
                float(f"{chance(each.standing.evidence):.3g}"), each.at_stake,
                _("leads that pay") if each.by_payments else _("target leads"),
            ]
        )  # fmt: skip
    return rows


FORMS = ("", "", "", "0.0%", "0.0%", "0.0%", "0.0%", "#,##0", "", "", "", "0.0000", "#,##0.00", "")


def past_table(warnings: Sequence[AudienceWarning], today: date, language: str) -> Table:
    """Warnings that were answered: when they were raised, seen and answered, and what came of them."""
    columns = [
        Column(_("Campaign")), Column(_("Warned")), Column(_("Seen")), Column(_("Answered")), Column(_("Days in all"),
        numeric=True), Column(_("What came of it")),
    ]  # fmt: skip
    rows = []
    for each in warnings:
        assert each.answered_at is not None
        days = (each.answered_at - each.raised_at) / timedelta(days=1)
        rows.append(
            Row(
                [
                    Cell(each.watch.creative or each.watch.campaign, url=_address(each.watch)),
                    Cell(format_day(each.raised_at.date(), today, language)),
                    Cell(DASH if each.seen_at is None else format_day(each.seen_at.date(), today, language)),
                    Cell(format_day(each.answered_at.date(), today, language)),
                    Cell(format_number(days, language, 1)),
                    Cell(OUTCOMES[each.outcome], note=each.done),
                ]
            )
        )
    return Table(_("Answered warnings"), columns, rows)


def evidence_path(watch: AudienceWatch, reading: Reading, there: Horizon) -> list[tuple[date, Evidence]]:
    """The evidence as it stood on up to thirty days of the watch, the newest last."""

    def work(_earlier: object) -> list[tuple[date, Evidence]]:
        leads = leads_of(watch, reading, wait=wait_for_labels(reading))
        now, plan = moment(watch, there.as_of), plan_of(watch)
        step = max(1, round(now / _LOOKS))
        ends = [*range(step, int(now), step), now]
        return [
            (watch.since + timedelta(days=int(end)), weigh(leads, plan, now=float(end))) for end in ends if end > 0
        ]  # fmt: skip

    return kept(reading, ("evidence path", watch.pk), work)


def path_table(path: Sequence[tuple[date, Evidence]], today: date, language: str) -> Table:
    """The figures behind the drawing."""
    columns = [
        Column(_("Day")), Column(_("Labelled leads"), numeric=True), Column(_("Target leads"), numeric=True),
        Column(_("By chance")),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(format_day(day, today, language)),
                Cell(format_number(float(each.counts.cases[0]), language)),
                Cell(format_number(float(each.counts.hits[0]), language)),
                Cell(rare(chance(each), language)),
            ]
        )
        for day, each in reversed(path)
    ]
    return Table(_("Evidence over the days"), columns, rows)


def leads_behind(found: Told, until: date) -> str:
    """The address of the non-target leads behind a warning."""
    first = found.changed_on or found.watch.since
    if first > until:
        return ""
    where = {"campaign": found.watch.campaign} | ({"creative": found.watch.creative} if found.watch.creative else {})
    return leads_url(measure("leads" if found.by_payments else "non_target_leads"), Period(first, until), where)


def _row(found: Told, today: date, language: str) -> Row:
    watch, is_warning = found.watch, found.standing.state is State.WARNING
    url, share = _address(watch), found.share
    name = Cell(watch.creative or watch.campaign, url=url, note=watch.campaign if watch.creative else "")
    since = format_day(found.changed_on, today, language) if found.changed_on else DASH
    return Row(
        [
            name,
            Cell(
                STATES[found.standing.state],
                note=_("lies with %(names)s") % {"names": ", ".join(found.standing.lies_with)}
                if found.standing.lies_with
                else "",
            ),
            Cell(
                format_interval(share.value, share.low, share.high, language) if share.n else DASH,
                note=_("of leads pay") if found.by_payments else "",
            ),
            Cell(format_percent(found.planned, language, 1 if found.by_payments else 0)),
            Cell(format_number(share.n, language)),
            Cell(since, note=between(found, today, language) if is_warning and found.earliest else ""),
            Cell(rare(chance(found.standing.evidence), language)),
            Cell(at_stake(found, language)),
        ],
        url=url,
    )


def _address(watch: AudienceWatch) -> str:
    return reverse("audience_warning", args=[watch.pk])
