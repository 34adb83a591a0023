"""A variational autoencoder, trained step by step: gradients pass through z = μ + σ ε (Kingma and Welling 2013).

Every step draws its batch and its ε from a generator of its own, seeded by the seed and the step: so any step can be
had back by replaying from a kept one, and two runs that part meet the same batches and the same ε from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from explainers.data.images import pictures
from explainers.optimisers import Moments, adam
from explainers.vaes.elbo import terms
from explainers.vaes.latent_walk.settings import MAX_STEPS, TIMELINE, Params
from explainers.vaes.networks import VAE


class Layers(nn.Sequential):
    """The layers of a template, with other weights."""

    def __init__(self, template: nn.Sequential, weights: Iterator[Tensor]) -> None:
        """Take as many weights as there are, in order."""
        super().__init__()
        self.parts = [
            partial(linear, weight=next(weights), bias=next(weights)) if isinstance(layer, nn.Linear) else layer
            for layer in template
        ]

    def forward(self, x: Tensor) -> Tensor:
        """Return what leaves the last layer."""
        for part in self.parts:
            x = part(x)
        return x


class Reweighted(VAE):
    """The networks of a template, with other weights: made a hundred times faster than anew."""

    def __init__(self, template: VAE, weights: list[Tensor]) -> None:
        """Take the weights of the encoder's layers, then those of the decoder's."""
        nn.Module.__init__(self)
        remaining = iter(weights)
        self.encoder, self.decoder = Layers(template.encoder, remaining), Layers(template.decoder, remaining)


@dataclass
class State:
    """Everything that the next step depends on, and what the last one cost."""

    step: int
    template: VAE  # networks of this shape
    flat: Tensor  # their weights
    moments: Moments  # of their gradient
    log_likelihood: float = float("nan")  # log p(x|z), mean over the last batch, in nats
    kl: tuple[float, ...] = ()  # by dimension, likewise

    @cached_property
    def weights(self) -> list[Tensor]:
        """The weights and biases of all layers: views into `flat`, for autograd leaves of its own."""
        shapes = [weights.shape for weights in self.template.parameters()]
        parts = torch.split(self.flat, [shape.numel() for shape in shapes])
        return [part.view(shape).detach().requires_grad_() for part, shape in zip(parts, shapes, strict=True)]

    @cached_property
    def model(self) -> VAE:
        """The networks with these weights."""
        return Reweighted(self.template, self.weights)

    def copy(self) -> "State":
        """Return a state that shares nothing with this one."""
        return replace(self, flat=self.flat.clone(), moments=self.moments.copy())

    @property
    def bytes(self) -> int:
        """How much memory this takes."""
        return 3 * self.flat.nbytes


def hidden_sizes(params: Params) -> list[int]:
    """Return the units of each hidden layer of the encoder: each has half as many as the one before."""
    return [max(params.units >> i, 1) for i in range(params.layers)]


def start(params: Params) -> State:
    """Return the state before the first step: every weight uniform within ±1/√(fan in), as torch begins its layers."""
    template = VAE(params.latent, hidden_sizes(params), params.activation)
    generator = torch.Generator().manual_seed(params.seed)
    drawn = []
    for layer in (*template.encoder, *template.decoder):
        for weights in layer.parameters():
            uniform = 2 * torch.rand(weights.numel(), generator=generator) - 1
            drawn.append(uniform * layer.in_features**-0.5)
    flat = torch.cat(drawn)
    return State(0, template, flat, Moments.before([flat]), kl=(float("nan"),) * params.latent)


@cache
def training_pictures(data: str) -> Tensor:
    """Return the pictures to learn from, shape (n, PIXELS)."""
    return torch.tensor(pictures(data, "train"))


def draws(params: Params, step: int, n: int) -> tuple[Tensor, Tensor]:
    """Return the batch of the step after `step`, as places among n pictures, shape (batch,), and ε, (batch, d)."""
    chance = torch.Generator().manual_seed(params.seed * (MAX_STEPS + 1) + step)
    batch = torch.randint(n, (params.batch,), generator=chance)
    return batch, torch.randn(params.batch, params.latent, generator=chance)


def loss(log_likelihood: Tensor, kl: Tensor, beta: float) -> Tensor:
    """Return β KL − log p(x|z), mean over a batch, from both by picture: with β = 1 it is minus the ELBO."""
    return (beta * kl.sum(-1) - log_likelihood).mean()


def advance(state: State, params: Params, x: Tensor) -> None:
    """Make one step, in place, with these settings, on a batch of the pictures x, shape (n, PIXELS)."""
    batch, epsilon = draws(params, state.step, len(x))
    log_likelihood, kl = terms(state.model, x[batch], epsilon, params.likelihood)
    gradients = torch.autograd.grad(loss(log_likelihood, kl, params.beta), state.weights)
    adam([state.flat], [torch.cat([gradient.flatten() for gradient in gradients])], state.moments, params.lr)
    state.step += 1
    state.log_likelihood, state.kl = log_likelihood.mean().item(), tuple(kl.mean(0).tolist())


def train(params: Params) -> Iterator[State]:
    """Yield the state before the first step and after each, for ever: always the same object, changed in place."""
    state, x = start(params), training_pictures(params.data)
    while True:
        yield state
        advance(state, TIMELINE.settings_at(params, state.step), x)
