"""The network against torch.nn and autograd, data and features against closed forms, runs against themselves."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from explainers.figure_style import Style
from explainers.foundations.deep_networks import EXPLAINER, Params
from explainers.foundations.deep_networks.depth import DEPTHS, SEEDS, TASKS, recorded, sizes_of
from explainers.foundations.deep_networks.figure_layers import cut
from explainers.foundations.deep_networks.model import GRID, count, projected
from explainers.foundations.deep_networks.network import Run, first_weights, forward, losses
from explainers.foundations.deep_networks.points import COUNT, DATA, FEATURES, HILLS, features_of, points_of, target
from explainers.foundations.deep_networks.settings import BUDGETS, TIMELINE
from explainers.panels import panels

SMALL = Params(steps=30)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "linear"])
def test_the_forward_pass_is_that_of_torch(activation):
    sizes, x = [3, 5, 4, 1], torch.randn(7, 3)
    weights = first_weights(sizes, seed=1)
    act = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "linear": torch.nn.Identity}
    net = torch.nn.Sequential(torch.nn.Linear(3, 5), act[activation](), torch.nn.Linear(5, 4), act[activation](),
                              torch.nn.Linear(4, 1))  # fmt: skip
    for p, w in zip(net.parameters(), weights, strict=True):
        p.data = w.detach().T.reshape(p.shape).clone()
    assert torch.allclose(forward(x, weights, activation)[-1], net(x), atol=1e-6)
    assert count(sizes) == sum(p.numel() for p in net.parameters())


def test_the_loss_is_binary_cross_entropy_and_a_step_of_sgd_is_torchs():
    f, y = torch.randn(20), torch.sign(torch.randn(20))
    expected = torch.nn.functional.binary_cross_entropy_with_logits(f, (y + 1) / 2)
    assert torch.isclose(losses(f, y, "xor").mean(), expected)
    params = replace(SMALL, optimiser="sgd", rate=0.1, batch=30, penalty="l2", strength=0.3)
    run = Run(params)
    run.x[:], run.y[:] = torch.randn(1, 2), 1.0  # every batch is this one point
    state = run.start()
    before = [w.detach().clone().requires_grad_() for w in state.weights]
    run.make_step(state, params)
    loss = losses(forward(run.x[:1], before, "tanh")[-1][:, 0], torch.ones(1), "circle").mean()
    loss = loss + 0.15 * sum((w**2).sum() for w in before[::2])
    for w, old, slope in zip(state.weights, before, torch.autograd.grad(loss, before), strict=True):
        assert torch.allclose(w, old - 0.1 * slope, atol=1e-6)


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


def test_a_run_replays_and_branches_to_the_bit():
    branch = TIMELINE.branch(SMALL, 20, rate=0.1, penalty="l1")
    one, other = (Run(TIMELINE.run_alone(p)) for p in (SMALL, branch))
    first = [w.detach().clone() for w in one.at(130).weights]
    assert all(torch.equal(a, b) for a, b in zip(one.at(17).weights, other.at(17).weights, strict=True))
    assert all(torch.equal(a, b) for a, b in zip(one.at(130).weights, first, strict=True))
    assert not torch.equal(other.at(30).weights[0], one.at(30).weights[0])
    direct = Run(replace(SMALL, rate=0.1, penalty="l1", schedule="20 rate=0.01 penalty=none")).at(30)
    assert all(torch.equal(a, b) for a, b in zip(direct.weights, other.at(30).weights, strict=True))


def test_the_cut_that_is_drawn_is_where_the_output_changes_its_sign():
    result = EXPLAINER.simulate(replace(SMALL, steps=300))
    drawn = cut(result, Style(), panels("a")["a"])
    a, b, c = np.linalg.solve([[x, y, 1] for x, y in ((-1.06, -1.06), (1.06, -1.06), (-1.06, 1.06))],
                              [drawn["z"][0, 0], drawn["z"][0, 1], drawn["z"][1, 0]])  # fmt: skip
    assert drawn["visible"]
    assert np.allclose(result.planes[-1].at @ [a, b] + c, result.f, atol=1e-3 * np.abs(result.f).max())


def test_networks_of_all_depths_have_about_as_many_parameters_and_were_trained():
    for budget in BUDGETS:
        assert all(abs(count(sizes_of(depth, budget)) / budget - 1) < 0.1 for depth in DEPTHS)
    assert recorded().shape == (len(TASKS), len(BUDGETS), len(DEPTHS), SEEDS, 2)
