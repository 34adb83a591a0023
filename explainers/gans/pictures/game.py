"""The adversarial game on pictures: how the chapter's shipped generators are trained."""

from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explainers.gans.losses import LOSSES


@dataclass(frozen=True)
class Recipe:
    """How a pair of networks is trained. Defaults are those of Karras et al. 2019, with a larger step."""

    loss: str = "non_saturating"  # of LOSSES
    rate_g: float = 2e-3  # learning rates of Adam
    rate_d: float = 2e-3
    betas: tuple[float, float] = (0.0, 0.99)
    r1: float = 1.0  # γ, weight of the squared slope of D at real pictures (Mescheder et al. 2018)
    r1_every: int = 8  # updates of D between two in which that slope is counted, then as many times as much
    average: float = 0.998  # how much of the averaged generator a step keeps


class Game:
    """A generator and a discriminator in training. G takes z and D takes x, and both what a picture is conditioned on.

    `g` is the generator as trained, `average` the exponential average of its weights, which is the one to show.
    """

    def __init__(self, g: nn.Module, d: nn.Module, noise: int, recipe: Recipe, seed: int = 0) -> None:
        """Begin with these networks; `noise` is the number of dimensions of z."""
        self.g, self.d, self.noise, self.recipe = g, d, noise, recipe
        self.average = deepcopy(g).requires_grad_(requires_grad=False)
        self.draw = torch.Generator().manual_seed(seed)
        self.steps = 0
        self.opt_g = torch.optim.Adam(g.parameters(), recipe.rate_g, recipe.betas)
        self.opt_d = torch.optim.Adam(d.parameters(), recipe.rate_d, recipe.betas)

    def z(self, n: int) -> Tensor:
        """Return noise from N(0, I), shape (n, noise)."""
        return torch.randn(n, self.noise, generator=self.draw)

    def update_d(self, real: Tensor, *condition: Tensor) -> float:
        """Move D once, and return its loss without the penalty."""
        loss, recipe = LOSSES[self.recipe.loss], self.recipe
        with torch.no_grad():
            fake = self.g(self.z(len(real)), *condition)
        cost = loss.discriminator(self.d(real, *condition), self.d(fake, *condition))
        total = cost
        if recipe.r1 and self.steps % recipe.r1_every == 0:
            total = cost + recipe.r1_every * slope_at_real(self.d, real, *condition) * recipe.r1 / 2
        self.opt_d.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        self.opt_d.step()
        return float(cost.detach())

    def update_g(self, n: int, *condition: Tensor) -> float:
        """Move G once, and its average; return its loss."""
        self.d.requires_grad_(requires_grad=False)
        cost = LOSSES[self.recipe.loss].generator(self.d(self.g(self.z(n), *condition), *condition))
        self.opt_g.zero_grad()
        cost.backward()  # type: ignore[no-untyped-call]
        self.opt_g.step()
        self.d.requires_grad_(requires_grad=True)
        follow(self.average, self.g, min(self.recipe.average, (self.steps + 1) / (self.steps + 10)))
        return float(cost.detach())

    def step(self, real: Tensor, *condition: Tensor) -> tuple[float, float]:
        """Move both players once on a batch of real pictures; return the losses of D and of G."""
        loss_d = self.update_d(real, *condition)
        loss_g = self.update_g(len(real), *condition)
        self.steps += 1
        return loss_d, loss_g


@torch.no_grad()
def follow(average: nn.Module, network: nn.Module, keep: float) -> None:
    """Move averaged weights towards those of now, keeping so much of what they were; buffers are those of now."""
    for mean, now in zip(average.parameters(), network.parameters(), strict=True):
        mean.lerp_(now, 1 - keep)
    for kept, latest in zip(average.buffers(), network.buffers(), strict=True):
        kept.copy_(latest)


def slope_at_real(d: nn.Module, real: Tensor, *condition: Tensor) -> Tensor:
    """Return the mean of |∇ₓD(x)|² over real pictures, as a tensor that can be differentiated again."""
    x = real.clone().requires_grad_()
    (slope,) = torch.autograd.grad(d(x, *condition).sum(), x, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


def batch_of(x: Tensor, n: int, draw: torch.Generator) -> Tensor:
    """Return places of n pictures among x, drawn with replacement."""
    return torch.randint(len(x), (n,), generator=draw)
