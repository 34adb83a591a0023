"""Optimisers as functions, against those of torch and against their formulas."""

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor

from explainers.optimisers import EPS, Moments, adam, rmsprop, sgd

SHAPES = ((3, 4), (4,), (1,))
LR = 0.01


def tensors(seed: int) -> list[Tensor]:
    random = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=random) for shape in SHAPES]


def gradients(step: int) -> list[Tensor]:
    """Return gradients whose size changes by orders of magnitude from step to step."""
    return [gradient * 10.0 ** (step % 5 - 2) for gradient in tensors(1000 + step)]


def compare(ours: list[Tensor], theirs: torch.optim.Optimizer, move) -> None:
    """Make twenty steps with both, and compare."""
    known = theirs.param_groups[0]["params"]
    for step in range(20):
        given_gradients = gradients(step)
        move(given_gradients)
        for parameter, gradient in zip(known, given_gradients, strict=True):
            parameter.grad = gradient.clone()
        theirs.step()
        for one, other in zip(ours, known, strict=True):
            torch.testing.assert_close(one, other.detach(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("betas", [(0.5, 0.9), (0.9, 0.999), (0.0, 0.9)])
def test_adam_is_that_of_torch(betas):
    ours = tensors(0)
    moments = Moments.before(ours)
    theirs = torch.optim.Adam([w.clone().requires_grad_() for w in ours], LR, betas)
    compare(ours, theirs, lambda found: adam(ours, found, moments, LR, betas))
    state = theirs.state_dict()["state"]
    for i in range(len(ours)):
        torch.testing.assert_close(moments.exp_avg[i], state[i]["exp_avg"])
        torch.testing.assert_close(moments.exp_avg_sq[i], state[i]["exp_avg_sq"])
    assert moments.bias_correction1 == pytest.approx(1 - betas[0] ** 20)
    assert moments.bias_correction2 == pytest.approx(1 - betas[1] ** 20)


def test_sgd_is_that_of_torch():
    ours = tensors(0)
    compare(ours, torch.optim.SGD([w.clone().requires_grad_() for w in ours], LR), lambda found: sgd(ours, found, LR))


@pytest.mark.parametrize("alpha", [0.9, 0.99])
def test_rmsprop_is_adam_without_memory_of_the_gradient_and_its_formula(alpha):
    ours = tensors(0)
    moments = Moments.before(ours)
    theirs = torch.optim.Adam([w.clone().requires_grad_() for w in ours], LR, (0.0, alpha))
    by_hand, squares = [w.double().numpy() for w in ours], [0.0] * len(SHAPES)
    compare(ours, theirs, lambda found: rmsprop(ours, found, moments, LR, alpha))
    for step in range(20):
        for i, gradient in enumerate(gradients(step)):
            squares[i] = alpha * squares[i] + (1 - alpha) * gradient.double().numpy() ** 2
            corrected = squares[i] / (1 - alpha ** (step + 1))
            by_hand[i] = by_hand[i] - LR * gradient.double().numpy() / (np.sqrt(corrected) + EPS)
    for one, other in zip(ours, by_hand, strict=True):
        np.testing.assert_allclose(one.numpy(), other, rtol=1e-4, atol=1e-6)


def test_rmsprop_of_torch_is_the_same_once_bias_no_longer_counts():
    ours, moments = tensors(0), Moments.before(tensors(0))
    moments.bias_correction2 = 1.0
    theirs = torch.optim.RMSprop([w.clone().requires_grad_() for w in ours], LR, 0.9)
    compare(ours, theirs, lambda found: rmsprop(ours, found, moments, LR, 0.9))


settings = st.lists(
    st.tuples(st.sampled_from(["sgd", "adam", "rmsprop"]), st.floats(0, 0.95), st.floats(0.5, 0.999)), max_size=12
)


@given(settings)
@example([("sgd", 0.0, 0.999)] * 11 + [("adam", 0.0, 0.999)])
def test_under_a_constant_gradient_steps_are_as_long_as_the_rate_whatever_was_set_before(changes):
    """The running means are then the gradient and its square, once their bias is corrected."""
    at, gradient = [torch.zeros(1)], [torch.tensor([3.0])]
    moments = Moments.before(at)
    for optimiser, beta_1, beta_2 in changes:
        before = at[0].item()
        match optimiser:
            case "sgd":
                sgd(at, gradient, LR)
            case "rmsprop":
                rmsprop(at, gradient, moments, LR, beta_2)
            case _:
                adam(at, gradient, moments, LR, (beta_1, beta_2))
        assert before - at[0].item() == pytest.approx(3 * LR if optimiser == "sgd" else LR, rel=1e-3)


def test_a_copy_shares_nothing():
    at = tensors(0)
    moments = Moments.before(at)
    adam(at, gradients(0), moments, LR)
    kept = moments.copy()
    before = [part.clone() for part in kept.tensors]
    adam(at, gradients(1), moments, LR)
    assert all(map(torch.equal, kept.tensors, before))
    assert kept.bias_correction1 < moments.bias_correction1
