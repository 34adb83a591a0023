"""What the pages about pictures share, against closed forms, scikit-learn, torch's own layers and autograd."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import sqrtm
from sklearn.neighbors import NearestNeighbors
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from explainers.gans.losses import LOSSES
from explainers.gans.pictures.blocks import EqualConv, EqualLinear, larger, minibatch_deviation, pixel_norm, smaller
from explainers.gans.pictures.game import Game, Recipe, follow, slope_at_real
from explainers.gans.pictures.letters import grey, letter_pictures
from explainers.gans.pictures.measures import frechet, frechet_of, precision_and_recall, sharpness
from explainers.gans.pictures.reader import reader, recorded

normal = torch.randn


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def test_the_frechet_distance_of_gaussians_with_diagonal_covariance_is_known():
    a, b = np.array([1.0, 4.0]), np.array([9.0, 1.0])
    wanted = 5.0 + ((np.sqrt(a) - np.sqrt(b)) ** 2).sum()
    assert frechet_of(np.zeros(2), np.diag(a), np.array([1.0, 2.0]), np.diag(b)) == pytest.approx(wanted)
    flat = np.diag([0.0, 4.0])  # a feature that is always the same
    assert frechet_of(np.zeros(2), flat, np.zeros(2), np.diag(b)) == pytest.approx(9.0 + 1.0)
    general, other = (part @ part.T for part in np.random.default_rng(0).standard_normal((2, 5, 5)))
    root = np.trace(sqrtm(general @ other).real)
    found = frechet_of(np.zeros(5), general, np.zeros(5), other)
    assert found == pytest.approx(np.trace(general + other) - 2 * root)


@given(st.integers(1, 6), st.integers(0, 1000))
def test_a_shift_is_all_that_a_frechet_distance_of_shifted_features_sees(d, seed):
    rng = np.random.default_rng(seed)
    features, shift = rng.standard_normal((40, d)), rng.standard_normal(d)
    assert frechet(features, features) == pytest.approx(0, abs=1e-6)
    assert frechet(features, features + shift) == pytest.approx((shift**2).sum(), abs=1e-6)


def test_precision_and_recall_are_those_of_balls_found_by_scikit_learn():
    real, made = normal(60, 4), 0.5 * normal(50, 4) + 0.3

    def within(points, others):
        radius = NearestNeighbors(n_neighbors=4).fit(others).kneighbors(others)[0][:, -1]
        return (np.linalg.norm(points[:, None] - others[None], axis=2) <= radius).any(1).mean()

    found = precision_and_recall(real, made)
    assert found.precision == pytest.approx(within(made.numpy(), real.numpy()))
    assert found.recall == pytest.approx(within(real.numpy(), made.numpy()))
    assert precision_and_recall(real, real) == (1, 1)
    assert precision_and_recall(real, real + 100) == (0, 0)
    collapsed = precision_and_recall(real, real[:1] + 1e-6 * normal(50, 4))
    assert collapsed.precision > 0.9
    assert collapsed.recall < 0.1
    with pytest.raises(ValueError, match="too few"):
        precision_and_recall(real[:3], made)


@given(st.floats(0.01, 1), st.integers(4, 16))
def test_sharpness_of_steps_ramps_and_gratings_is_known(height, wide):
    places = torch.arange(4097.0)
    step = height * (places > 2000)
    ramp = height * ((places - 2000) / wide).clamp(0, 1)
    omega = 2 * np.pi / 512
    grating = height * torch.sin(omega * places)  # mean square a²ω²/2 over mean 2aω/π
    found = sharpness(torch.stack([row.expand(3, -1) for row in (step, ramp, grating)]))
    wanted = height * torch.tensor([1, 1 / wide, np.pi * omega / 4])
    torch.testing.assert_close(found, wanted.float(), rtol=1e-3, atol=0)
    turned = sharpness(step.expand(3, -1).T[None])
    torch.testing.assert_close(turned, found[:1])
    assert sharpness(torch.full((2, 1, 8, 8), height)).tolist() == [0, 0]


@pytest.mark.parametrize("rate", [1.0, 0.01])
def test_equalised_layers_are_torchs_with_scaled_weights(rate):
    layer, theirs, x = EqualLinear(12, 5, rate=rate), nn.Linear(12, 5), normal(7, 12)
    theirs.weight.data, theirs.bias.data = layer.weight.data * layer.scale, layer.bias.data * rate
    torch.testing.assert_close(layer(x), theirs(x))
    conv, pictures = EqualConv(3, 4), normal(2, 3, 8, 8)
    with torch.no_grad():
        assert conv(pictures).shape == (2, 4, 8, 8)
        assert EqualConv(64, 256)(normal(4, 64, 16, 16)).var() == pytest.approx(2, rel=0.15)


def test_normed_vectors_have_mean_square_one_and_sizes_go_back_and_forth():
    x = normal(4, 6, 8, 8)
    torch.testing.assert_close(pixel_norm(x).square().mean(1), torch.ones(4, 8, 8))
    torch.testing.assert_close(smaller(larger(x)), x)


def test_the_minibatch_deviation_is_nought_of_equal_pictures_and_that_of_numpy():
    x = normal(4, 6, 8, 8)
    found = minibatch_deviation(x)[:, -1]
    torch.testing.assert_close(found, torch.full((4, 8, 8), float(x.numpy().std(0).mean())))
    assert float(minibatch_deviation(x[:1].expand(4, -1, -1, -1))[:, -1].max()) < 1e-3


def test_the_slope_of_a_linear_critic_is_its_weights():
    critic = nn.Linear(9, 1)
    torch.testing.assert_close(slope_at_real(critic, normal(5, 9)), critic.weight.square().sum())


@pytest.mark.parametrize("loss", ["non_saturating", "hinge"])
def test_a_step_moves_both_players_down_their_own_loss_and_neither_the_other(loss):
    g, d = nn.Linear(3, 4), nn.Linear(4, 1)
    game, real = Game(g, d, 3, Recipe(loss=loss, r1=0, rate_g=1e-3, rate_d=1e-3), seed=5), normal(256, 4) + 2
    before = [p.clone() for p in g.parameters()]
    fake = g(torch.randn(256, 3, generator=torch.Generator().manual_seed(5))).detach()
    cost = LOSSES[loss].discriminator(d(real), d(fake)).item()
    assert game.update_d(real) == pytest.approx(cost, rel=1e-5)
    assert LOSSES[loss].discriminator(d(real), d(fake)).item() < cost
    assert all(map(torch.equal, before, g.parameters()))
    kept = [p.clone() for p in d.parameters()]
    ahead = torch.Generator()
    ahead.set_state(game.draw.get_state())
    z = torch.randn(256, 3, generator=ahead)
    cost = LOSSES[loss].generator(d(g(z))).item()
    assert game.update_g(256) == pytest.approx(cost, rel=1e-5)
    assert LOSSES[loss].generator(d(g(z))).item() < cost
    assert all(map(torch.equal, kept, d.parameters()))


def test_the_same_seed_plays_the_same_game():
    def weights():
        torch.manual_seed(1)
        game = Game(nn.Linear(2, 3), nn.Linear(3, 1), 2, Recipe(), seed=3)
        for _ in range(12):
            game.step(torch.ones(8, 3))
        return torch.cat([p.flatten() for p in game.average.parameters()])

    assert torch.equal(weights(), weights())


def test_an_average_follows_as_torchs_does():
    network, ours = nn.BatchNorm1d(3), nn.BatchNorm1d(3)
    theirs = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(0.9), use_buffers=False)
    theirs.update_parameters(network)
    for _ in range(4):
        network.weight.data = normal(3)
        network(normal(8, 3))
        theirs.update_parameters(network)
        follow(ours, network, 0.9)
    torch.testing.assert_close(ours.weight, theirs.module.weight)
    assert torch.equal(ours.running_mean, network.running_mean)


def test_the_reader_reads_as_many_letters_of_unseen_families_as_recorded():
    x, y = letter_pictures(part="test")
    assert float((reader().read(x).argmax(1) == y).float().mean()) == pytest.approx(
        recorded()["test_accuracy"], abs=1e-4
    )
    assert reader().features(x[:5]).shape == (5, 64)
    assert 0 <= float(grey(x).min()) < float(grey(x).max()) <= 1
