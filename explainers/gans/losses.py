"""What each player wants. The scores, r of real and f of generated points, are those of D before its sigmoid σ."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import relu, softplus


class Term(NamedTuple):
    """What one score costs, and how steeply: the derivative with respect to it."""

    value: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor], Tensor]


class Loss(NamedTuple):
    """What the discriminator pays for real and for generated points, and the generator for its own; all to minimise."""

    real: Term
    fake: Term
    own: Term

    def discriminator(self, r: Tensor, f: Tensor) -> Tensor:
        """Return the discriminator's loss, a mean over equally many real and generated points."""
        return self.real.value(r).mean() + self.fake.value(f).mean()

    def generator(self, f: Tensor) -> Tensor:
        """Return the generator's loss, a mean over generated points."""
        return self.own.value(f).mean()


LN_D = Term(lambda s: softplus(-s), lambda s: torch.sigmoid(s) - 1)  # -ln σ(s)
LN_NOT_D = Term(softplus, torch.sigmoid)  # -ln(1 - σ(s))
AGAINST_D = Term(lambda s: -softplus(s), lambda s: -torch.sigmoid(s))  # ln(1 - σ(s))
TO_ONE = Term(lambda s: 0.5 * (s - 1) ** 2, lambda s: s - 1)
TO_ZERO = Term(lambda s: 0.5 * s**2, lambda s: s)
ABOVE_ONE = Term(lambda s: relu(1 - s), lambda s: -(s < 1).to(s.dtype))
BELOW_MINUS_ONE = Term(lambda s: relu(1 + s), lambda s: (s > -1).to(s.dtype))
UP = Term(torch.neg, lambda s: torch.full_like(s, -1))
DOWN = Term(torch.clone, torch.ones_like)

LOSSES = {
    # Goodfellow et al. 2014, equation 1: the generator minimises ln(1 - σ(f)).
    "minimax": Loss(LN_D, LN_NOT_D, AGAINST_D),
    # Same paper, section 3: it maximises ln σ(f) instead, which has a slope where the other is flat.
    "non_saturating": Loss(LN_D, LN_NOT_D, LN_D),
    # Mao et al. 2017, equation 9.
    "least_squares": Loss(TO_ONE, TO_ZERO, TO_ONE),
    # Lim and Ye 2017.
    "hinge": Loss(ABOVE_ONE, BELOW_MINUS_ONE, UP),
    # Arjovsky, Chintala and Bottou 2017, with weights clipped; Gulrajani et al. 2017, with a penalty on the slope.
    "wasserstein_clip": Loss(UP, DOWN, UP),
    "wasserstein_gp": Loss(UP, DOWN, UP),
}
