"""Touches: read from what a record says, cleaned, bounded, credited, kept with the lead."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.intake.doors import Arriving
from tandem.intake.models import Arrival, Lead, Touch
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.intake.touching import MOST, TOUCH_FIELDS, device_of, origin_of, page_of, touches_of
from tandem.journal.models import FactRow
from tandem.measures.verification import verify

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRST = {
    "at": (NOW - timedelta(days=3)).timestamp() * 1000,
    "page": "https://shop.example/windows?utm_source=vk&utm_campaign=spring&email=anna@mail.ru#top",
    "device": "mobile",
}
SECOND = {
    "at": (NOW - timedelta(hours=1)).timestamp(),
    "page": "https://shop.example/office",
    "referrer": "https://ya.ru/search?text=личное",
    "utm_source": "yandex",
    "utm_medium": "cpc",
    "utm_campaign": "office",
    "yclid": "77",
    "offer": "−10 %",
}
DIRECT = {"at": NOW.timestamp(), "page": "https://shop.example/contacts"}


def read(*each: dict[str, Any], **values: Any):
    return touches_of({"touches": json.dumps(each), **values}, captured_at=NOW)


def test_touches_come_in_their_order_with_parameters_of_their_address():
    touches, cut = read(SECOND, FIRST)
    assert cut == 0
    assert [(each.source, each.campaign) for each in touches] == [("vk", "spring"), ("yandex", "office")]
    assert touches[0].page == "https://shop.example/windows"
    assert (touches[1].referrer, touches[1].click_ids) == ("https://ya.ru/search", {"yclid": "77"})


def test_the_last_touch_with_an_origin_is_credited_and_the_first_where_the_source_says_so():
    touches, _ = read(FIRST, SECOND, DIRECT)
    last = origin_of(touches)
    assert (last["source"], last["channel"], last["landing_page"]) == ("yandex", "cpc", "https://shop.example/office")
    assert origin_of(touches, credit="first")["source"] == "vk"
    assert last["offer"] == "−10 %"


def test_the_visit_that_is_in_the_list_already_is_not_told_twice():
    touches, _ = read(SECOND, utm_source="yandex", utm_campaign="office", yclid="77")
    assert len(touches) == 1


def test_more_touches_than_are_kept_are_said_to_be_cut_and_the_first_stays():
    many = [{"at": 1_700_000_000 + number, "utm_source": f"s{number}"} for number in range(MOST + 7)]
    touches, cut = read(*many)
    assert (len(touches), cut) == (MOST, 7)
    assert (touches[0].source, touches[-1].source) == ("s0", f"s{MOST + 6}")


@pytest.mark.parametrize(
    ("said", "origin"),
    [
        ({"gclid": "x"}, ("google", "cpc")),
        ({"referrer": "https://www.google.com/"}, ("google", "organic")),
        ({"referrer": "https://ya.ru/"}, ("yandex", "organic")),
        ({"referrer": "https://www.blog.example/post"}, ("blog.example", "referral")),
    ],
)
def test_without_utm_parameters_the_click_id_or_the_page_before_tells_the_source(said, origin):
    ((touch,), _) = touches_of(said, captured_at=NOW)
    assert (touch.source, touch.channel) == origin


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//shop.example/", "http://[", "", None]
)
def test_what_is_no_page_of_the_web_is_no_page(address):
    assert page_of(address) == ""


def test_parts_of_a_page_that_may_name_a_person_are_masked():
    assert page_of("https://user:pw@s.example/u/anna%40mail.ru/79123456789?x#y") == "https://s.example/u/…/…"


def test_a_touch_is_never_later_than_its_lead():
    ((touch,), _) = read({"at": (NOW + timedelta(days=1)).timestamp(), "utm_source": "vk"})
    assert touch.at == NOW


@given(st.dictionaries(st.sampled_from(sorted(TOUCH_FIELDS)), st.text(max_size=80)))
def test_nothing_a_stranger_sends_breaks_the_reading(values):
    touches, _ = touches_of(values, captured_at=NOW)
    assert all(not each.page or each.page.startswith("http") for each in touches)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["at", "page", "referrer", "device", "yclid", "utm_source"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.lists(_JSON, max_size=5))
def test_no_json_breaks_the_reading(said):
    touches, _ = touches_of({"touches": json.dumps(said)}, captured_at=NOW)
    assert all(each.at <= NOW for each in touches)
    json.dumps([dict(each.click_ids) for each in touches]).encode()


def test_devices_are_told_by_the_words_of_browsers():
    assert device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148") == "mobile"
    assert device_of("Mozilla/5.0 (Linux; Android 14; SM-X710) Safari/537.36") == "tablet"
    assert device_of("Mozilla/5.0 (X11; Linux x86_64)") == "desktop"
    assert device_of("") == ""


def take(opened: Any, **cells: Any) -> Lead:
    arriving = Arriving(source=opened.key, key="1", received_at=NOW, cells={"phone": "+79123456789", **cells})
    (taken,) = take_in([arriving], sources={opened.key: opened}, now=NOW)
    return Lead.objects.get(pk=taken.subject_id)


@pytest.mark.django_db
def test_touches_are_kept_with_the_lead_and_tell_its_origin_before_what_the_source_is_taken_for():
    opened = source(defaults={"source": "Сайт", "product": "Окна"})
    lead = take(opened, touches=json.dumps([FIRST, SECOND]))
    assert (lead.source, lead.campaign, lead.offer, lead.product) == ("yandex", "office", "−10 %", "Окна")
    assert list(lead.touches.values_list("source", "device")) == [("vk", "mobile"), ("yandex", "")]
    facts = FactRow.objects.filter(lead_id=lead.pk, kind="touch_made")
    assert facts.count() == 2
    # A click id points at one browser; facts are for ever.
    assert not any("77" in fact.payload for fact in facts)
    receipts = json.loads(Arrival.objects.get(subject_id=lead.pk).receipts)
    assert ["touches", "", {"kept": 2, "cut": 0}] in [[line[0], line[2], line[3]] for line in receipts]


@pytest.mark.django_db
def test_what_the_door_says_of_the_origin_stands():
    lead = take(source(), source="Звонок", utm_source="yandex", utm_campaign="office")
    assert (lead.source, lead.campaign) == ("Звонок", "office")


@pytest.mark.django_db
def test_a_source_may_credit_the_first_touch():
    lead = take(source(settings={"credit": "first"}), touches=json.dumps([FIRST, SECOND]))
    assert lead.source == "vk"


@pytest.mark.django_db
def test_a_lead_that_says_nothing_of_touches_has_none():
    assert not take(source()).touches.exists()
    assert not Touch.objects.exists()


@pytest.mark.django_db
def test_the_fact_store_and_the_tables_agree_on_touches():
    take(source(), touches=json.dumps([FIRST, SECOND, DIRECT]))
    assert not verify().differences


def test_an_address_with_twelve_utm_values_gives_one_campaign_the_last_and_keeps_no_other():
    query = "&".join(f"utm_campaign=c{number}&utm_vendor{number}=x{number}" for number in range(12))
    touches, _ = read({"at": 1_772_000_000, "page": f"https://shop.example/?{query}"})
    assert [each.campaign for each in touches] == ["c11"]
    assert touches[0].page == "https://shop.example/"


AD = {"at": (NOW - timedelta(days=2)).timestamp(), "utm_source": "vk", "utm_campaign": "spring"}


def loop(*turns: dict[str, Any], times: int = 50, every: float = 2.0) -> list[dict[str, Any]]:
    """Touches that take turns, the last of them a minute before the lead."""
    start = NOW.timestamp() - 60 - times * every
    return [{"at": start + every * number, **turns[number % len(turns)]} for number in range(times)]


A, B = {"utm_source": "yandex", "utm_campaign": "office"}, {"referrer": "https://pay.example/back"}


@pytest.mark.parametrize("every", [2.0, 20 * 60.0])
@pytest.mark.parametrize("turns", [(A,), (A, B), (A, B, {})])
def test_a_loop_of_redirects_is_a_touch_of_each_origin_and_pushes_none_out(turns, every):
    ad = AD | {"at": (NOW - timedelta(days=9)).timestamp()}
    organic = {"at": (NOW - timedelta(days=12)).timestamp(), "referrer": "https://ya.ru/"}
    touches, cut = read(organic, ad, *loop(*turns, every=every, times=40 * len(turns)))
    assert cut == 0
    assert [each.campaign for each in touches[:2]] == ["", "spring"]
    assert len(touches) == 2 + len(turns)


def test_a_loop_that_changes_a_parameter_or_its_page_is_one_touch():
    turns = [
        {"page": f"https://shop.example/{n}?r={n}", "yclid": f"{n}", "referrer": f"https://ya.ru/{n}"}
        for n in range(40)
    ]
    touches, _ = read(AD, *loop(*turns, times=40))
    assert [each.source for each in touches] == ["vk", "yandex"]
    assert touches[1].page == "https://shop.example/0"


def test_after_a_pause_of_half_an_hour_the_same_origin_counts_again():
    minutes = (90, 61, 31, 1, 0)
    touches, _ = read(*({**A, "at": (NOW - timedelta(minutes=each)).timestamp()} for each in minutes))
    assert [(NOW - each.at).total_seconds() / 60 for each in touches] == [90, 31, 1]


def test_the_offer_that_a_loop_showed_last_is_the_one_promised():
    touches, _ = read(*loop(A | {"offer": "-5"}, B, A | {"offer": "-10"}, times=3))
    assert origin_of(touches)["offer"] == "-10"


def test_who_comes_back_within_a_session_ends_it_where_they_came_back_to():
    touches, _ = read(*loop(A, B, A, every=60.0, times=3))
    assert [each.source for each in touches] == ["yandex", "pay.example", "yandex"]
    assert origin_of(touches)["campaign"] == "office"


@given(st.lists(st.tuples(st.integers(0, 7_200), st.sampled_from("abc")), max_size=60))
def test_a_session_keeps_each_origin_once_and_ends_where_it_ended(said):
    told = sorted(said, key=lambda each: each[0])
    touches, _ = read(*({"at": 1_700_000_000 + second, "utm_source": name} for second, name in told))
    sessions: list[list[str]] = []
    for before, (second, name) in zip([None, *told], told, strict=False):
        if before is None or second - before[0] >= 1_800:
            sessions.append([])
        sessions[-1].append(name)
    expected = []
    for names in sessions:
        once = list(dict.fromkeys(names))
        expected += once if once[-1] == names[-1] else [*once, names[-1]]
    assert [each.source for each in touches] == expected
