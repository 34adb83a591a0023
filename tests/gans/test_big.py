"""BigGAN in small: truncation against scipy, the class in both networks against torch, and what was recorded."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, norm, truncnorm
from torch import nn
from torch.nn.functional import batch_norm, linear

from explainers.gans.big import Params, simulate
from explainers.gans.big.models import (
    ALL,
    AT_LARGE_RATE,
    MODELS,
    PICTURES,
    TAUS,
    discriminator,
    generator,
    of_letter,
    overall,
    pictures_along,
    real_features,
    recorded,
    standing,
)
from explainers.gans.big.networks import LETTERS, NOISE, ConditionalNorm, Discriminator, Generator, one_hot
from explainers.gans.big.result import along, pictures
from explainers.gans.big.truncation import truncated
from explainers.gans.pictures.measures import frechet
from explainers.problems import BadInput


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def largest(weight):
    return float(torch.linalg.svdvals(weight.detach().flatten(1))[0])


@settings(max_examples=20)
@given(st.floats(0.05, 4.0), st.integers(0, 10_000))
def test_truncated_noise_is_scipys_truncated_normal(tau, seed):
    z = truncated(tau, 300, seed).numpy()
    u = torch.rand(300, NOISE, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).numpy()
    np.testing.assert_allclose(z, truncnorm.ppf(u, -tau, tau), rtol=2e-4, atol=2e-6)
    assert np.abs(z).max() <= np.float32(tau)


def test_drawing_again_what_lies_outside_gives_the_same_distribution():
    z = np.random.default_rng(0).standard_normal(40_000)
    for _ in range(60):
        outside = np.abs(z) > 0.7
        z[outside] = np.random.default_rng(outside.sum()).standard_normal(outside.sum())
    assert kstest(z, truncated(0.7, 500, 1).numpy().ravel()).pvalue > 0.001
    assert kstest(truncated(8.0, 500, 1).numpy().ravel(), norm.cdf).pvalue > 0.001, "a large τ truncates nothing"
    with pytest.raises(ValueError, match="more than 0"):
        truncated(0.0, 1, 0)


def test_conditional_batch_norm_is_torchs_with_the_gain_and_bias_of_the_class():
    layer, x, y = ConditionalNorm(3).train(), torch.randn(20, 3, 4, 4), torch.arange(20) % len(LETTERS)
    nn.init.normal_(layer.gain.weight)
    nn.init.normal_(layer.bias.weight)
    found, plain = layer(x, one_hot(y)), batch_norm(x, None, None, training=True)
    for i, place in enumerate(y):
        gain, bias = (part.weight[:, place, None, None] for part in (layer.gain, layer.bias))
        torch.testing.assert_close(found[i], gain * plain[i] + bias)


@pytest.mark.parametrize("normed", [True, False])
def test_the_projection_discriminator_is_the_sum_of_its_parts(normed):
    d, x, y = Discriminator(4, normed).eval(), torch.randn(7, 1, 32, 32), torch.arange(7)
    phi = d.phi(x)
    psi = linear(phi, d.psi.weight, d.psi.bias)
    for i in range(7):
        wanted = psi[i] + d.v.weight[:, y[i]] @ phi[i]
        torch.testing.assert_close(d(x, one_hot(y))[i], wanted)


def test_spectral_norm_makes_the_largest_singular_value_one():
    d, other = Discriminator(4), Discriminator(4, normed=False)
    for _ in range(200):
        d(torch.randn(2, 1, 32, 32), one_hot(torch.zeros(2, dtype=torch.long)))
    layers, plain = ((*net.convs, net.psi, net.v) for net in (d.eval(), other))
    assert [largest(layer.weight) for layer in layers] == pytest.approx([1.0] * 5, abs=0.01)
    assert max(abs(largest(layer.weight) - 1) for layer in plain) > 0.1


def test_standing_statistics_are_means_over_batches():
    g = Generator(4)
    fixed = standing(g, batches=2)
    draw = torch.Generator().manual_seed(11)
    h = torch.stack([g.start(torch.randn(250, NOISE, generator=draw)).reshape(250, 16, 4, 4) for _ in range(2)])
    torch.testing.assert_close(fixed.norms[0].norm.running_mean, h.mean((0, 1, 3, 4)), atol=1e-5, rtol=1e-4)
    y = one_hot(torch.tensor([3]))
    z = torch.randn(4, NOISE)
    torch.testing.assert_close(fixed(z, y.expand(4, -1))[:1], fixed(z[:1], y))  # whatever else is in the batch


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_weights_reach_what_is_recorded(name):
    for key, value in overall(generator(name)).items():
        assert value == pytest.approx(recorded()[name][key], abs=0.01, rel=0.01), key
    curve = recorded()[name]["truncation"]["R"]
    for i in (1, 7):
        assert of_letter(generator(name), "R", TAUS[i]) == pytest.approx(curve[i], abs=0.01, rel=0.01)
    record = recorded()[name]
    assert record["parameters"]["g"] == sum(p.numel() for p in generator(name).parameters())
    assert record["along"][-1]["steps"] == PICTURES // MODELS[name].batch
    assert max(largest(conv.weight) for conv in discriminator(name).convs) < 1.1


def test_the_floor_is_the_distance_of_faces_of_other_families():
    found = frechet(*(real_features(LETTERS, part, ALL) for part in ("train", "test")))
    assert found == pytest.approx(recorded()["floor"], rel=1e-3)


def test_both_runs_at_a_large_rate_begin_alike_and_every_moment_has_its_pictures():
    first = [along(name, "frechet")[0] for name in (*AT_LARGE_RATE, "w8_b64")]
    assert first == pytest.approx([first[0]] * 3, rel=1e-3)
    for name in AT_LARGE_RATE:
        assert pictures_along(name).shape == (len(along(name, "steps")), 3, len(LETTERS), 32, 32)
    np.testing.assert_array_equal(*(pictures_along(name)[0] for name in AT_LARGE_RATE))


def test_truncation_follows_the_recorded_curve_and_moves_pictures_smoothly():
    result = simulate(Params(tau=0.9))
    low, high = (simulate(Params(tau=tau)).here for tau in (0.8, 1.0))
    np.testing.assert_allclose(result.here, (low + high) / 2)
    apart = [pictures("w16_b64", tau, 0, "R" * 12).std(0).mean() for tau in (0.1, 0.5, 1.0)]
    assert apart == sorted(apart)


@pytest.mark.parametrize("bad", [{"letter": "F"}, {"letter": "é"}, {"tau": 0.0}, {"tau": 9.0}, {"model": "w64"}])
def test_a_class_that_is_not_there_and_a_threshold_out_of_range_get_a_sentence(bad):
    with pytest.raises(BadInput):
        simulate(Params(**bad))
