"""The map of all journeys: each lead once at each point, who stops where, and period and cohort apart."""

from __future__ import annotations

import html
import json
import math
import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.agreement.rules import VERSION_ZERO
from tandem.basics.periods import Period
from tandem.funnel.journey_leads import Behind, leads_behind
from tandem.funnel.journey_map import JourneyMap, journey_map
from tandem.funnel.journey_map_rules import Stop, median_of, stretches_of
from tandem.funnel.journey_part import Part
from tandem.funnel.journey_points import points_of
from tandem.imports.samples import take
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.store import store
from tandem.people.rules import Department, Role
from tandem.selling.facts import LeadMoved
from tandem.selling.moving_rules import is_way_back
from tandem.selling.samples import activity, payment

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
PAGE = "/funnel/map/"
DAYS = "period=2026-03"


def at(day: int, hour: int = 9, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


# The rules


def test_the_median_and_its_range_are_values_that_were_seen():
    found = median_of([(float(each), 1) for each in range(1, 102)])

    assert (found.value, found.n) == (51, 101)
    assert (found.low, found.high) == (42, 60)
    assert median_of([(7.0, 3)]).value == 7
    assert median_of([(1.0, 1), (2.0, 1)]) == median_of([(2.0, 1), (1.0, 1)])
    assert median_of([]).value is None


def test_the_range_holds_the_true_median_nine_times_of_ten():
    chance = np.random.default_rng(4)
    held = 0
    for _ in range(1000):
        found = median_of([(float(each), 1) for each in chance.exponential(10, 40)])
        held += found.low <= 10 * math.log(2) <= found.high
    assert 0.88 <= held / 1000 <= 0.97


def test_stretches_of_unknown_length_count_as_leads_but_not_as_time():
    (only,) = stretches_of([(0, 2, None, 3), (0, 2, 60, 1), (0, 2, 120, 1)])

    assert (only.leads, only.seconds.n, only.seconds.value) == (5, 2, 90)
    assert only.skips


# Out of the store


@pytest.fixture
def march(db) -> list[int]:
    """One that bought, one that was lost untouched, one that goes back and forth, one that came again, one of April."""
    visits = json.dumps([{"at": moment.isoformat(), "utm_source": "vk"} for moment in (at(1), at(2))])
    leads = [
        {"id": "sold", "client_id": "C1", "created_at": at(2), "source": "vk", "touches": visits},
        {"id": "lost", "client_id": "C2", "created_at": at(3), "source": "ads", "stage": "lost", "stage_at": at(5)},
        {"id": "back", "client_id": "C3", "created_at": at(4), "source": "vk"},
        {"id": "again", "client_id": "C2", "created_at": at(20), "source": "vk"},
        {"id": "april", "client_id": "C5", "created_at": at(2, month=4), "source": "vk"},
    ]
    ids = take("lead", leads)
    activity(lead_id="sold", client_id="C1", at=at(2, 11), kind="call")
    walked("sold", qualified=at(4), invoice=at(6), won=at(9))
    payment(lead_id="sold", paid_on=date(2026, 3, 11))
    walked("back", in_work=at(5), proposal=at(8))
    walked("back", in_work=at(10))
    walked("back", proposal=at(12))
    return ids


def walked(key: str, **moves: datetime) -> None:
    """Stages one after the other, as an export of each day tells them."""
    for stage, moment in moves.items():
        take("lead", [{"id": key, "stage": stage, "stage_at": moment}])


def the_map(*, cohort: bool = True, **how: Any) -> JourneyMap:
    return journey_map(Part(MARCH, cohort, **how), store.read(), in_force())


def reached(found: JourneyMap) -> dict[str, int]:
    return {point.key: count for point, count in zip(found.points, found.flow.reached, strict=True)}


def ways(found: JourneyMap) -> dict[tuple[str, str], int]:
    return {(found.points[each.start].key, found.points[each.end].key): each.leads for each in found.flow.stretches}


def stops(found: JourneyMap) -> dict[str, Stop]:
    return {found.points[at].key: each for at, each in found.flow.stops.items()}


def test_each_lead_goes_over_the_points_it_was_seen_at_and_no_others(march):
    found = the_map()

    assert reached(found) == {
        "visit": 1, "lead": 4, "contact": 2, "qualified": 1, "proposal": 1, "invoice": 1, "won": 1, "paid": 1,
        "repeat": 0,
    }  # fmt: skip
    assert ways(found) == {
        ("visit", "lead"): 1, ("lead", "contact"): 2, ("contact", "qualified"): 1, ("contact", "proposal"): 1,
        ("qualified", "invoice"): 1, ("invoice", "won"): 1, ("won", "paid"): 1,
    }  # fmt: skip
    took = {
        found.points[each.end].key: each.seconds.value for each in found.flow.stretches if each.end == each.start + 1
    }
    assert took["lead"] == timedelta(days=1).total_seconds()
    assert took["won"] == timedelta(days=3).total_seconds()


def test_who_goes_back_and_forth_passes_a_stretch_once_and_stands_where_it_stands(march):
    found = the_map()

    assert ways(found)[("contact", "proposal")] == 1
    assert stops(found)["proposal"] == Stop(0, 1)
    assert (found.flow.went_back, found.flow.reopened) == (1, 0)


def test_who_stands_behind_where_it_was_is_counted_there(march):
    walked("back", in_work=at(14))
    found = the_map()

    assert stops(found)["contact"] == Stop(0, 1)
    assert reached(found)["proposal"] == 1
    assert found.flow.went_back == 1


def test_a_lost_lead_stops_where_it_was_last_and_one_taken_up_again_is_said_to_be(march):
    assert stops(the_map())["lead"] == Stop(1, 1)
    assert the_map().flow.came_again == 1

    walked("lost", qualified=at(25))
    found = the_map()
    assert stops(found)["qualified"] == Stop(0, 1)
    assert found.flow.reopened == 1


def test_one_taken_up_again_counts_also_once_it_is_lost_again(march):
    walked("lost", qualified=at(25))
    walked("lost", lost=at(27))
    assert the_map().flow.reopened == 1


def test_one_that_reached_an_earlier_point_after_a_later_one_went_back_lost_or_not(march):
    walked("back", qualified=at(14))
    assert the_map().flow.went_back == 1

    walked("back", lost=at(15))
    assert (the_map().flow.went_back, the_map().flow.reopened) == (1, 0)


def test_a_way_back_and_forth_counts_once_though_the_lead_is_lost_later(march):
    walked("back", in_work=at(13), lost=at(15))
    walked("back", in_work=at(16), proposal=at(17))
    walked("back", in_work=at(18), lost=at(19))

    assert (the_map().flow.went_back, the_map().flow.reopened, the_map().flow.unmarked) == (1, 1, 0)


def test_a_way_back_counts_in_the_period_it_happened_in_and_coming_forth_again_does_not(march):
    walked("back", in_work=at(20))
    walked("back", proposal=at(5, month=4))
    walked("back", lost=at(6, month=4))

    def back(period: Period) -> int:
        return journey_map(Part(period, False), store.read(), in_force()).flow.went_back

    assert (back(MARCH), back(APRIL)) == (1, 0)
    # The cohort of March went back, whenever; of April's nobody did.
    assert the_map().flow.went_back == 1
    assert journey_map(Part(APRIL, True), store.read(), in_force()).flow.went_back == 0


def test_moves_told_before_the_stage_left_was_noted_are_seen_by_first_times(march):
    lead, moves = march[2], (("invoice", 20), ("qualified", 22), ("lost", 25))
    with transaction.atomic():
        for stage, day in moves:
            fact = LeadMoved(stage=stage, amount=None, lost_reason=None, dated=True)
            assert fact.came_from is None
            record([Happening(fact, lead, at(day), lead)], recording=Recording(at=at(day), source="test"))
    flow = the_map().flow

    assert (flow.went_back, flow.unmarked) == (1, 1)


def test_random_ways_back_are_counted_as_plain_python_counts_them(db):
    chance = random.Random(5)
    order = [stage.key for stage in VERSION_ZERO.stages]
    ids = take("lead", [{"id": f"W{number}", "client_id": f"W{number}", "created_at": at(1)} for number in range(30)])
    told = []
    expected: dict[str, set[tuple[int, int]]] = {"back": set(), "again": set()}
    for lead in ids:
        stood, moment = "new", at(1)
        for _ in range(chance.randint(0, 8)):
            moment += timedelta(days=chance.randint(0, 9), hours=1)
            stage = chance.choice(order)
            back = is_way_back(VERSION_ZERO, stood, stage)
            fact = LeadMoved(stage=stage, amount=None, lost_reason=None, dated=True, came_from=stood, back=back)
            told.append(Happening(fact, lead, moment, lead))
            if "lost" not in (stood, stage) and order.index(stage) < order.index(stood):
                expected["back"].add((lead, moment.month))
            elif stood == "lost" != stage:
                expected["again"].add((lead, moment.month))
            stood = stage
    with transaction.atomic():
        record(told, recording=Recording(at=at(30, month=5), source="test"))

    cohort = the_map().flow
    assert cohort.went_back == len({lead for lead, _ in expected["back"]})
    assert cohort.reopened == len({lead for lead, _ in expected["again"]})
    for month, period in ((3, MARCH), (4, APRIL)):
        flow = journey_map(Part(period, False), store.read(), in_force()).flow
        assert flow.went_back == sum(when == month for _, when in expected["back"])
        assert flow.reopened == sum(when == month for _, when in expected["again"])


def test_what_a_move_is_follows_from_the_order_of_the_agreement():
    assert is_way_back(VERSION_ZERO, "proposal", "in_work")
    assert is_way_back(VERSION_ZERO, "won", "invoice")
    for left, entered in (("in_work", "proposal"), ("lost", "new"), ("proposal", "lost"), ("", "new"), ("x", "new")):
        assert not is_way_back(VERSION_ZERO, left, entered)


# Meetings


def test_a_company_that_records_no_meetings_has_no_point_for_them_and_the_page_says_so(march, signed_in):
    assert "meeting" not in reached(the_map())
    assert "No meeting is recorded, so the map has no point for it" in text_of(
        signed_in(Role.OWNER).get(f"{PAGE}?{DAYS}")
    )


def test_meetings_stand_between_contact_and_offer_and_lead_nobody_back(march, signed_in):
    activity(lead_id="sold", client_id="C1", at=at(5), kind="meeting")
    activity(lead_id="sold", client_id="C1", at=at(7), kind="meeting")
    # After the offer, and by a lead that has no stage but "in work".
    activity(lead_id="back", client_id="C3", at=at(13), kind="meeting")
    activity(client_id="C2", at=at(21), kind="meeting")
    found = the_map()

    keys = [point.key for point in found.points]
    assert keys.index("qualified") < keys.index("meeting") < keys.index("proposal")
    assert reached(found)["meeting"] == 3
    assert ways(found)[("qualified", "meeting")] == ways(found)[("meeting", "invoice")] == 1
    days = {
        (found.points[each.start].key, found.points[each.end].key): each.seconds.value for each in found.flow.stretches
    }
    assert days[("qualified", "meeting")] == days[("meeting", "invoice")] == timedelta(days=1).total_seconds()
    # The one that came again was only met: that is how far it came; none of this is a way back.
    assert stops(found)["meeting"] == Stop(0, 1)
    assert found.flow.went_back == 1
    page = text_of(signed_in(Role.OWNER).get(f"{PAGE}?{DAYS}"))
    assert "Meeting" in page
    assert "No meeting is recorded" not in page


def test_the_department_that_answers_for_a_point_is_the_one_of_the_agreement():
    stages = tuple(
        replace(stage, owner=Department.MARKETING if stage.key in ("in_work", "qualified") else Department.SALES)
        for stage in VERSION_ZERO.stages
    )
    owners = {point.key: point.owner for point in points_of(replace(VERSION_ZERO, stages=stages), meetings=True)}

    assert owners == {
        "visit": "marketing", "lead": "sales", "contact": "marketing", "qualified": "marketing",
        "meeting": "marketing", "proposal": "sales", "invoice": "sales", "won": "sales", "paid": "sales",
        "repeat": "sales",
    }  # fmt: skip


# Money


def test_another_currency_and_money_given_back_lead_over_the_same_points(march):
    payment(lead_id="sold", paid_on=date(2026, 3, 12), amount=Decimal("-1500.00"), kind="refund")
    payment(lead_id="again", paid_on=date(2026, 3, 22), amount=Decimal("90.00"), currency="USD")
    payment(lead_id="lost", paid_on=date(2026, 3, 23), amount=Decimal("-90.00"), kind="refund")
    found = the_map()

    # What was paid was paid, whatever it was paid in and whatever went back later; money given back alone pays nothing.
    assert reached(found)["paid"] == 2
    assert ways(found)[("won", "paid")] == ways(found)[("lead", "paid")] == 1
    assert stops(found)["paid"] == Stop(0, 2)


def test_by_period_a_way_back_counts_where_it_happened(march):
    walked("lost", qualified=at(25))
    walked("back", in_work=at(14, month=4))

    def turned(period: Period) -> tuple[int, int]:
        flow = journey_map(Part(period, False), store.read(), in_force()).flow
        return flow.went_back, flow.reopened

    assert turned(MARCH) == (1, 1)
    assert turned(APRIL) == (1, 0)


def test_by_period_segments_tell_what_happened_in_it_to_whichever_lead(march):
    walked("back", won=at(5, month=4))
    walked("april", lost=at(6, month=4))
    (vk,) = journey_map(Part(APRIL, False), store.read(), in_force()).lines

    assert (vk.member, vk.leads, vk.contacted, vk.won, vk.lost, vk.open) == ("vk", 1, 0, 1, 1, None)
    assert vk.days.value == pytest.approx(32, abs=0.1)


def test_the_next_sale_to_the_same_client_is_the_last_point_of_the_first_one(march):
    take("lead", [{"id": "second", "client_id": "C1", "created_at": at(20), "source": "ads"}])
    walked("second", won=at(25))
    found = the_map()

    assert reached(found)["repeat"] == 1
    assert ways(found)[("paid", "repeat")] == 1
    days = [each.seconds.value for each in found.flow.stretches if found.points[each.end].key == "repeat"]
    # Paid on the 11th at ten, as days are told, and sold again on the 25th at nine.
    assert days == [(timedelta(days=14) - timedelta(hours=1)).total_seconds()]
    assert stops(found)["repeat"] == Stop(0, 1)
    # By period: the second sale was of March, whoever came when.
    assert reached(the_map(cohort=False))["repeat"] == 1


def test_a_cohort_and_a_period_never_mix(march):
    walked("april", in_work=at(3, month=4), won=at(5, month=4))
    cohort = journey_map(Part(MARCH, True), store.read(), in_force())
    period = journey_map(Part(APRIL, False), store.read(), in_force())

    assert reached(cohort)["won"] == 1
    assert ways(period) == {("lead", "contact"): 1, ("contact", "won"): 1}
    # Nobody stands still in a period: where a lead is now is no event of it.
    assert all(each.open == 0 for each in period.flow.stops.values())
    assert stops(journey_map(Part(MARCH, False), store.read(), in_force()))["lead"] == Stop(1, 0)


def test_every_stretch_and_stop_opens_as_many_leads_as_it_counts(march):
    for cohort in (True, False):
        part, found = Part(MARCH, cohort), the_map(cohort=cohort)
        for (start, end), leads in ways(found).items():
            lines, total = leads_behind(part, Behind(start, end), store.read(), in_force(), offset=0, limit=10)
            assert len(lines) == total == leads, (start, end)
        for key, stop in stops(found).items():
            for kind, leads in (("lost", stop.lost), ("open", stop.open)):
                behind = Behind(end=key, stop=kind)
                found_behind = leads_behind(part, behind, store.read(), in_force(), offset=0, limit=10)[1]
                # By period nobody stands still, so that there is no list of who does.
                if cohort or kind == "lost":
                    assert found_behind == leads, (key, kind)


def test_a_part_of_the_map_adds_up_to_the_whole(march):
    whole = reached(the_map())
    parts = [reached(the_map(where=("source", source))) for source in ("vk", "ads")]

    assert {key: sum(part[key] for part in parts) for key in whole} == whole
    assert {line.member: line.leads for line in the_map().lines} == {"vk": 3, "ads": 1}


def test_many_random_journeys_are_counted_as_plain_python_counts_them(db):
    chance = random.Random(8)
    order = ["in_work", "qualified", "proposal", "invoice", "won"]
    told: dict[str, dict[str, datetime]] = {}
    take("lead", [{"id": f"R{number}", "client_id": f"C{number}", "created_at": at(1)} for number in range(25)])
    for number in range(25):
        day, seen = 1, {"lead": at(1)}
        for stage in sorted(chance.sample(order, chance.randint(0, 5)), key=order.index):
            day += chance.randint(1, 4)
            walked(f"R{number}", **{stage: at(day)})
            seen["contact" if stage == "in_work" else stage] = at(day)
        told[f"R{number}"] = seen
    expected: dict[tuple[str, str], int] = {}
    for seen in told.values():
        for pair in pairwise(seen):
            expected[pair] = expected.get(pair, 0) + 1

    assert ways(the_map()) == expected


# The pages


def text_of(answered: Any) -> str:
    assert answered.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answered.content.decode())))


def test_the_page_draws_the_map_and_says_the_same_in_a_table(march, signed_in):
    browser = signed_in(Role.OWNER)
    answered = browser.get(f"{PAGE}?{DAYS}")
    text = text_of(answered)

    assert '<svg class="map"' in answered.content.decode()
    assert (
        "Leads that went back to an earlier stage, lost since or not: 1; lost and taken up again: 0; "
        "of clients who had asked before: 1." in text
    )
    assert "marketing" in text
    link = re.search(r'href="(/funnel/map/leads/[^"]*start=lead[^"]*end=contact[^"]*)"', answered.content.decode())
    assert link
    assert "Leads: 2." in text_of(browser.get(html.unescape(link[1])))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_without_data_the_page_says_what_to_do(language, signed_in):
    browser = signed_in(Role.OWNER)
    browser.cookies["django_language"] = language
    assert re.search("Nothing was counted in these days|За эти дни считать нечего", text_of(browser.get(PAGE)))


def test_a_seller_sees_their_own_leads_only(march, signed_in, history):
    browser = signed_in(name="Anna")
    text = text_of(browser.get(f"{PAGE}?{DAYS}"))
    listed = text_of(browser.get(f"/funnel/map/leads/?{DAYS}&start=lead&end=contact"))

    assert "impressions" not in text
    # Of her three leads one was taken up; others of March belong to nobody or to a colleague.
    assert "Leads: 1." in listed


@pytest.mark.parametrize(
    "query",
    ["start=nowhere&end=paid", "start=paid&end=lead", "end=x&stop=lost", "page=0", "page=-1", "of=secret&member=1"],
)
def test_strange_addresses_find_nothing_and_break_nothing(query, march, signed_in):
    assert "Leads: 0." in text_of(signed_in(Role.OWNER).get(f"/funnel/map/leads/?{DAYS}&{query}"))


def test_the_file_holds_stretches_and_stops(march, signed_in):
    lines = signed_in(Role.ANALYST).get(f"{PAGE}table.csv?{DAYS}").content.decode("utf-8-sig").splitlines()

    assert lines[0].startswith("From,To,Leads")
    assert len(lines) == 1 + 7 + 9
