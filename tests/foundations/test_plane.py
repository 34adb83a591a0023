"""The points that the pages of this chapter share."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from explainers.data.images import labels, pictures
from explainers.foundations.plane import MADE, REACH, drawn, points
from explainers.problems import BadInput


@pytest.mark.parametrize("name", ["slanted", "moons", "ring", "blobs", "cut"])
def test_made_points_lie_in_the_plane_and_their_classes_are_as_many(name):
    data = points(name)
    assert data.x.shape == data.test_x.shape == (MADE, 2)
    assert np.abs(data.x).max() < REACH
    x, y = data.balanced(60, np.random.default_rng(0))
    assert len(x) == 60 and np.ptp(np.bincount(y)) == 0
    assert len(np.unique(x, axis=0)) == 60


def test_digits_have_the_principal_components_of_scikit_learn():
    data, chosen = points("digits_38"), np.isin(labels("digits", "test"), (3, 8))
    train = pictures("digits", "train")[np.isin(labels("digits", "train"), (3, 8))].astype(float)
    rival = PCA(10, svd_solver="full").fit(train)
    test = rival.transform(pictures("digits", "test")[chosen].astype(float)) / np.sqrt(rival.explained_variance_)
    np.testing.assert_allclose(np.abs(data.test_x[:, :10]), np.abs(test), atol=1e-6)
    found = data.components.pictures(data.test_x)
    assert np.abs(found - pictures("digits", "test")[chosen]).mean() < 0.06


def test_a_drawing_without_two_points_gets_a_sentence():
    for text in ("", "0.5,0.5", "a,b c,d", "0.1,0.2,0.3 0.1,0.2,0.3", "2,2 3,3"):
        with pytest.raises(BadInput) as caught:
            drawn((text, "0.1,0.1 0.2,0.2"), ("drawn_0", "drawn_1"))
        assert caught.value.field == "drawn_0"
