"""Steps against torch, data and features against closed forms, projections against scikit-learn."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import RegularGridInterpolator
from sklearn.decomposition import PCA

from explainers.figure_style import Style
from explainers.foundations.deep_networks import EXPLAINER, Params
from explainers.foundations.deep_networks.depth import DEPTHS, SEEDS, TASKS, recorded, sizes_of, trained
from explainers.foundations.deep_networks.figure_layers import cut
from explainers.foundations.deep_networks.model import GRID, projected
from explainers.foundations.deep_networks.network import Run, perceptron
from explainers.foundations.deep_networks.points import COUNT, DATA, FEATURES, HILLS, features_of, points_of, target
from explainers.foundations.deep_networks.settings import BUDGETS, count


def weights(network):
    return torch.nn.utils.parameters_to_vector(network.parameters()).detach()


def test_a_step_is_adams_on_binary_cross_entropy_with_weight_decay():
    params = Params(rate=0.1, batch=30, penalty="l2", strength=0.3)
    run, network = Run(params), perceptron(params.sizes, params.activation, params.seed)
    run.x[:], run.y[:] = torch.randn(1, 2), 1.0  # every batch is this one point
    matrices, biases = ([p for p in network.parameters() if p.ndim == n] for n in (2, 1))
    adam = torch.optim.Adam([{"params": matrices, "weight_decay": 0.3}, {"params": biases}], lr=0.1)
    torch.nn.functional.binary_cross_entropy_with_logits(network(run.x[:1]), torch.ones(1, 1)).backward()
    adam.step()
    assert torch.allclose(weights(run.at(1).network), weights(network), atol=1e-5)
    assert count(params.sizes) == len(weights(network))


@pytest.mark.parametrize("data", list(DATA))
def test_data_are_those_of_playground(data):
    clean = points_of(data, 0.0, 0.3, 4)
    assert (clean.training, len(clean.x)) == (150, COUNT)
    if data not in ("gauss", "spiral"):
        assert np.array_equal(clean.y, target(data, clean.x)), "without noise the label is that of the place"
    if data == "circle":
        r = np.hypot(*clean.x.T)
        assert ((r <= 2.5) == (clean.y > 0)).all() and r.max() <= 5 and not ((r > 2.5) & (r < 3.5)).any()
    if data == "xor":
        assert np.abs(clean.x).min() >= 0.3
    if data == "spiral":
        r, (a, b) = np.hypot(*clean.x.T), clean.x.T
        assert np.allclose(a, clean.y * r * np.sin(0.7 * np.pi * r))
        assert np.allclose(b, clean.y * r * np.cos(0.7 * np.pi * r))
    if data == "gauss":
        noisy = points_of(data, 0.5, 0.5, 0)
        assert abs((noisy.x - 2 * noisy.y[:, None]).var() - 4) < 0.5, "variance 0.5 + 7 × noise"
    if data == "hills":
        assert np.array_equal(target(data, HILLS[:, :2]), HILLS[:, 2])


@given(st.floats(-6, 6), st.floats(-6, 6))
def test_features_are_what_their_names_say(a, b):
    found = features_of(np.array([[a, b]]), tuple(FEATURES))[0]
    assert np.allclose(found, [a, b, a * a, b * b, a * b, np.sin(a), np.sin(b)])


def test_projections_are_principal_components_turned_without_stretching():
    rng = np.random.default_rng(0)
    layer = rng.standard_normal((GRID.stop, 5)) * [5, 3, 1, 1, 1]
    flat, kept = projected(layer)
    pca = PCA(2).fit(layer)
    assert np.allclose(np.abs(flat), np.abs(pca.transform(layer)))
    assert np.isclose(kept, pca.explained_variance_ratio_.sum())
    assert np.allclose(projected(layer[:, :1])[0][:, 1], 0), "of one unit, the second component is nothing"


def test_the_cut_that_is_drawn_is_where_the_output_changes_its_sign():
    result = EXPLAINER.simulate(Params(steps=300))
    drawn = cut(result, Style(), shown=True)
    found = RegularGridInterpolator((drawn["y"], drawn["x"]), drawn["z"])(result.planes[-1].at[:, ::-1])
    assert drawn["visible"] and np.allclose(found, result.f, atol=1e-3 * np.abs(result.f).max())


def test_networks_of_all_depths_have_about_as_many_parameters_and_were_trained_as_on_this_page():
    for budget in BUDGETS:
        assert all(abs(count(sizes_of(depth, budget)) / budget - 1) < 0.1 for depth in DEPTHS)
    assert recorded().shape == (len(TASKS), len(BUDGETS), len(DEPTHS), SEEDS)
    assert trained("xor", 40, 2, 3) == pytest.approx(recorded()[1, 0, 1, 3], abs=0.01)
