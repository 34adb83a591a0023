"""What a CycleGAN minimises (Zhu et al. 2017, section 3), on grey values from 0 to 1."""

from collections.abc import Callable

import torch
from torch import Tensor

from explainers.gans.losses import LOSSES

Translate = Callable[[Tensor], Tensor]
ADVERSARIAL = LOSSES["least_squares"]


def distance(x: Tensor, y: Tensor) -> Tensor:
    """Return the mean absolute difference of grey values."""
    return (x - y).abs().mean()


def cycle_loss(g: Translate, f: Translate, a: Tensor, b: Tensor) -> Tensor:
    """Return L_cyc = |F(G(a)) − a| + |G(F(b)) − b|, means over pixels (equation 2)."""
    return distance(f(g(a)), a) + distance(g(f(b)), b)


def identity_loss(g: Translate, f: Translate, a: Tensor, b: Tensor) -> Tensor:
    """Return L_id = |G(b) − b| + |F(a) − a|: what is already there should stay (section 5.2)."""
    return distance(g(b), b) + distance(f(a), a)


def generator_loss(g: Translate, f: Translate, d_a: Translate, d_b: Translate, a: Tensor, b: Tensor, lam: float,
                   identity: float) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """Return what G and F pay, to both discriminators, for the cycle and for the identity; and F(b) and G(a)."""
    made_b, same_b = both(g, a, b) if identity else (g(a), b)
    made_a, same_a = both(f, b, a) if identity else (f(b), a)
    loss = ADVERSARIAL.generator(d_b(made_b)) + ADVERSARIAL.generator(d_a(made_a))
    if lam:
        loss = loss + lam * (distance(f(made_b), a) + distance(g(made_a), b))
    return loss + identity * (distance(same_b, b) + distance(same_a, a)), made_a, made_b


def both(network: Translate, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Return what a network makes of two batches, asked once."""
    of_x, of_y = network(torch.cat([x, y])).split(len(x))
    return of_x, of_y


def discriminator_loss(d_a: Translate, d_b: Translate, a: Tensor, b: Tensor, made_a: Tensor, made_b: Tensor) -> Tensor:
    """Return what both discriminators pay, for real and for translated pictures."""
    return ADVERSARIAL.discriminator(*both(d_a, a, made_a)) + ADVERSARIAL.discriminator(*both(d_b, b, made_b))
