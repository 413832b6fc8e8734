"""Open leads of a channel or a seller are told by how its own have done so far."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.diagnosis.rules.decomposition_leads import done_so_far


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=8))
def test_it_lies_between_what_a_unit_did_and_what_all_did(units):
    did, should = np.array(units, dtype=float).T

    found = done_so_far(did, should)

    together = (did.sum() + 5) / (should.sum() + 5)
    own = np.where(should > 0, did / np.where(should > 0, should, 1), np.inf)
    told = should > 0
    assert np.all(found[told] >= np.minimum(own, together)[told] * (1 - 1e-12))
    assert np.all(found[told] <= np.maximum(own, together)[told] * (1 + 1e-12))


def test_a_unit_of_which_nothing_is_known_is_as_all():
    found = done_so_far(np.array([0.0, 45.0]), np.array([0.0, 95.0]))

    assert found[0] == pytest.approx(0.5)


def test_of_a_unit_with_many_cases_its_own_outcome_speaks():
    found = done_so_far(np.array([500.0, 1000.0]), np.array([1000.0, 1000.0]))

    assert found == pytest.approx([0.5 + 0.25 / 201, 1.0 - 0.25 / 201], abs=1e-3)
