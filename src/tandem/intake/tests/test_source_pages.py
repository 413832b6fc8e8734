"""The pages of the sources: who may open them, what they keep, and what they never show twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from tandem.intake.doors import Arriving, Request, doors, fingerprint
from tandem.intake.models import Source
from tandem.intake.samples import source
from tandem.intake.source_actions import UnusablePace, change_source
from tandem.intake.taking_in import take_in
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db


def signed_in(role: Role = Role.MARKETING_HEAD) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Person.objects.create(username=role.value, name=role.value, role=role))
    return client


@pytest.mark.parametrize("role", list(Role))
def test_only_who_answers_for_sources_sees_them(role):
    opens = role in {Role.OWNER, Role.ADMIN, Role.MARKETING_HEAD}
    client, some = signed_in(role), source()
    for address in ("/sources/", "/sources/new/", f"/sources/{some.id}/"):
        assert client.get(address).status_code == (200 if opens else 403)
    closed = client.post(f"/sources/{some.id}/closing/")
    assert closed.status_code == (302 if opens else 403)
    assert Source.objects.get().is_open is not opens


def test_a_new_key_is_shown_once_and_only_its_fingerprint_is_kept():
    client = signed_in()
    answer = client.post("/sources/new/", {"door": "api", "name": "Our site", "key": "our-site", "source": "Сайт"})
    made = Source.objects.get()
    secret = answer.content.decode().split('<code class="secret">')[1].split("<")[0]
    assert made.fingerprint == fingerprint(secret)
    assert (made.key, made.defaults) == ("our-site", {"source": "Сайт"})
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get(f"/sources/{made.pk}/").content.decode()
    assert [row.kind for row in FactRow.objects.all()] == ["source_opened"]
    assert secret not in FactRow.objects.get().payload


def test_a_new_secret_makes_the_old_one_worthless():
    opened = source(fingerprint=fingerprint("old"))
    page = signed_in().post(f"/sources/{opened.id}/secret/").content.decode()
    secret = page.split('<code class="secret">')[1].split("<")[0]
    assert Source.objects.get().fingerprint == fingerprint(secret)


def test_a_form_has_no_secret_to_renew():
    assert signed_in().post(f"/sources/{source('form').id}/secret/").status_code == 404


def test_an_address_is_given_once():
    source(key="taken")
    answer = signed_in().post("/sources/new/", {"door": "form", "name": "Another", "key": "taken"})
    assert answer.status_code == 200
    assert "is taken" in answer.content.decode()
    assert Source.objects.count() == 1


def form_said(**more: str) -> dict[str, str]:
    questions = {"q-TOTAL_FORMS": "3", "q-INITIAL_FORMS": "1", "q-0-name": "phone", "q-0-required": "on"}
    own = {"q-1-name": "own", "q-1-title": "Этаж", "q-1-choices": "1\n2\n", "q-2-name": ""}
    return {"name": "Окна", "title": "Расчёт", "work": "0", **questions, **own, **more}


def test_what_a_form_asks_is_said_on_its_page():
    opened = source("form", key="windows", settings={"credit": "first", "country": "KZ"})
    client = signed_in()
    said = form_said(consent="Согласен", sites="https://shop.example/a\nhttps://окна.рф", credit="last")
    assert client.post(f"/sources/{opened.id}/", said).status_code == 302
    settings = Source.objects.get().settings
    assert [each["name"] for each in settings["form"]["questions"]] == ["phone", "own"]
    assert settings["form"]["sites"] == ["https://shop.example", "https://xn--80atjc.xn--p1ai"]
    assert (settings["consent"], settings["country"]) == ("Согласен", "KZ")
    assert "credit" not in settings
    assert "<select" in Client().get("/forms/windows/").content.decode()
    assert FactRow.objects.filter(kind="source_changed").count() == 1
    client.post(f"/sources/{opened.id}/", said)
    assert FactRow.objects.filter(kind="source_changed").count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("sites", "javascript:alert(1)"), ("thanks_address", "javascript:alert(1)"), ("work", "99")]
)
def test_what_could_harm_a_visitor_is_not_kept(field, value):
    opened = source("form")
    assert signed_in().post(f"/sources/{opened.id}/", form_said(**{field: value})).status_code == 200
    assert Source.objects.get().settings == {}


def test_settings_of_a_door_must_be_an_object():
    opened = source("api")
    client = signed_in()
    assert client.post(f"/sources/{opened.id}/", {"name": "A", "settings": "[1]"}).status_code == 200
    assert (
        client.post(f"/sources/{opened.id}/", {"name": "A", "settings": '{"names": {"tel": "phone"}}'}).status_code
        == 302
    )
    assert Source.objects.get().settings == {"names": {"tel": "phone"}}


@pytest.mark.parametrize("door", ["api", "form"])
def test_how_often_it_answers_and_what_it_refuses_are_said_on_its_page(door):
    opened, client = source(door), signed_in()
    said = form_said() if door == "form" else {"name": opened.name, "settings": ""}
    page = client.get(f"/sources/{opened.id}/").content.decode()
    assert 'name="a_minute" value="600"' in page

    assert (
        client.post(f"/sources/{opened.id}/", said | {"a_minute": "30", "refuses_incomplete": "on"}).status_code == 302
    )

    kept = Source.objects.get()
    assert (kept.a_minute, kept.refuses_incomplete) == (30, True)
    fact = FactRow.objects.get(kind="source_changed").fact
    assert fact.told().en.endswith("was changed: at most 30 requests a minute, leads without a contact are refused")
    assert fact.told().ru.endswith("изменён: не больше 30 запросов в минуту, заявки без контактов отклоняются")
    # An empty field leaves the pace as it is, and the same again is no change.
    assert client.post(f"/sources/{opened.id}/", said | {"a_minute": "", "refuses_incomplete": "on"}).status_code == 302
    assert Source.objects.get().a_minute == 30
    assert FactRow.objects.filter(kind="source_changed").count() == 1


@pytest.mark.parametrize("wrong", ["0", "-5", "60001", "many", "1.5"])
def test_a_pace_that_is_none_is_said_beside_its_field(wrong):
    opened = source("api")
    answer = signed_in().post(f"/sources/{opened.id}/", {"name": "A", "settings": "", "a_minute": wrong})
    assert answer.status_code == 200
    assert "id_a_minute_error" in answer.content.decode()
    assert (Source.objects.get().a_minute, FactRow.objects.count()) == (600, 0)


def test_the_action_itself_refuses_a_pace_that_lets_nothing_in():
    opened = source("api")
    by = Person.objects.create(username="m", name="М", role=Role.MARKETING_HEAD)
    with pytest.raises(UnusablePace) as refused:
        change_source(by=by, source_id=opened.id, name="A", defaults={}, settings={}, now=timezone.now(), a_minute=0)
    assert "закройте источник" in refused.value.text.ru
    assert "close the source" in refused.value.text.en


def test_a_source_of_colleagues_has_no_pace():
    assert "a_minute" not in signed_in().get(f"/sources/{source('manual').id}/").content.decode()


def test_the_list_counts_what_came_in():
    opened, now = source(name="Our site"), timezone.now()
    for key, ago in (("1", timedelta(hours=1)), ("2", timedelta(days=5)), ("3", timedelta(days=40))):
        one = Arriving(source=opened.key, key=key, received_at=now - ago, cells={"phone": "+79123456789"})
        take_in([one], sources={opened.key: opened}, now=now)
    page = signed_in().get("/sources/").content.decode()
    assert '<td class="numeric">1</td><td class="numeric">2</td>' in page


def test_the_snippet_asks_what_the_form_asks_and_runs_no_script_of_others():
    opened = source("form", key="windows", settings={"form": {"sites": ["https://shop.example"]}})
    page = signed_in().get(f"/sources/{opened.id}/").content.decode()
    assert "action=&quot;http://testserver/forms/windows/&quot;" in page
    assert "src=&quot;http://testserver/touches.js&quot;" in page


@pytest.mark.parametrize("door", sorted(set(doors()) - {"form", "manual"}))
def test_the_page_of_a_source_says_what_its_own_door_asks_for(door):
    page = signed_in().get(f"/sources/{source(door).id}/").content.decode()

    for name, words in doors()[door].asks.items():
        assert f"<code>{name}</code>" in page
        assert escape(words.en) in page
    # What another door would read is no example of this one.
    assert ("&quot;client_name&quot;" in page) is ("client_name" in doors()[door].sample)


@pytest.mark.parametrize("door", sorted(name for name, each in doors().items() if each.sample))
def test_what_a_source_is_tried_with_is_read_by_its_door(door):
    opened, asked = source(door), doors()[door]
    request = Request("POST", "", {}, {"content-type": "application/json"}, asked.sample.encode(), timezone.now())

    assert asked.read(request, opened).arriving
