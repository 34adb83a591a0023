"""What each player wants. The scores, r of real and f of generated points, are those of D before its sigmoid σ."""

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor
from torch.nn.functional import relu, softplus


class Loss(NamedTuple):
    """Two losses to minimise: of the discriminator, from r and f; and of the generator, from f."""

    discriminator: Callable[[Tensor, Tensor], Tensor]
    generator: Callable[[Tensor], Tensor]


def _told_apart(r: Tensor, f: Tensor) -> Tensor:
    return (softplus(-r) + softplus(f)).mean()  # -ln σ(r) - ln(1 - σ(f))


def _scored_apart(r: Tensor, f: Tensor) -> Tensor:
    return (f - r).mean()


LOSSES = {
    # Goodfellow et al. 2014, equation 1: the generator minimises ln(1 - σ(f)).
    "minimax": Loss(_told_apart, lambda f: -softplus(f).mean()),
    # Same paper, section 3: it maximises ln σ(f) instead, which has a slope where the other is flat.
    "non_saturating": Loss(_told_apart, lambda f: softplus(-f).mean()),
    # Mao et al. 2017, equation 9.
    "least_squares": Loss(lambda r, f: 0.5 * ((r - 1) ** 2 + f**2).mean(), lambda f: 0.5 * ((f - 1) ** 2).mean()),
    # Lim and Ye 2017.
    "hinge": Loss(lambda r, f: (relu(1 - r) + relu(1 + f)).mean(), lambda f: -f.mean()),
    # Arjovsky, Chintala and Bottou 2017, with weights clipped; Gulrajani et al. 2017, with a penalty on the slope.
    "wasserstein_clip": Loss(_scored_apart, lambda f: -f.mean()),
    "wasserstein_gp": Loss(_scored_apart, lambda f: -f.mean()),
}
