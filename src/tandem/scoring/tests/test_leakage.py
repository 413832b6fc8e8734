"""What is known only after the contact is suspected by its marks, whatever it is called."""

import numpy as np

from tandem.scoring.attributes import category
from tandem.scoring.leakage import Mark, Recorded, suspects
from tandem.scoring.tests.histories import history


def marks(found, name):
    return {piece.mark for each in found if each.name == name for piece in each.evidence}


def test_honest_columns_are_not_suspected():
    attributes, bought = history()

    assert suspects(attributes, bought) == ()


def test_a_column_that_tells_the_outcome_is_suspected_by_its_power():
    attributes, bought = history()
    told = category("zzz", ["won" if each else "lost" for each in bought])

    assert marks(suspects([*attributes, told], bought), "zzz") == {Mark.POWER}


def test_a_column_filled_in_for_buyers_only_is_suspected_though_it_is_rare():
    attributes, bought = history(4_000)
    rare = np.cumsum(bought) % 4 == 0
    sum_paid = category("zzz", ["1" if buys and some else None for buys, some in zip(bought, rare, strict=True)])

    assert Mark.SURE in marks(suspects([*attributes, sum_paid], bought), "zzz")


def test_columns_of_one_first_word_that_lack_the_same_leads_are_suspected_together():
    attributes, bought = history()
    gone = np.random.default_rng(5).random(len(bought)) < 0.4
    texts = np.random.default_rng(6).choice(["a", "b"], len(bought))
    group = [
        category(name, [None if lacks else text for lacks, text in zip(gone, texts, strict=True)])
        for name in ("check one", "check two", "other")
    ]

    found = suspects([*attributes, *group], bought)

    assert {each.name for each in found} == {"check one", "check two"}


def test_a_column_in_the_words_of_a_suspect_is_suspected_too():
    attributes, bought = history()
    random = np.random.default_rng(7)
    words = np.array(["called", "wrote", "met", "asked"])
    outcome = words[np.where(bought == 1, random.integers(0, 2, len(bought)), random.integers(2, 4, len(bought)))]
    weak = random.choice(words, len(bought))

    found = suspects([*attributes, category("x", outcome.tolist()), category("y", weak.tolist())], bought)

    assert marks(found, "y") == {Mark.SAME_WORDS}


def test_times_prove_what_numbers_only_suspect():
    attributes, bought = history()

    (found,) = suspects(attributes, bought, recorded={"day": Recorded(values=2_000, late=1_500)})

    assert found.name == "day"
    assert found.is_proven


def test_one_outcome_only_gives_no_evidence_and_no_error():
    attributes, bought = history(300)

    assert suspects(attributes, np.zeros_like(bought)) == ()
