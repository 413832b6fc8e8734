"""Consent comes with the lead, under a text that never changes, and can be taken back."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from tandem.imports.samples import take
from tandem.intake.doors import Arriving
from tandem.intake.models import Arrival
from tandem.intake.samples import CAPTURED_AT, lead, source
from tandem.intake.taking_in import take_in
from tandem.journal.models import FactRow
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import NotForThisRole
from tandem.privacy.actions import TextUnfit, publish, withdraw_consent
from tandem.privacy.facts import ConsentGiven
from tandem.privacy.models import ConsentText
from tandem.privacy.queries import Purpose, consents_of, current_consent
from tandem.privacy.tests.company import NOW, person
from tandem.privacy.tests.test_forgetting import MARCH

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 7, 0, 30, tzinfo=dt.UTC)


def published(text="Согласен на обработку", purpose=Purpose.PROCESSING):
    return publish(purpose=purpose, language="ru", text=text, by=person("marketing_head"), now=NOW)


def test_a_form_shows_the_newest_version_in_its_language():
    assert current_consent("processing", "ru") is None
    published()
    published("Согласен на обработку и хранение")

    shown = current_consent(Purpose.PROCESSING, "ru-ru")

    assert shown is not None
    assert (shown.text, shown.version) == ("Согласен на обработку и хранение", "processing-ru-2")
    assert current_consent("processing", "en") is None


def test_a_lead_keeps_the_version_it_was_shown():
    first = published()
    published("Новый текст")

    lead_id = lead(consent=True, consent_version=first.version, consent_at=AT)

    (given,) = consents_of(lead_id)
    assert (given.text_id, given.version, given.given_at, given.withdrawn_at) == (first.pk, first.version, AT, None)
    assert (given.source, given.has_text) == ("test", True)


def test_a_text_that_came_with_leads_is_kept_once():
    texts = {"consent_text": "Я согласен с политикой", "consent_version": "2.1"}
    one, two = lead(consent_at=AT, **texts), lead(consent=True, **texts)

    assert consents_of(one)[0].text_id == consents_of(two)[0].text_id
    assert ConsentText.objects.get().version == "2.1"


def test_our_own_text_is_recognised_without_its_version():
    ours = published()

    assert consents_of(lead(consent_text="Согласен на обработку\r\n"))[0].text_id == ours.pk
    assert consents_of(lead(consent_text="Согласен на обработку", consent_version="ab12cd34"))[0].text_id == ours.pk


def test_without_a_word_of_consent_there_is_none():
    assert consents_of(lead()) == []
    assert consents_of(lead(consent=False, consent_version="processing-ru-1")) == []
    assert not ConsentText.objects.exists()


def test_consent_to_mails_is_another_consent():
    lead_id = lead(consent=True, advertising_consent=True)

    assert [each.purpose for each in consents_of(lead_id)] == [Purpose.PROCESSING, Purpose.ADVERTISING]
    *_, fact = [row.fact for row in FactRow.objects.filter(kind="consent_given", lead_id=lead_id)]
    assert isinstance(fact, ConsentGiven)
    assert (fact.purpose, fact.processing is None, fact.advertising is None) == ("advertising", False, False)


def test_a_later_row_may_take_it_back():
    lead_id = lead(id="L1", consent=True)
    take("lead", [{"id": "L1", "created_at": CAPTURED_AT, "consent": False}], at=NOW)

    (given,) = consents_of(lead_id)
    assert (given.withdrawn_at, given.text_id) == (NOW, None)
    assert verify().clean


def test_the_same_consent_again_is_told_once():
    lead_id = lead(id="L1", consent=True)
    take("lead", [{"id": "L1", "created_at": CAPTURED_AT, "consent": True, "campaign": "VK"}])

    assert FactRow.objects.filter(kind="consent_given", lead_id=lead_id).count() == 1


def test_who_takes_it_back_takes_it_back_for_all_their_leads():
    one, two = lead(client_id="C9", consent=True), lead(client_id="C9", consent=True, advertising_consent=True)
    other = lead(consent=True)
    seller = person("seller")

    assert withdraw_consent(lead_id=one, purpose=Purpose.PROCESSING, by=seller, now=NOW) == 2
    assert withdraw_consent(lead_id=one, purpose=Purpose.PROCESSING, by=seller, now=NOW) == 0

    assert consents_of(one)[0].withdrawn_at == NOW
    assert [each.withdrawn_at for each in consents_of(two)] == [NOW, None]
    assert consents_of(other)[0].withdrawn_at is None
    assert FactRow.objects.filter(kind="consent_withdrawn", actor_id=seller.pk).count() == 2
    assert verify().clean


def test_the_share_counts_leads_whose_consent_stands():
    lead(consent=True), lead(), lead(consent=True, client_id="C9"), lead()
    withdraw_consent(lead_id=lead(consent=True), purpose=Purpose.PROCESSING, by=person("seller"), now=NOW)

    value = answer(Question(("consented_share",), MARCH), store.read()).total.values["consented_share"]
    assert value.value == pytest.approx(0.4)
    assert value.n == 5


def test_a_published_text_never_changes():
    published()
    for change in (lambda: ConsentText.objects.update(text="!"), lambda: ConsentText.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("text", ["", "  \n", "Согласен на обработку \r\n", "а" * 20_001])
def test_an_empty_long_or_unchanged_text_is_refused(text):
    published()
    with pytest.raises(TextUnfit):
        published(text)


@pytest.mark.parametrize("role", ["seller", "sales_head", "marketer", "analyst"])
def test_only_marketing_and_those_who_answer_put_texts_in_force(role):
    with pytest.raises(NotForThisRole):
        publish(purpose=Purpose.PROCESSING, language="ru", text="Текст", by=person(role), now=NOW)


def test_a_form_fills_it_like_any_other_door():
    published()
    form = source(name="Форма")
    cells = {"phone": "+79123456789", "consent": "да", "consent_version": "processing-ru-1"}
    (taken,) = take_in(
        [Arriving(source=form.key, key="1", received_at=NOW, cells=cells)], sources={form.key: form}, now=NOW
    )

    (given,) = consents_of(taken.subject_id)
    assert (given.version, given.given_at, given.source) == ("processing-ru-1", NOW, "Форма")
    assert '"consent"' in Arrival.objects.get().receipts
