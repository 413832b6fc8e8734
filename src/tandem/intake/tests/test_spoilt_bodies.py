"""Real bodies with one or two values spoilt: still read and kept, or refused with a sentence."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.intake.doors import RequestRefused, doors
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.intake.tests import test_amocrm_door as amocrm
from tandem.intake.tests import test_bitrix24_door as bitrix24
from tandem.intake.tests import test_facebook_door as facebook
from tandem.intake.tests import test_telephony_door as telephony
from tandem.intake.tests.knocking import NOW, form, posted
from tandem.intake.tests.test_chat_doors import avito, update
from tandem.intake.tests.test_tilda_door import SENT
from tandem.intake.tests.test_vk_door import FORM, message

pytestmark = pytest.mark.django_db

LEAD = {
    "id": "1", "phone": "+79123456789", "email": "a@b.ru", "client_name": "Анна", "client_id": "7", "inn": "7707083893",
    "city": "Тверь", "budget": 1, "amount": "5", "stage": "won", "stage_at": "2026-03-01", "closed_on": "2026-03-01",
    "created_at": "2026-03-01", "reported_response": 60, "urgent": True, "starts_within_days": 3, "grade": "A",
    "source": "vk", "campaign": "x", "seller": "Олег", "lost_reason": "x", "landing_page": "/", "else": "y",
}  # fmt: skip
SAMPLES: list[tuple[str, dict[str, Any]]] = [
    ("api", LEAD),
    ("tilda", SENT | {"payment": {"amount": "5", "products": ["a"]}}),
    ("amocrm", amocrm.ADDED | amocrm.CONTACT | amocrm.WON),
    ("bitrix24", bitrix24.ADDED),
    ("bitrix24", bitrix24.ROBOT),
    ("facebook", json.loads(facebook.event(facebook.VALUE | {"field_data": facebook.ANSWERS}))),
    ("vk", FORM),
    ("vk", json.loads(message(1, "баня").body)),
    ("avito", json.loads(avito("m1", 200).body)),
    ("telegram", update(1, text="/start spring", contact={"phone_number": "79123456789", "user_id": 555})),
    ("telephony", telephony.END),
    ("telephony", telephony.RECORDED),
    ("zadarma", telephony.ENDED),
    ("mango", telephony.SUMMARY),
    ("messenger", {"chat": "1", "id": "2", "text": "x", "phone": "+79123456789", "at": "2026-03-01", "seller": "Олег"}),
]
#: Senders that only ever send forms.
FORMS = {"amocrm", "bitrix24", "zadarma"}

spoilt = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20),
    st.sampled_from(["\x00", "x" * 5_000, "9" * 400, "1e308", "-5", "0001-01-01", "9999-12-31T23:59:59+14:00", "25:99",
                     "\ud800", 10**30, 1e300, -1, 2**63, "١٢٣٤٥٦٧٨٩", "a@" + "b" * 249 + ".ru", "+7" + "9" * 38]),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


def paths(value: Any, *before: Any) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, deeper in inner:
        yield (*before, name)
        yield from paths(deeper, *before, name)


@pytest.mark.parametrize(("key", "sample"), SAMPLES)
@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_a_spoilt_value_costs_at_most_itself(key: str, sample: dict[str, Any], data: st.DataObject):
    body = copy.deepcopy(sample)
    for _ in range(data.draw(st.integers(1, 2))):
        *steps, last = data.draw(st.sampled_from(list(paths(body))))
        inner = body
        for step in steps:
            inner = inner[step]
        inner[last] = data.draw(spoilt)
    opened = source(key, system=data.draw(st.sampled_from(["", "other"])))
    if key == "mango":
        asked = posted(form({"json": json.dumps(body)}), path="events/summary")
    elif key in FORMS:
        text = {name: str(value).encode("utf-8", "replace").decode() for name, value in body.items()}
        asked = posted(form(text))
    else:
        asked = posted(json.dumps(body).encode())
    try:
        reading = doors()[key].read(asked, opened)
    except RequestRefused as refused:
        assert 400 <= refused.status < 500
        return
    taken = take_in(reading.arriving, sources={opened.key: opened}, now=NOW)
    assert all(each.subject_id for each in taken)
