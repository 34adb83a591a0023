"""pix2pix against torch and scipy; its receptive field by gradients; and what it reached, measured again."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from torch.nn import functional

from explainers.gans.losses import LOSSES
from explainers.gans.pix2pix import Params, simulate
from explainers.gans.pix2pix.equations import equations
from explainers.gans.pix2pix.figure_verdict import ACROSS, UP, patch_at
from explainers.gans.pix2pix.models import (
    MODELS,
    PLAIN,
    discriminator,
    generator,
    l1,
    reached,
    recorded,
    sharpness,
)
from explainers.gans.pix2pix.networks import PATCHES, PatchGAN, UNet, receptive_field
from explainers.gans.pix2pix.pairs import DATA, SIDE, TEST, edges, pair_at, skeletons
from explainers.gans.pix2pix.result import drawing
from explainers.problems import BadInput

NEIGHBOURS = np.ones((3, 3))
sets = pytest.mark.parametrize("data", list(DATA))
places = st.integers(0, TEST - 1)
whole = st.integers(0, PATCHES - 1)


def blob(seed: int) -> np.ndarray:
    """Return random ink, smooth at a scale of a few pixels, (1, SIDE, SIDE)."""
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal((SIDE, SIDE)), 1.5)
    return np.pad(noise[2:-2, 2:-2] > 0.05, 2).astype(np.float32)[None]


@settings(max_examples=20)
@given(whole, whole)
def test_the_receptive_field_found_by_gradients_is_that_of_the_formula(row, column):
    size, step, first = receptive_field()
    d, x = PatchGAN(), torch.rand(1, 1, SIDE, SIDE, requires_grad=True)
    d(torch.rand(1, 1, SIDE, SIDE), x)[0, row, column].backward()
    seen = np.argwhere(x.grad[0, 0].numpy())
    for axis, place in enumerate((row, column)):
        begin = first + step * place
        assert seen[:, axis].min() == max(begin, 0)
        assert seen[:, axis].max() == min(begin + size, SIDE) - 1
    top, left, bottom, right = simulate(Params(patch=PATCHES * row + column + 1)).frame
    assert len(seen) == (bottom - top) * (right - left)
    assert patch_at(2 * ACROSS + (column + 0.5) / PATCHES, UP + 1 - (row + 0.5) / PATCHES) == PATCHES * row + column + 1


@settings(max_examples=20)
@given(places, st.integers(-2, 2), st.integers(-2, 2))
def test_verdicts_shift_with_the_picture(place, down, right):
    """By whole steps of the patches, where neither the patch nor the shifted one meets the frame."""
    pair = [torch.tensor(part)[None, None] for part in pair_at("clothes", place)]
    d, step = discriminator("clothes", "10"), receptive_field()[1]
    with torch.no_grad():
        before = d(*pair)[0]
        after = d(*(part.roll((step * down, step * right), (2, 3)) for part in pair))[0]
    inner = range(2, PATCHES - 2)
    for i in inner:
        for j in inner:
            if i + down in inner and j + right in inner:
                torch.testing.assert_close(after[i + down, j + right], before[i, j], atol=1e-4, rtol=1e-4)


def entropy(scores: torch.Tensor, target: float) -> torch.Tensor:
    """Return the binary cross-entropy of scores with one target for all."""
    return functional.binary_cross_entropy_with_logits(scores, torch.full_like(scores, target))


@sets
def test_losses_are_those_of_torch_and_so_are_their_gradients(data):
    result = simulate(Params(data=data, image=7, lam=10.0))
    x, fake = (torch.tensor(part)[None, None] for part in result.judged[:2])
    y, d = torch.tensor(result.pair[0])[None, None], discriminator(data, "10")
    fake.requires_grad_()
    score, error = d(y, fake), functional.l1_loss(fake, x)
    theirs, for_d = entropy(score, 1.0) + 10 * error, (entropy(d(y, x), 1.0) + entropy(score, 0.0)) / 2
    values = [equation.value for equation in equations(result)]
    assert values[:3] == pytest.approx([value.item() for value in (error, theirs, for_d)], rel=1e-4)
    ours = LOSSES["non_saturating"].generator(score) + 10 * (fake - x).abs().mean()
    gradients = [torch.autograd.grad(loss, fake, retain_graph=True)[0] for loss in (ours, theirs)]
    torch.testing.assert_close(*gradients)
    slope = ((score.sigmoid() - 1) / score.numel()).detach()
    (by_d,) = torch.autograd.grad(score, fake, slope)
    torch.testing.assert_close(gradients[0], by_d + 10 * torch.sign(fake - x) / SIDE**2)


def test_what_a_skip_carries_enters_only_where_it_joins():
    torch.manual_seed(3)
    y, g = torch.rand(4, 1, SIDE, SIDE), UNet().eval()
    for level, layer, carried in ((2, g.up[1][0], 32), (1, g.up[2][0], 16), (0, g.last, 1)):
        with torch.no_grad():
            cut, whole, kept = g(y, (level,)), g(y), layer.weight.clone()
            layer.weight[:, -carried:] = 0
            torch.testing.assert_close(g(y), cut)
            layer.weight.copy_(kept)
        assert (whole - cut).abs().max() > 1e-4


def test_without_skips_every_pixel_of_the_drawing_still_counts():
    torch.manual_seed(4)
    y = torch.rand(1, 1, SIDE, SIDE, requires_grad=True)
    UNet(skips=False).eval()(y).sum().backward()
    assert (y.grad != 0).all()


@sets
def test_shipped_weights_reach_what_is_recorded(data):
    known = recorded(data)
    for loss in MODELS[data]:
        d = discriminator(data, loss) if loss != "L1" else None
        assert reached(data, generator(data, loss), d) == pytest.approx(known[loss]["g"], abs=2e-4), loss
    for loss in PLAIN:
        assert reached(data, generator(data, loss, skips=False)) == pytest.approx(known[loss]["plain"], abs=2e-4)
    cuts = [reached(data, generator(data, "10"), cut=(level,))["l1"] for level in range(3)]
    assert cuts == pytest.approx(known["10"]["cut"], abs=2e-4)
    errors = [known[loss]["g"]["l1"] for loss in MODELS[data]]
    assert errors[0] == min(errors), "the one thing that L1 alone is best at"


@settings(max_examples=20)
@given(places)
def test_measures_are_those_of_scipy_and_torch(place):
    y, x = pair_at("clothes", place)
    assert sharpness(x) == pytest.approx(np.abs(ndimage.laplace(x.astype(float))[1:-1, 1:-1]).mean())
    assert l1(y, x) == pytest.approx(functional.l1_loss(torch.tensor(y), torch.tensor(x)).item(), rel=1e-5)


@given(st.integers(6, SIDE - 6), st.floats(0.5, 1.0))
def test_a_step_has_one_edge_and_a_plain_picture_none(column, grey):
    x = np.zeros((1, SIDE, SIDE), np.float32)
    assert not edges(x + np.float32(grey))[:, 3:-3, 3:-3].any()
    x[:, :, column:] = grey
    found = edges(x)[0, 4:-4, 4:-4]
    assert (found.sum(1) == 1).all()
    assert set(np.argwhere(found)[:, 1] + 4) <= {column - 1, column}


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_edges_turn_with_the_picture(seed):
    x = np.random.default_rng(seed).random((1, SIDE, SIDE))
    np.testing.assert_array_equal(edges(x.swapaxes(1, 2)), edges(x).swapaxes(1, 2))
    np.testing.assert_array_equal(edges(x[:, :, ::-1]), edges(x)[:, :, ::-1])


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_skeletons_are_thin_ink_with_as_many_parts_and_holes(seed):
    ink = blob(seed)
    thin = skeletons(ink)
    assert (thin <= ink).all()
    np.testing.assert_array_equal(skeletons(thin), thin)
    assert not (ndimage.uniform_filter(thin[0], 3)[1:-1, 1:-1] > 0.99).any(), "no ink all around"
    for structure, ones, others in ((NEIGHBOURS, ink, thin), (None, 1 - ink, 1 - thin)):
        assert ndimage.label(ones[0], structure)[1] == ndimage.label(others[0], structure)[1]


def test_a_drawing_is_as_it_was_drawn_and_a_bad_one_gets_a_sentence():
    drawn = drawing("0.25,0.5 0.75,0.5; 0,0")
    assert (drawn.sum(), drawn[16, 8:25].all(), drawn[31, 0]) == (18, True, 1)
    assert "Nothing is drawn" in simulate(Params(drawn="")).note
    everything = "; ".join(f"0,{y / 32} 1,{y / 32}" for y in range(33))
    assert "100% of the pixels" in simulate(Params(drawn=everything)).note
    assert simulate(Params()).note == ""
    for bad in ("0.1;0.2", "2,2 3,3", "nan,nan"):
        with pytest.raises(BadInput):
            simulate(Params(drawn=bad))
