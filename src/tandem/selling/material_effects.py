"""What a material is followed by, shown, sent or opened: moves to a next stage, against leads that stood there without.

A lead to which something was shown or sent, or whose client opened it, had stayed on its stage until then, and leads
that stay longer move on less often. So each is set against leads that had stood on the same stage for as many days,
came to it within the same half a year on either side, and had had none of it by then (landmark analysis: Anderson,
Cain and Gelber 1983, J. Clin. Oncol. 1; matched on the time at risk as in Li, Propert and Rosenbaum 2001, JASA 96).
What else sellers had in mind when they chose whom to show or send it to is not matched, and a client who opens a link
is keener than one who does not: it is no experiment and no proof of cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tandem.agreement.queries import in_force
from tandem.agreement.rules import NEW
from tandem.basics.intervals import Estimate, wilson
from tandem.basics.text import Text
from tandem.materials.models import Material
from tandem.measures.export_files import Content
from tandem.measures.store import Reading
from tandem.voice.rules import Compared, Verdict, compared

#: A lead moves on within so many days after the sending, or it does not.
DAYS = 14
#: Days before and after within which the others came to the stage.
_AROUND = 182

VERDICTS = {
    Verdict.HIGHER: Text(ru="двигаются дальше чаще", en="move on more often"),
    Verdict.LOWER: Text(ru="двигаются дальше реже", en="move on less often"),
    Verdict.ALIKE: Text(ru="от случайности не отличить", en="not to be told from chance"),
    Verdict.TOO_FEW: Text(ru="пока слишком мало случаев", en="too few cases yet"),
}


@dataclass(frozen=True, slots=True)
class _How:
    """One way a material reaches a client: its words, and since when as a column of the uses."""

    words: Text
    at: str
    where: str


WAYS = {
    "shown": _How(Text(ru="показали", en="shown"), "used_at", "way = 'shown'"),
    "sent": _How(Text(ru="отправили", en="sent"), "used_at", "way = 'sent'"),
    "opened": _How(Text(ru="клиент открыл", en="opened by the client"), "opened_at", "opened_at IS NOT NULL"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """A material on a stage, in one of ``WAYS``: ``found.before`` are the leads without it, ``found.after`` those with.

    ``young`` were sent it too lately to know.
    """

    material: Material
    way: Text
    stage: Text | str
    found: Compared
    young: int

    @property
    def verdict(self) -> Text:
        """What may be said."""
        return VERDICTS[self.found.verdict]


def effects(reading: Reading) -> list[Effect]:
    """Every material, the ways it was used, and the stages it was used on, those with most cases first."""
    used = [
        (material_id, key, how)
        for how in WAYS.values()
        for material_id, key in reading.rows(
            f"SELECT DISTINCT material_id, used_stage FROM material_uses WHERE {how.where} ORDER BY 1, 2"
        )
    ]
    materials = Material.objects.in_bulk([material_id for material_id, *_ in used])
    agreement = in_force()
    found = []
    for material_id, key, how in used:
        cases, moved, expected, others, young = _counted(reading, material_id, key, how)
        stage = agreement.stage(key)
        told = compared(_share(expected, others), wilson(moved, cases))
        found.append(Effect(materials[material_id], how.words, stage.title if stage else key, told, young))
    return sorted(found, key=lambda each: (-each.found.after.n, each.material.title))


def file_rows(found: list[Effect], language: str) -> Iterator[list[Content]]:
    """The same as the rows of a file."""
    titles = (
        Text(ru="Материал", en="Material"), Text(ru="Как", en="How"), Text(ru="Этап", en="Stage"),
        Text(ru="С материалом: n", en="With it: n"),
        Text(ru="С материалом: доля", en="With it: share"), Text(ru="от", en="from"), Text(ru="до", en="to"),
        Text(ru="Без него: n", en="Without: n"), Text(ru="Без него: доля", en="Without: share"),
        Text(ru="от", en="from"), Text(ru="до", en="to"), Text(ru="Ещё рано", en="Too young"),
        Text(ru="Что можно сказать", en="What may be said"),
    )  # fmt: skip
    yield [each.in_language(language) for each in titles]
    for each in found:
        after, before = each.found.after, each.found.before
        stage = each.stage.in_language(language) if isinstance(each.stage, Text) else each.stage
        yield [
            each.material.title, each.way.in_language(language), stage, after.n, after.value, after.low, after.high,
            before.n, before.value,
            before.low, before.high, each.young, each.verdict.in_language(language),
        ]  # fmt: skip


def _share(expected: float | None, others: int) -> Estimate:
    """The share among the others, weighted as those with the material; its width is that of so many plain cases."""
    return wilson(0, 0) if expected is None or not others else wilson(round(expected * others), others)


def _counted(
    reading: Reading, material_id: int, stage: str, how: _How
) -> tuple[int, int, float | None, int, int]:  # fmt: skip
    """(cases with it, of them moved on, the share of the others that did, how many others, too young to know)."""
    entered = "captured_at" if stage == NEW else "reached[$stage]"
    rows = reading.rows(
        _SQL.format(entered=entered, at=how.at, where=how.where),
        {"material": material_id, "stage": stage, "days": DAYS, "around": _AROUND},
    )
    cases, moved, expected, others, young = rows[0]
    return int(cases or 0), int(moved or 0), expected, int(others or 0), int(young or 0)


_SQL = """
WITH stood AS (
    SELECT lead_id, {entered} AS entered,
        list_min(list_transform(list_filter(map_entries(reached), lambda e: e.value > {entered} AND e.key <> 'lost'),
            lambda e: e.value)) AS moved_at,
        list_min(list_transform(list_filter(map_entries(reached), lambda e: e.value > {entered}),
            lambda e: e.value)) AS left_at
    FROM leads WHERE {entered} IS NOT NULL
), uses AS (
    SELECT lead_id, min({at}) AS sent_at FROM material_uses
    WHERE material_id = $material AND used_stage = $stage AND {where} GROUP BY lead_id
), now AS (
    SELECT greatest((SELECT max(captured_at) FROM leads), (SELECT max(greatest(used_at, opened_at)) FROM material_uses),
        (SELECT max(stage_at) FROM leads)) AS at
), with_it AS (
    SELECT u.lead_id, s.entered, u.sent_at, date_diff('day', s.entered, u.sent_at) AS age,
        coalesce(s.moved_at > u.sent_at AND s.moved_at <= u.sent_at + to_days($days), false) AS moved,
        u.sent_at + to_days($days) <= now.at AS ripe
    FROM uses u JOIN stood s USING (lead_id), now
    -- A link may be opened when the lead has long moved on: then there is nothing left for it to have done.
    WHERE u.sent_at >= s.entered AND (s.left_at IS NULL OR s.left_at >= u.sent_at)
), others AS (
    SELECT w.lead_id AS beside, s.lead_id,
        coalesce(s.moved_at <= s.entered + to_days(w.age) + to_days($days), false) AS moved
    FROM with_it w JOIN stood s ON s.lead_id <> w.lead_id
        AND abs(date_diff('day', s.entered, w.entered)) <= $around
        AND (s.left_at IS NULL OR s.left_at > s.entered + to_days(w.age))
    LEFT JOIN uses u ON u.lead_id = s.lead_id, now
    WHERE w.ripe AND s.entered + to_days(w.age) + to_days($days) <= now.at
        AND (u.sent_at IS NULL OR u.sent_at > s.entered + to_days(w.age) + to_days($days))
), beside AS (
    SELECT beside, avg(moved::INTEGER) AS share FROM others GROUP BY beside
)
SELECT (SELECT count(*) FROM with_it WHERE ripe), (SELECT count(*) FROM with_it WHERE ripe AND moved),
    (SELECT avg(share) FROM beside), (SELECT count(DISTINCT lead_id) FROM others),
    (SELECT count(*) FROM with_it WHERE NOT ripe)
"""
