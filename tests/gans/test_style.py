"""StyleGAN against torch's layers, scikit-learn, closed forms and its record; what must hold of every style."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from torch.nn.functional import conv2d, instance_norm

from explainers.gans.style import Params, simulate
from explainers.gans.style.factors import centred, serif_right, shapes
from explainers.gans.style.models import (
    directions,
    drawn,
    everywhere,
    generator,
    noise_maps,
    pictures,
    recorded,
    styles,
    truncated,
)
from explainers.gans.style.networks import KINDS, LATENT, LAYERS, Demodulated, adain, leaky, mixed, norms
from explainers.gans.style.reached import follows, path_length, peaks, quality, separability, told_apart
from explainers.gans.style.walks import slerp, squared_speed
from explainers.problems import BadInput

each = pytest.mark.parametrize("kind", KINDS)
seeds = st.integers(0, 1000)


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@given(seeds)
def test_adain_gives_each_map_the_deviation_and_the_mean_of_the_style(seed):
    x, scale, shift = 3 * normal(2, 5, 8, 8, seed=seed) + 1, normal(2, 5, seed=seed + 1), normal(2, 5, seed=seed + 2)
    y = adain(x, scale, shift)
    torch.testing.assert_close(y.mean((2, 3)), shift, atol=1e-4, rtol=0)
    torch.testing.assert_close(y.std((2, 3), unbiased=False), scale.abs(), atol=1e-4, rtol=0)
    torch.testing.assert_close(y, instance_norm(x) * scale[..., None, None] + shift[..., None, None], atol=1e-3, rtol=0)


@given(seeds)
def test_demodulated_weights_have_norm_one_and_the_layer_is_a_convolution_with_them(seed):
    torch.manual_seed(seed)
    layer, x, w = Demodulated(6, 4), normal(3, 6, 8, 8), normal(3, LATENT, seed=seed)
    with torch.no_grad():
        weights = layer.weights(w) / norms(layer.weight, layer.scale(w))[:, :, None, None, None]
        torch.testing.assert_close(weights.square().sum((2, 3, 4)), torch.ones(3, 4))
        theirs = [conv2d(one[None], 2**0.5 * weight, padding=1) for one, weight in zip(x, weights, strict=True)]
        torch.testing.assert_close(layer(x, w, normal(1, 1, 8, 8)), leaky(torch.cat(theirs)), atol=1e-4, rtol=1e-4)


@settings(max_examples=20)
@given(seeds, st.integers(0, LAYERS), st.sampled_from(KINDS))
def test_a_mixed_with_itself_is_a_and_a_mix_has_the_layers_of_both(seed, crossover, kind):
    a, b = (everywhere(styles(generator(kind), drawn(1, seed + i))[:, 0]) for i in (0, 1))
    assert torch.equal(mixed(a, a, crossover), a)
    both = mixed(a, b, crossover)
    assert torch.equal(both[:, :crossover], a[:, :crossover]) and torch.equal(both[:, crossover:], b[:, crossover:])


@each
def test_the_diagonal_of_the_matrix_does_not_depend_on_the_crossover(kind):
    whole, half = (simulate(Params(kind=kind, crossover=k)).mixes() for k in (LAYERS, 3))
    np.testing.assert_allclose(half[range(5), range(5)], whole[range(5), range(5)], atol=1e-5)
    np.testing.assert_allclose(whole, whole[:, :1].repeat(5, 1), atol=1e-5)
    assert np.abs(half - whole).max() > 0.3


@each
def test_truncation_at_one_is_none_and_at_nought_gives_one_picture(kind):
    result, w = simulate(Params(kind=kind)), normal(4, LATENT)
    torch.testing.assert_close(truncated(w, directions(kind).mean, 1.0), w)
    made = result.shown(psi=0.0).pictures
    mean = pictures(generator(kind), everywhere(directions(kind).mean[None]), result.noise)[0, 0]
    np.testing.assert_allclose(made, np.broadcast_to((mean / 2 + 0.5).clamp(0, 1), made.shape), atol=1e-4)
    assert result.shown(psi=0.5).pictures.std(0).mean() < result.shown().pictures.std(0).mean()


@pytest.mark.parametrize("setting", [{"psi": 40.0}, {"psi": float("nan")}, {"a": 3, "b": 3}])
def test_what_cannot_be_done_gets_a_sentence(setting):
    with pytest.raises(BadInput, match=r"out of range|needs two"):
        simulate(Params(**setting))


@each
def test_without_noise_a_picture_is_a_function_of_w(kind):
    one, other, noisy, again = (
        simulate(Params(kind=kind, noise=on, seed=seed)).mixes() for on in ("none", "all") for seed in (1, 2)
    )
    assert np.array_equal(one, other)
    assert np.abs(noisy - again).max() > 1e-3
    assert [float(noise.abs().max()) > 0 for noise in noise_maps("3", 0)] == [i == 2 for i in range(LAYERS)]


@each
def test_directions_are_the_principal_components_of_scikit_learn(kind):
    w, found = styles(generator(kind), drawn(4096, 99))[:, 0].numpy(), directions(kind)
    theirs = PCA(6).fit(w)
    np.testing.assert_allclose(found.mean, theirs.mean_, atol=1e-5)
    np.testing.assert_allclose(found.deviations[:6], theirs.explained_variance_**0.5, rtol=1e-3)
    np.testing.assert_allclose(np.abs((found.vectors[:6].numpy() * theirs.components_).sum(1)), 1, atol=1e-3)


@given(seeds)
def test_the_speed_of_a_linear_generator_is_known_in_both_spaces(seed):
    matrix, a, b = normal(6, 4, seed=seed).double(), *normal(2, 1, 4, seed=seed + 1).double()
    t = torch.linspace(0.1, 0.9, 5).double()
    along = squared_speed(lambda at: (a + at[:, None] * (b - a)) @ matrix.T, t)
    torch.testing.assert_close(along, ((b - a) @ matrix.T).square().sum().expand(5), rtol=1e-6, atol=1e-6)
    start, end = a / a.norm(), b / b.norm()
    angle = (start * end).sum().acos()
    turning = angle * (torch.cos(t * angle)[:, None] * end - torch.cos((1 - t) * angle)[:, None] * start) / angle.sin()
    torch.testing.assert_close(squared_speed(lambda at: slerp(a, b, at) @ matrix.T, t),
                               (turning @ matrix.T).square().sum(1), rtol=0.05, atol=1e-3)  # fmt: skip
    torch.testing.assert_close(slerp(a, b, t).norm(dim=1), torch.ones(5).double())


@given(st.integers(4, 15), st.integers(4, 12), st.floats(-0.5, 0.5))
def test_weight_width_and_slant_of_a_sheared_bar_are_known(high, wide, shear):
    rows, columns = torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")
    middle = 15.5 + shear * (15.5 - rows)
    soft = (wide / 2 + 0.5 - (columns - middle).abs()).clamp(0, 1)  # edges cover parts of pixels
    ink = soft * ((rows - 15.5).abs() < high)
    weight, width, slant = shapes(ink[None])[0].tolist()
    assert weight == pytest.approx(2 * high * wide / 32**2, rel=1e-3)
    assert slant == pytest.approx(shear, abs=0.01)
    assert width == pytest.approx(wide + abs(shear) * (2 * high - 1), abs=1.01)
    assert float(centred(torch.ones(4, 2), torch.zeros(4)).abs().max()) == 0


def test_what_is_told_apart_leaves_nothing_unknown_and_chance_all_of_it():
    codes, y = normal(2000, 5), torch.rand(2000, generator=torch.Generator().manual_seed(1)) > 0.5
    right, unknown = told_apart(codes, codes @ normal(5) > 0)
    assert right > 0.98 and unknown < 0.1
    right, unknown = told_apart(codes, y)
    assert right == pytest.approx(0.5, abs=0.05) and unknown == pytest.approx(np.log(2), abs=0.01)


@each
def test_shipped_weights_reach_what_is_recorded(kind):
    network, record = generator(kind), recorded()[kind]
    ratio, on_ink = peaks(network)
    np.testing.assert_allclose(ratio, record["peaks"], rtol=0.01)
    assert on_ink == pytest.approx(record["on_ink"], abs=0.011)
    assert path_length(network, "w") == pytest.approx(record["path_length"]["w"], rel=0.02)
    assert quality(network, 1.0) == pytest.approx(tuple(record["quality"]["1.0"]), abs=0.01)


def test_what_is_recorded_of_factors_is_found_again():
    network, record = generator("adain"), recorded()["adain"]
    np.testing.assert_allclose(follows(network, [4])[0], record["follows"][4], atol=0.01)
    told = separability(network)["w"]
    assert told["right"] == pytest.approx(record["separability"]["w"]["right"], abs=0.01)
    assert told["score"] == pytest.approx(record["separability"]["w"]["score"], rel=0.02)
    assert serif_right() == pytest.approx(recorded()["serif"], abs=1e-3)
