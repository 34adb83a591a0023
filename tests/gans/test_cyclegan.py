"""CycleGAN: losses in closed form and against autograd, scores against SciPy and scikit-learn, and the record."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.stats import linregress
from sklearn.metrics import confusion_matrix
from torch import nn
from torch.nn.functional import l1_loss, mse_loss

from explainers.data.glyphs.glyphs import faces
from explainers.gans.cyclegan import Params, simulate
from explainers.gans.cyclegan.letters import SAME, drawn, held_out, pairs, training_places, upright, with_italics
from explainers.gans.cyclegan.measures import asked, confusion, error, ink, kept, nearest, noisy, score
from explainers.gans.cyclegan.models import LAMBDAS, generators, records
from explainers.gans.cyclegan.networks import (
    Generator,
    PatchDiscriminator,
    cycle_loss,
    discriminator_loss,
    generator_loss,
)
from explainers.gans.cyclegan.result import by_hand, copied
from explainers.problems import BadInput

every_model = pytest.mark.parametrize(("lam", "identity"), [(lam, i) for lam in LAMBDAS for i in (False, True)])


def grey(seed: int, n: int = 5) -> torch.Tensor:
    return torch.rand(n, 32, 32, generator=torch.Generator().manual_seed(seed))


@settings(max_examples=20)
@given(st.integers(0, 1000), st.permutations(range(5)))
def test_the_cycle_loss_of_the_identity_and_of_a_permutation_with_its_inverse_is_0(seed, order):
    a, b = grey(seed), grey(seed + 1)
    assert cycle_loss(nn.Identity(), nn.Identity(), a, b) == 0
    there, back = (lambda x: x[list(order)]), (lambda x: x[np.argsort(order).tolist()])
    assert cycle_loss(there, back, a, b) == 0


def test_letters_shuffled_by_hand_are_real_pictures_all_wrong_with_a_cycle_loss_of_0():
    face, found = by_hand()
    assert (found.cycle, found.right) == (0.0, 0.0)
    assert found.error > copied().error
    assert {one.tobytes() for one in face.made.reshape(-1, 32, 32)} == {one.tobytes() for one in
                                                                       face.b.reshape(-1, 32, 32)}  # fmt: skip
    assert simulate(Params(translator="built")).shown[1] is found


@settings(max_examples=20)
@given(st.floats(0.2, 3.0), st.floats(0.2, 3.0), st.integers(0, 99))
def test_the_slope_of_the_cycle_loss_is_that_of_its_closed_form(w, v, seed):
    """For G(x) = w x and F(x) = v x the loss is |v w − 1| (mean a + mean b)."""
    a, b = grey(seed), grey(seed + 1)
    there, back = (torch.tensor(number, requires_grad=True) for number in (w, v))
    loss = cycle_loss(lambda x: there * x, lambda x: back * x, a, b)
    loss.backward()
    size = float(a.mean() + b.mean())
    assert loss.item() == pytest.approx(abs(v * w - 1) * size, abs=1e-5)
    if abs(v * w - 1) > 1e-4:
        assert float(there.grad) == pytest.approx(np.sign(v * w - 1) * v * size, rel=1e-4)
        assert float(back.grad) == pytest.approx(np.sign(v * w - 1) * w * size, rel=1e-4)


@pytest.mark.parametrize(("lam", "identity"), [(0.0, 0.0), (3.0, 0.0), (3.0, 1.0)])
def test_what_the_players_pay_is_the_sum_of_torchs_losses(lam, identity):
    torch.manual_seed(0)
    g, f, d_a, d_b = Generator(), Generator(), PatchDiscriminator(), PatchDiscriminator()
    a, b, one = grey(1), grey(2), torch.ones(5, 8, 8)
    loss, made_a, made_b = generator_loss(g, f, d_a, d_b, a, b, lam, identity)
    torch.testing.assert_close((made_a, made_b), (f(b), g(a)))
    theirs = 0.5 * mse_loss(d_b(g(a)), one) + 0.5 * mse_loss(d_a(f(b)), one)
    theirs = theirs + lam * (l1_loss(f(g(a)), a) + l1_loss(g(f(b)), b))
    theirs = theirs + identity * (l1_loss(g(b), b) + l1_loss(f(a), a))
    torch.testing.assert_close(loss, theirs)
    weights = [*g.parameters(), *f.parameters()]
    for ours, other in zip(torch.autograd.grad(loss, weights), torch.autograd.grad(theirs, weights), strict=True):
        torch.testing.assert_close(ours, other, rtol=1e-3, atol=1e-5)
    players = ((d_a, a, made_a), (d_b, b, made_b))
    paid = sum(0.5 * mse_loss(d(x), one) + 0.5 * mse_loss(d(made), 0 * one) for d, x, made in players)
    torch.testing.assert_close(discriminator_loss(d_a, d_b, a, b, made_a, made_b), paid)


def test_a_score_of_the_discriminator_sees_a_patch_of_18_pixels():
    convolutions = nn.Sequential(*[part for part in PatchDiscriminator().layers if not isinstance(part, nn.GroupNorm)])
    x = torch.rand(1, 1, 32, 32, requires_grad=True)
    convolutions(x)[0, 0, 4, 4].backward()
    seen = torch.nonzero(x.grad[0, 0])
    assert (seen.max(0).values - seen.min(0).values + 1).tolist() == [18, 18]


def test_the_nearest_letter_is_scipys_and_the_confusion_is_scikit_learns():
    made, b = noisy(pairs().a[:9], 0.2, 3), pairs().b[:9]
    theirs = np.array([cdist(x.reshape(12, -1), y.reshape(12, -1), "sqeuclidean").argmin(1)
                       for x, y in zip(made, b, strict=True)])  # fmt: skip
    np.testing.assert_array_equal(nearest(made, b), theirs)
    truth = np.tile(np.arange(12), 9)
    np.testing.assert_allclose(confusion(made, b), confusion_matrix(truth, theirs.ravel(), normalize="true"))


def test_how_much_of_the_weight_is_kept_is_scipys_slope_1_of_a_copy_and_0_of_the_truth():
    known = pairs()
    x = noisy(known.a, 0.1, 0)
    base = ink(known.b)
    assert kept(x, known) == pytest.approx(linregress(ink(known.a) - base, ink(x) - base).slope)
    assert kept(known.a, known) == pytest.approx(1)
    assert kept(known.b, known) == pytest.approx(0, abs=1e-12)


def test_no_typeface_is_in_both_domains_and_none_that_is_tested_was_trained_on():
    a, b = ([faces()[place] for place in places] for places in training_places())
    assert not {face.family for face in a} & with_italics().keys()
    assert {face.part for face in a + b} == {"train"} and {face.part for _, face in held_out()} == {"test"}
    assert all(face.italic and face.weight == 400 for face in b) and not any(face.italic for face in a)
    places = [place for place in upright("train") + upright("test") if faces()[place].family in with_italics()]
    known, mine = (drawn(some).reshape(len(some), -1) for some in (places, training_places()[0][::9]))
    assert cdist(mine, known, "sqeuclidean").min() / known.shape[1] > SAME
    place, face = held_out()[5]
    np.testing.assert_array_equal(pairs().a[5], drawn([place])[0])
    np.testing.assert_array_equal(pairs().b[5], drawn([with_italics()[face.family]])[0])


@every_model
def test_shipped_generators_reach_what_is_recorded(lam, identity):
    (g, f), known, record = generators(lam, identity), pairs(), records()[lam, identity]
    made = asked(g, known.a)
    back = asked(f, made)
    found = score(made, back, known)
    for name in ("right", "error", "cycle"):
        assert getattr(found, name) == pytest.approx(getattr(record, name), abs=2e-3), name
    np.testing.assert_allclose(found.confusion, record.confusion, atol=0.025)
    assert (kept(made, known), kept(back, known)) == pytest.approx((record.kept, record.recovered), abs=5e-3)
    if (lam, identity) == (Params().lam, Params().identity):
        assert error(asked(f, noisy(made, 0.2, 0)), known.a) == pytest.approx(record.noise[5], abs=1e-3)
        heard = error(asked(f, noisy(known.b, 0.2, 0)), asked(f, known.b))
        assert heard == pytest.approx(record.clean[5], abs=1e-3)


def test_a_lambda_that_nobody_trained_with_gets_a_sentence():
    with pytest.raises(BadInput, match="There are models for λ = 0, 3, 10, 30"):
        simulate(Params(lam=2.0))
