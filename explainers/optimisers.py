"""Optimisers as functions: tensors are moved in place, and what is remembered of their gradients is a value.

So the state of a training run can be copied, kept and taken up again; `torch.optim` keeps it inside objects. Settings
may change from one step to the next, also from one optimiser to another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import torch
from torch import Tensor

EPS = 1e-8  # added to the root of the second moment


@dataclass
class Moments:
    """Running means of the gradient and of its square, for each tensor, as `torch.optim` calls them.

    `bias_correction1` is 1 - β₁ᵗ where β₁ is constant: how much of the mean its start at zero leaves. Where β₁
    changes on the way it is 1 less the product of all β₁. Likewise `bias_correction2`.
    """

    exp_avg: list[Tensor]
    exp_avg_sq: list[Tensor]
    bias_correction1: float = 0.0
    bias_correction2: float = 0.0

    @classmethod
    def before(cls, tensors: Sequence[Tensor]) -> Self:
        """Return what is remembered before the first step."""
        return cls([torch.zeros_like(tensor) for tensor in tensors], [torch.zeros_like(tensor) for tensor in tensors])

    def copy(self) -> "Moments":
        """Return the same, sharing nothing."""
        return replace(self, exp_avg=[m.clone() for m in self.exp_avg], exp_avg_sq=[v.clone() for v in self.exp_avg_sq])

    @property
    def tensors(self) -> list[Tensor]:
        """All tensors that are remembered."""
        return [*self.exp_avg, *self.exp_avg_sq]


@torch.no_grad()
def sgd(tensors: Sequence[Tensor], gradients: Sequence[Tensor], lr: float) -> None:
    """Move each tensor against its gradient, `lr` times as far."""
    for tensor, gradient in zip(tensors, gradients, strict=True):
        tensor.add_(gradient, alpha=-lr)


@torch.no_grad()
def rmsprop(
    tensors: Sequence[Tensor], gradients: Sequence[Tensor], moments: Moments, lr: float, alpha: float = 0.99
) -> None:
    """Divide each gradient by the root of the mean of its squares, of memory `alpha` (Hinton 2012).

    With the bias of that mean corrected, as in Adam, which `torch.optim.RMSprop` leaves out.
    """
    scales = _scales(gradients, moments, alpha)
    for tensor, gradient, scale in zip(tensors, gradients, scales, strict=True):
        tensor.addcdiv_(gradient, scale, value=-lr)


@torch.no_grad()
def adam(
    tensors: Sequence[Tensor],
    gradients: Sequence[Tensor],
    moments: Moments,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
) -> None:
    """Move each tensor by the mean of its gradients over the root of the mean of their squares (Kingma and Ba 2015)."""
    beta1, beta2 = betas
    scales = _scales(gradients, moments, beta2)
    moments.bias_correction1 += (1 - beta1) * (1 - moments.bias_correction1)
    for tensor, gradient, mean, scale in zip(tensors, gradients, moments.exp_avg, scales, strict=True):
        mean.lerp_(gradient, 1 - beta1)
        tensor.addcdiv_(mean, scale, value=-lr / moments.bias_correction1)


def _scales(gradients: Sequence[Tensor], moments: Moments, beta2: float) -> list[Tensor]:
    """Take in the squares of the gradients; return the roots of their corrected means."""
    moments.bias_correction2 += (1 - beta2) * (1 - moments.bias_correction2)
    for gradient, mean_square in zip(gradients, moments.exp_avg_sq, strict=True):
        mean_square.mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
    return [(mean_square / moments.bias_correction2).sqrt_().add_(EPS) for mean_square in moments.exp_avg_sq]
