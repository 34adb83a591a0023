"""The bundled data sets are the published ones."""

from collections import Counter

import numpy as np
import pytest

from explainers.data.historical import HISTORICAL, NEWCOMB, Dataset

every_dataset = pytest.mark.parametrize("dataset", HISTORICAL.values(), ids=HISTORICAL)


@every_dataset
def test_every_data_set_says_what_it_is_and_whence_it_came(dataset: Dataset):
    for said in (dataset.title, dataset.unit, dataset.origin, dataset.licence):
        assert said.strip()
    assert any(character.isdigit() for character in dataset.origin), "a year or a page, so that it can be looked up"
    assert np.isfinite(dataset.values).all()


@every_dataset
def test_a_value_to_compare_with_has_a_name(dataset: Dataset):
    if dataset.reference is not None:
        value, name = dataset.reference
        assert np.isfinite(value)
        assert name


def test_births_are_437_girls_and_543_boys():
    """Gelman et al., Bayesian Data Analysis, 3rd edition, section 2.4."""
    births = HISTORICAL["births"]
    assert Counter(births.values) == {1.0: 437, 0.0: 543}
    assert not births.ordered
    assert births.reference[0] == 0.485


def test_horse_kicks_are_the_table_of_bortkiewicz():
    """Das Gesetz der kleinen Zahlen, 1898: corps-years with 0, 1, 2, 3 and 4 deaths, of ten corps in twenty years."""
    values = HISTORICAL["horse_kicks"].values
    assert Counter(values) == {0: 109, 1: 65, 2: 22, 3: 3, 4: 1}
    assert (len(values), sum(values)) == (10 * 20, 122)
    assert not HISTORICAL["horse_kicks"].ordered


def test_newcomb_measured_as_stigler_transcribed():
    """Annals of Statistics 5, 1977, table 5; the mean and the standard deviation are those of Gelman et al., 3.2."""
    assert len(NEWCOMB) == 66
    assert np.mean(NEWCOMB) == pytest.approx(26.21, abs=0.005)
    assert np.std(NEWCOMB, ddof=1) == pytest.approx(10.75, abs=0.005)
    assert sorted(NEWCOMB)[:3] == [-44, -2, 16]
    assert (max(NEWCOMB), np.median(NEWCOMB)) == (40, 27)
    assert NEWCOMB[:6] == (28, 26, 33, 24, 34, -44)
    assert HISTORICAL["newcomb"].ordered
    assert HISTORICAL["newcomb"].reference[0] == 33.02
