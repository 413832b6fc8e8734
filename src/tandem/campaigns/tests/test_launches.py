"""Rules of launches: what is told to whom, what is counted, what is never prevented."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.utils import timezone

from tandem.agreement.document import Calendar, DutyPromise, Promise
from tandem.agreement.samples import DOCUMENT, person, signed
from tandem.campaigns import actions
from tandem.campaigns.actions import Notice
from tandem.campaigns.known_names import meant_by
from tandem.campaigns.launch_list import unnoted_starts, untold_since
from tandem.campaigns.models import Launch, LaunchReading
from tandem.campaigns.planning import Card, change_campaign, plan_campaign
from tandem.campaigns.queries import notice_on, unread_by
from tandem.campaigns.rules import LaunchState, is_live, state_of
from tandem.campaigns.samples import spend
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

#: A Tuesday, ten in the morning in Moscow: those who sell are at work.
NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
OFFICE = Calendar(
    key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18"
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def marketer() -> Person:
    return person(Role.MARKETER)


@pytest.fixture
def anna() -> Person:
    return person(Role.SELLER, username="anna")


def drafted(marketer, **words) -> Launch:
    said = Notice(**({"campaign": "Весна", "notice": "−10 % до 31 марта"} | words))
    return actions.draft_launch(said, by=marketer, now=NOW)


def test_a_notice_walks_from_draft_to_reading_and_the_journal_tells_the_same(marketer, anna):
    draft = drafted(marketer, audience="Новостройки", answer="Да, на всё остекление", ends_on=date(2026, 3, 31))
    assert unread_by(anna, now=NOW) == []
    actions.redraft_launch(Notice(campaign="Весна", notice="−12 %"), launch_id=draft.pk, by=marketer, now=NOW)
    actions.send_notice(launch_id=draft.pk, by=marketer, now=NOW + HOUR)
    assert [each.notice for each in unread_by(anna, now=NOW + HOUR)] == ["−12 %"]

    assert actions.acknowledge_notice(launch_id=draft.pk, by=anna, now=NOW + 2 * HOUR)
    assert not actions.acknowledge_notice(launch_id=draft.pk, by=anna, now=NOW + 3 * HOUR)
    actions.launch(by=marketer, announced=draft, now=NOW + DAY)

    assert unread_by(anna, now=NOW + DAY) == []
    assert LaunchReading.objects.get(person=anna).read_at == NOW + 2 * HOUR
    found = store.read().rows("SELECT on_shift, read_at - given_at FROM launch_readings")
    assert found == [(True, HOUR)]
    assert verify().differences == []


def test_above_the_work_of_the_day_a_notice_is_one_line_that_unfolds(marketer, anna, client):
    draft = drafted(marketer, answer="Да, на всё остекление")
    actions.send_notice(launch_id=draft.pk, by=marketer, now=timezone.now())
    client.force_login(anna)
    shown = client.get("/day/").content.decode()

    folded = shown[shown.index('<details class="notice') : shown.index("</details>")]
    line, inside = folded.split("</summary>")
    assert "open" not in line.split(">")[0]
    assert "−10 % до 31 марта" in line
    assert "Да, на всё остекление" in inside
    assert f"/launches/{draft.pk}/" in inside
    assert "<button" in inside


def test_everybody_who_sells_is_told_and_nobody_else(marketer, anna):
    head, gone = person(Role.SALES_HEAD), person(Role.SELLER, username="gone")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    draft = drafted(marketer)
    actions.send_notice(launch_id=draft.pk, by=marketer, now=NOW)
    assert set(LaunchReading.objects.values_list("person", flat=True)) == {anna.pk, head.pk}
    with pytest.raises(actions.NotToldToThem):
        actions.acknowledge_notice(launch_id=draft.pk, by=marketer, now=NOW)


def test_whoever_is_not_at_work_reads_it_later_and_their_night_is_not_counted(marketer, anna):
    night = datetime(2026, 3, 3, 20, 0, tzinfo=UTC)
    draft = drafted(marketer)
    actions.send_notice(launch_id=draft.pk, by=marketer, now=night)
    assert not LaunchReading.objects.get(person=anna).on_shift
    assert [each.pk for each in unread_by(anna, now=night + 12 * HOUR)] == [draft.pk]


def test_one_who_came_later_is_told_as_well(marketer):
    draft = drafted(marketer)
    actions.send_notice(launch_id=draft.pk, by=marketer, now=NOW)
    newcomer = person(Role.SELLER, username="newcomer")
    assert [each.pk for each in unread_by(newcomer, now=NOW + DAY)] == [draft.pk]
    actions.acknowledge_notice(launch_id=draft.pk, by=newcomer, now=NOW + DAY)
    assert unread_by(newcomer, now=NOW + DAY) == []
    assert verify().differences == []


def test_a_start_without_a_notice_is_noted_and_counted_and_a_late_notice_does_not_undo_that(marketer, anna):
    draft = drafted(marketer)
    actions.launch(by=marketer, announced=draft, now=NOW + HOUR)
    unheard = actions.launch(by=marketer, campaign="Лето", now=NOW + HOUR, at=NOW - HOUR)
    actions.send_notice(launch_id=draft.pk, by=marketer, now=NOW + 2 * HOUR)
    draft.refresh_from_db()

    assert state_of(draft.announced_at, draft.launched_at, None) is LaunchState.UNTOLD
    assert (unheard.launched_at, untold_since(NOW - DAY)) == (NOW - HOUR, 2)
    where = "announced_at IS NULL OR announced_at >= launched_at"
    assert store.read().rows(f"SELECT count(*) FROM launches WHERE {where}") == [(2,)]
    assert verify().differences == []


def test_what_sellers_have_before_their_eyes_is_not_changed_and_nothing_is_done_twice(marketer):
    draft = drafted(marketer)
    actions.send_notice(launch_id=draft.pk, by=marketer, now=NOW)
    for again in (
        lambda: actions.send_notice(launch_id=draft.pk, by=marketer, now=NOW),
        lambda: actions.redraft_launch(Notice(campaign="Весна"), launch_id=draft.pk, by=marketer, now=NOW),
        lambda: actions.drop_launch(launch_id=draft.pk, by=marketer, now=NOW),
    ):
        with pytest.raises(actions.AlreadyAnnounced):
            again()
    actions.launch(by=marketer, announced=draft, now=NOW)
    with pytest.raises(actions.AlreadyLaunched):
        actions.launch(by=marketer, announced=draft, now=NOW)


def test_a_notice_without_words_a_name_or_from_a_seller_is_refused(marketer, anna):
    with pytest.raises(actions.UnnamedLaunch):
        drafted(marketer, campaign="  ")
    with pytest.raises(actions.NotTheirCampaign):
        drafted(anna)
    with pytest.raises(actions.NothingAnnounced):
        actions.send_notice(launch_id=drafted(marketer, notice=" ").pk, by=marketer, now=NOW)
    with pytest.raises(actions.NotYetHappened):
        actions.launch(by=marketer, campaign="Лето", now=NOW, at=NOW + HOUR)


def test_a_draft_may_come_to_nothing(marketer):
    draft = drafted(marketer)
    actions.drop_launch(launch_id=draft.pk, by=marketer, now=NOW)
    with pytest.raises(actions.AlreadyAnnounced):
        actions.send_notice(launch_id=draft.pk, by=marketer, now=NOW)
    assert verify().differences == []


@pytest.mark.parametrize(("told", "in_time"), [(NOW - 2 * DAY, True), (NOW - 2 * HOUR, False), (None, False)])
def test_in_time_is_what_the_agreement_of_that_day_promises(marketer, told, in_time):
    duty = DutyPromise(
        about="launches", since="announced_at", until="launched_at", limit="at least", minutes=540, calendar="office"
    )
    document = msgspec.structs.replace(
        DOCUMENT,
        calendars=(OFFICE,),
        promises=(Promise(key="notice", side="marketing", title="Предупреждаем", words="За день.", duty=duty),),
    )
    signed(document, since=date(2026, 1, 1), now=NOW - 3 * DAY)
    draft = drafted(marketer)
    if told is not None:
        actions.send_notice(launch_id=draft.pk, by=marketer, now=told)
    actions.launch(by=marketer, announced=draft, now=NOW)
    assert store.read().rows("SELECT in_time FROM launches") == [(in_time,)]


def test_without_such_a_promise_nobody_can_be_late(marketer):
    actions.launch(by=marketer, campaign="Лето", now=NOW)
    assert store.read().rows("SELECT in_time FROM launches") == [(None,)]


def test_the_notice_of_a_lead_is_found_under_every_name_of_the_campaign(marketer):
    campaign = plan_campaign(Card(name="Весна"), by=marketer, now=NOW)
    draft = drafted(marketer)
    actions.send_notice(launch_id=draft.pk, by=marketer, now=NOW)
    change_campaign(Card(name="Весна 2026"), campaign_id=campaign.pk, people=(), by=marketer, now=NOW + HOUR)
    for text in ("Весна", "весна 2026"):
        assert notice_on(meant_by(text), at=NOW + DAY) == draft
    assert notice_on(meant_by("Лето"), at=NOW + DAY) is None
    later = actions.announce_launch(campaign="Весна 2026", notice="−20 %", by=marketer, now=NOW + 5 * DAY)
    assert [notice_on(meant_by("Весна"), at=NOW + days * DAY) for days in (1, 6)] == [draft, later]


def test_a_campaign_that_spends_for_the_first_time_and_whose_start_nobody_noted_is_named(marketer):
    today = date(2026, 3, 20)
    spend(campaign="Старая", day=date(2026, 1, 10))
    for name in ("Старая", "Новая", "Отмеченная"):
        spend(campaign=name, day=date(2026, 3, 10))
    actions.launch(by=marketer, campaign="Отмеченная", now=NOW)
    assert [(each.campaign, each.since) for each in unnoted_starts(today=today)] == [("Новая", date(2026, 3, 10))]


def test_where_spend_is_not_known_from_before_no_campaign_looks_new():
    spend(campaign="Новая", day=date(2026, 3, 10))
    assert unnoted_starts(today=date(2026, 3, 20)) == []


@pytest.mark.parametrize(
    ("ends_on", "launched", "days", "live"),
    [
        (None, None, 29, True), (None, None, 31, False), (None, 10, 35, True), (None, 10, 41, False),
        (date(2026, 3, 5), None, 1, True), (date(2026, 3, 5), None, 4, False),
    ],
)  # fmt: skip
def test_a_notice_is_shown_while_it_matters(ends_on, launched, days, live):
    launched_at = None if launched is None else NOW + launched * DAY
    found = is_live(announced_at=NOW, launched_at=launched_at, ends_on=ends_on, now=NOW + days * DAY)
    assert found is live
