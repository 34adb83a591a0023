"""Growing GANs: the fade-in, the pyramid and its distance against POT and scipy, equalised steps, and the record."""

import numpy as np
import ot
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from explainers.gans.pictures.blocks import larger, smaller
from explainers.gans.progressive import Params, simulate
from explainers.gans.progressive.measures import (
    EACH,
    PATCH,
    distances,
    patches,
    pyramid,
    sliced_wasserstein,
)
from explainers.gans.progressive.models import (
    FADES,
    PICTURES,
    RATE,
    RUNS,
    STOPS,
    discriminator,
    generator,
    level_at,
    real_letters,
    recorded,
)
from explainers.gans.progressive.networks import NOISE, TOP, Discriminator, Generator, place, real_at
from explainers.gans.progressive.result import reached
from explainers.gans.progressive.train import measured
from explainers.gans.progressive.train import reached as measured_of
from explainers.problems import BadInput

stages = pytest.mark.parametrize("stage", [1, 2, 3])


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


@stages
def test_the_fade_in_begins_as_the_old_path_and_ends_as_the_new_one_to_the_bit(stage):
    g, d, z, x = Generator(), Discriminator(), torch.randn(4, NOISE), torch.randn(4, 1, 4 * 2**stage, 4 * 2**stage)
    old, new = g.paths(z, stage)
    g.level = stage - 1
    assert torch.equal(larger(g(z)), old)
    assert torch.equal(torch.lerp(old, new, 0.0), old)
    g.level = stage
    assert torch.equal(g(z), new)
    d.level = stage - 1
    assert torch.equal(d(smaller(x)), d.score(d.features(x, stage, 0.0)))
    d.level = stage
    assert torch.equal(d(x), d.score(d.features(x, stage, 1.0)))


@settings(max_examples=8)
@given(st.sampled_from([1, 2, 3]), st.floats(0, 1), st.integers(0, 99))
def test_pictures_and_the_features_of_both_paths_are_linear_in_alpha(stage, alpha, seed):
    draw = torch.Generator().manual_seed(seed)
    z, x = torch.randn(2, NOISE, generator=draw), torch.randn(2, 1, 8, 8, generator=draw)
    with torch.no_grad():
        g, d = Generator(), Discriminator()
        g.level = stage - 1 + max(alpha, 1e-6)
        old, new = g.paths(z, stage)
        torch.testing.assert_close(g(z), (1 - alpha) * old + alpha * new, atol=1e-5, rtol=1e-5)
        ends = [d.features(x, 1, end) for end in (0.0, 1.0)]
        torch.testing.assert_close(d.features(x, 1, alpha), (1 - alpha) * ends[0] + alpha * ends[1])


@given(st.floats(0, TOP))
def test_a_level_is_a_size_and_a_share(level):
    stage, alpha = place(level)
    assert 0 <= stage <= TOP and 0 <= alpha <= 1
    assert stage - 1 + alpha == pytest.approx(level)


@stages
def test_real_letters_fade_in_as_generated_ones_do(stage):
    x, side = real_letters()[:5], 4 * 2**stage
    small = x.reshape(5, 1, side, 32 // side, side, 32 // side).mean((3, 5))
    torch.testing.assert_close(real_at(x, stage, 1.0), small)
    without = real_at(x, stage, 0.0)
    torch.testing.assert_close(larger(smaller(without)), without), "no detail of the new size"


def test_the_pyramid_rebuilds_the_picture_and_its_levels_above_have_no_mean():
    x = real_letters()[:20]
    levels = pyramid(x)
    torch.testing.assert_close(larger(larger(levels[0]) + levels[1]) + levels[2], x)
    assert [level.shape[-1] for level in levels] == [8, 16, 32]
    for level in levels[1:]:
        torch.testing.assert_close(smaller(level), torch.zeros_like(smaller(level)), atol=1e-6, rtol=0)


def test_patches_are_cut_from_the_pictures():
    x = torch.arange(2 * 64.0).reshape(2, 1, 8, 8)
    found = patches(x, torch.Generator().manual_seed(0)).reshape(EACH, 2, PATCH, PATCH)
    for i in range(2):
        windows = x[i, 0].unfold(0, PATCH, 1).unfold(1, PATCH, 1).reshape(-1, PATCH, PATCH)
        assert all(any(torch.equal(patch, window) for window in windows) for patch in found[:, i])


def test_the_sliced_wasserstein_distance_is_that_of_pot_and_of_scipy():
    a, b = torch.randn(300, 9).double(), 0.7 * torch.randn(300, 9).double() + 0.4
    directions = torch.nn.functional.normalize(torch.randn(9, 40).double(), dim=0)
    found = sliced_wasserstein(a, b, directions)
    assert found == pytest.approx(ot.sliced_wasserstein_distance(a, b, projections=directions, p=1).item())
    by_line = [wasserstein_distance(p, q) for p, q in zip((a @ directions).T, (b @ directions).T, strict=True)]
    assert found == pytest.approx(np.mean(by_line))
    moved = sliced_wasserstein(a, a + torch.ones(9), directions)
    assert moved == pytest.approx(float(directions.sum(0).abs().mean()))


def test_equal_sets_have_no_distance_and_other_real_letters_the_one_recorded():
    real = real_letters()
    assert distances(real, real) == [0, 0, 0]
    assert measured_of(real_letters("train"))["swd"] == pytest.approx(recorded("real")["swd"], abs=2e-5)


def test_plain_layers_begin_as_the_same_function_but_adam_moves_them_by_unequal_shares():
    z, shares = torch.randn(3, NOISE), {}
    pictures = []
    for equal in (True, False):
        torch.manual_seed(3)
        g = Generator(equal)
        pictures.append(g(z))
        before = [layer.weight.detach().clone() for layer in g.layers]
        adam = torch.optim.Adam(g.parameters(), RATE, (0.0, 0.99))
        g(z).square().mean().backward()
        adam.step()
        pairs = zip(before, g.layers, strict=True)
        shares[equal] = [((layer.weight - old).square().mean() / old.square().mean()).sqrt().item()
                         for old, layer in pairs]  # fmt: skip
    torch.testing.assert_close(pictures[0], pictures[1])
    inputs = np.array([layer.weight[0].numel() for layer in Generator().layers])
    np.testing.assert_allclose(shares[True], RATE, rtol=0.1)
    np.testing.assert_allclose(shares[False], RATE / np.sqrt(2 / inputs), rtol=0.1)


@pytest.mark.parametrize(("name", "seen"), [("growing", 16_000), *((name, PICTURES) for name in RUNS)])
def test_shipped_generators_reach_what_is_recorded(name, seen):
    found, kept = measured(generator(name, seen)), recorded(name)
    at = kept["seen"].index(seen)
    assert found["swd"] == pytest.approx(kept["swd"][at], abs=1e-4)
    for what in ("precision", "recall", "sure"):
        assert found[what] == pytest.approx(kept[what][at], abs=0.01), what
    assert np.abs(np.array(found["letters"]) - kept["letters"][at]).max() <= 3


def test_networks_were_kept_at_the_levels_that_the_page_says():
    for stage, moments in FADES.items():
        levels = [level_at(seen, RUNS["growing"]) for seen in moments]
        assert levels == [stage - 1, stage - 0.5, stage]
        assert [generator("growing", seen).level for seen in moments] == levels
        assert all(discriminator("growing", seen) for seen in moments)
    assert {generator("full", seen).level for seen in STOPS} == {TOP}


def test_by_time_the_other_run_has_not_spent_more():
    for seen in STOPS:
        result = simulate(Params(seen=seen / 1000, axis="time"))
        assert reached("full", "seconds", result.rival_seen) <= reached("growing", "seconds", result.seen)


def test_only_a_discriminator_with_minibatch_deviation_sees_that_pictures_repeat():
    told, other = simulate(Params()).by_distinct.values()
    np.testing.assert_allclose(other, other[0], atol=1e-4)
    assert np.ptp(told) > 0.1


def test_settings_for_which_nothing_was_kept_get_a_sentence():
    for field, value in {"seen": 5.0, "distinct": 3.0}.items():
        with pytest.raises(BadInput) as caught:
            simulate(Params(**{field: value}))
        assert caught.value.field == field
