"""When two spellings are one campaign."""

from __future__ import annotations

import string
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.campaigns.names_rules import How, Sure, decoded, folded, is_unfilled, resolved, suggestions, sure_matches

#: Letters whose upper case has one lower case: ß and ı are another matter.
LETTERS = string.ascii_letters + string.digits + "абвгдежзийклмнопрстуфхцчшщьыъэюя"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("it%20career%20hub", "it career hub"),
        ("it%2520career+hub", "it career hub"),
        ("%D0%BE%D0%BA%D0%BD%D0%B0", "окна"),
        ("1+1", "1+1"),
        ("скидка 50%", "скидка 50%"),
        ("  spring \u200b sale ", "spring sale"),
        ("%FF%FE", "%FF%FE"),
    ],
)
def test_the_encoding_of_an_address_is_taken_off_a_name(said, plain):
    assert decoded(said) == plain


@given(WORDS)
def test_an_encoded_shouted_dashed_name_is_the_same_name(words):
    name = " ".join(words)
    assert folded(quote(name)) == folded(quote_plus(quote(name))) == folded(name)
    assert folded("-".join(words).upper()) == folded("_".join(words)) == folded(f"  {name} ")


@pytest.mark.parametrize("said", ["IT Career Hub 2", "it career", "itcareerhub", "it career hub!"])
def test_what_differs_in_more_than_spelling_is_another_name(said):
    assert folded(said) != folded("it career hub")


@pytest.mark.parametrize(
    "said",
    ["{region_name}", "%7Bregion_name%7D", "{{campaign.name}}", "__CAMPAIGN_NAME__", "%campaign%", "[campaign_name]",
     "spring_{campaign_id}", "${campaign}"],
)  # fmt: skip
def test_an_unfilled_template_is_a_fault_of_the_ad(said):
    assert is_unfilled(said)


@pytest.mark.parametrize(
    "said", ["brand", "скидка 50%", "12.07.2023wide_DE", "a__b__c", "цена $100", "1+1", "[акция] окна"]
)
def test_an_odd_name_is_a_name(said):
    assert not is_unfilled(said)


def test_spellings_count_as_the_campaign_that_money_was_spent_under():
    spent = {"it career hub": 900.0, "IT-Career-Hub": 100.0, "brand": 50.0}
    names = {"it%20career%20hub", "brand", "Brand", "other", "{region_name}"}
    assert sure_matches(names, spent) == [
        Sure("Brand", "brand", How.FOLDED),
        Sure("IT-Career-Hub", "it career hub", How.FOLDED),
        Sure("it%20career%20hub", "it career hub", How.DECODED),
    ]


def test_a_template_that_money_was_spent_under_is_no_campaign_either():
    assert sure_matches({"%7Bregion%7D"}, {"{region}": 10.0}) == []


@given(st.dictionaries(st.text(LETTERS + " -_", min_size=1, max_size=6), st.floats(0, 1e6), max_size=8))
def test_no_name_counts_as_itself_or_as_one_that_counts_as_another(spent):
    found = {each.said: each.campaign for each in sure_matches([], spent)}
    assert all(said != campaign for said, campaign in found.items())
    assert not set(found) & set(found.values())


def test_likeness_suggests_and_the_same_source_weighs():
    campaigns = {
        "performancemax_eng_DE": frozenset({"Google Ads"}),
        "discovery_DE": frozenset({"Google Ads"}),
        "performance_eng_FB": frozenset({"Facebook Ads"}),
    }
    found = suggestions("performancemax_digitalmarkt_ru_DE", frozenset({"Google Ads"}), campaigns)
    assert found[0].campaign == "performancemax_eng_DE"
    assert found[0].same_source
    assert suggestions("zzz", frozenset(), campaigns) == []


def test_a_chain_is_followed_to_its_end_and_never_back():
    assert resolved("a", "b", {"b": "c"}) == "c"
    assert resolved("a", "b", {}) == "b"
    assert resolved("a", "a", {}) is None
    assert resolved("a", "b", {"b": "a"}) is None
