"""A β-VAE in training, step by step, with β and the capacity C free to change on the way; it can be wound back."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple, Self, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.func import functional_call

from explainers.optimisers import Moments, adam
from explainers.runs import RewindableRun, Runs
from explainers.vaes.beta.measures import information, mig
from explainers.vaes.beta.networks import SpriteVAE, objective
from explainers.vaes.beta.settings import MAX_STEPS, TIMELINE, Params
from explainers.vaes.beta.sprites import every_sprite, grid
from explainers.vaes.elbo import terms
from explainers.vaes.latent_walk import updates
from explainers.vaes.networks import VAE, reparameterise

Array = NDArray[np.float64]
LOOKED_AT = 2000  # sprites, by chance, on which a run is measured
FEW_BINS = 20  # of each latent: there are fewer sprites than on the grid
SHOWN = (803, 1610, 3016, 4731, 5404, 6577, 7930, 8911)  # sprites of the grid that are decoded on the way
MAX_RUNS = 8


class Half(nn.Sequential):
    """An encoder or a decoder of a template, with other weights."""

    def __init__(self, network: nn.Module, weights: list[Tensor]) -> None:
        """Take the weights of all its layers, in order."""
        super().__init__()
        self.network = network
        self.weights = dict(zip([name for name, _ in network.named_parameters()], weights, strict=True))

    def forward(self, x: Tensor) -> Tensor:
        """Return what leaves the last layer."""
        out: Tensor = functional_call(self.network, self.weights, (x,))
        return out


class State(updates.State):
    """Everything that the next step depends on, and what the last one cost."""

    @cached_property
    def model(self) -> VAE:
        """The networks with these weights."""
        model = SpriteVAE.__new__(SpriteVAE)
        nn.Module.__init__(model)
        model.latent, half = self.template.latent, len(list(self.template.encoder.parameters()))
        model.encoder = Half(self.template.encoder, self.weights[:half])
        model.decoder = Half(self.template.decoder, self.weights[half:])
        return model

    def copy(self) -> Self:
        """Return a state that shares nothing with this one."""
        return cast(Self, super().copy())


def start(params: Params) -> State:
    """Return the state before the first step: every weight uniform within ±1/√(fan in), as torch begins its layers."""
    template, generator, drawn = SpriteVAE(params.latent), torch.Generator().manual_seed(params.seed), []
    for layer in (*template.encoder, *template.decoder):
        for weights in layer.parameters():
            uniform = 2 * torch.rand(weights.numel(), generator=generator) - 1
            drawn.append(uniform * layer.weight[0].numel() ** -0.5)
    flat = torch.cat(drawn)
    return State(0, template, flat, Moments.before([flat]), kl=(float("nan"),) * params.latent)


def advance(state: State, params: Params) -> None:
    """Make one step, in place, with these settings: gradients pass through z = μ + σ ε."""
    chance = torch.Generator().manual_seed(params.seed * (MAX_STEPS + 1) + state.step)
    batch = torch.randint(len(grid()), (params.batch,), generator=chance)
    epsilon = torch.randn(params.batch, params.latent, generator=chance)
    log_likelihood, cost = terms(state.model, sprites(batch.numpy()), epsilon)
    loss = objective(log_likelihood, cost, params.beta, params.capacity)
    gradients = torch.autograd.grad(loss, state.weights)
    adam([state.flat], [torch.cat([gradient.flatten() for gradient in gradients])], state.moments, params.lr)
    state.step += 1
    state.log_likelihood, state.kl = log_likelihood.mean().item(), tuple(cost.mean(0).tolist())


def train(params: Params) -> Iterator[State]:
    """Yield the state before the first step and after each, for ever: always the same object, changed in place."""
    state = start(params)
    while True:
        yield state
        advance(state, TIMELINE.settings_at(params, state.step))


def sprites(places: NDArray[np.int64]) -> Tensor:
    """Return sprites of the grid, by their places, (n, PIXELS), from 0 to 1."""
    return torch.tensor(every_sprite()[places]).float() / 255


class Found(NamedTuple):
    """What is measured of a run now and then, on the same sprites and ε; nats a sprite."""

    distortion: float  # −log p(x|z)
    kl: tuple[float, ...]  # by latent
    mig: float


class TrainingRun(RewindableRun[Params, State, Found]):
    """One training run."""

    timeline = TIMELINE
    measure_every = ((100, 20), (1000, 50), (MAX_STEPS, 100))
    room = 40_000_000

    def start(self) -> State:
        """Return the state before the first step."""
        return start(self.params)

    def make_step(self, state: State, settings: Params) -> None:
        """Make one step, in place."""
        advance(state, settings)

    def noted(self, state: State) -> tuple[float, ...]:
        """Return log p(x|z) and KL by latent."""
        return state.log_likelihood, *state.kl

    def size(self, state: State) -> float:
        """Return log p(x|z) and the length of all weights together, as one vector."""
        return abs(state.log_likelihood) + float(torch.dot(state.flat, state.flat)) ** 0.5

    @torch.no_grad()
    def measure(self, state: State) -> Found:
        """Measure the model on LOOKED_AT sprites."""
        x, epsilon = looked_at()[0], _noise(self.params.latent)
        log_likelihood, cost = terms(state.model, x, epsilon)
        mu, log_variance = state.model.encode(x)
        shared = information(reparameterise(mu, log_variance, epsilon).numpy(), looked_at()[1], FEW_BINS)
        return Found(-log_likelihood.mean().item(), tuple(cost.mean(0).tolist()), mig(shared))


@cache
def looked_at() -> tuple[Tensor, NDArray[np.int64]]:
    """Return sprites chosen by chance, (LOOKED_AT, PIXELS), and the levels of their factors."""
    places = np.random.default_rng(1).permutation(len(grid()))[:LOOKED_AT]
    return sprites(places), grid()[places]


@cache
def _noise(latent: int) -> Tensor:
    return torch.randn(LOOKED_AT, latent, generator=torch.Generator().manual_seed(7))


RUNS = Runs(TrainingRun, TIMELINE, MAX_RUNS)


@dataclass(frozen=True, eq=False)
class Trained:
    """A run after `params.steps` steps."""

    params: Params
    step: int  # fewer than asked for where training broke down
    diverged: int | None  # at this step
    x: NDArray[np.float32]  # (8, PIXELS) the sprites SHOWN
    rebuilt: NDArray[np.float32]  # (8, PIXELS) decodings of their μ
    strips: NDArray[np.float32]  # (d, 7, PIXELS) the fourth of them, each latent in turn set to −3, …, 3
    kl: Array  # (d,) nats, mean over the sprites SHOWN's neighbours: those looked at, when last measured
    history: NDArray[np.float32]  # (step + 1, 1 + d) log p(x|z) and KL by latent, mean over the batch of each step
    measured: Array  # (M, 4) step, distortion, rate, MIG
    beside: "Trained | None"  # the run without the change at `params.fork`, at the same step

    @property
    def rate(self) -> float:
        """KL of all latents together when last measured, in nats."""
        return float(self.measured[-1, 2])


def trained(params: Params) -> Trained:
    """Train for `params.steps` steps. Raises BadInput where the schedule cannot be read."""
    without = TIMELINE.unchanged(params)
    beside = trained(without) if without else None
    run = RUNS.run_of(params)
    with run.lock:
        return look(run, run.at(params.steps), params, beside)


@torch.no_grad()
def look(run: TrainingRun, state: State, params: Params, beside: Trained | None) -> Trained:
    """Return what a state of a run looks like."""
    x = sprites(np.array(SHOWN))
    mu, _ = state.model.encode(x)
    table = mu[3].repeat(params.latent, 7, 1)
    for latent in range(params.latent):
        table[latent, :, latent] = torch.linspace(-3, 3, 7)
    decoded = state.model.decode(torch.cat([mu, table.flatten(0, 1)])).sigmoid().numpy()
    found = [(step, one) for step, one in sorted(run.measures.items()) if step <= state.step]
    return Trained(
        params=params,
        step=state.step,
        diverged=run.broken_down(params.steps),
        x=x.numpy(),
        rebuilt=decoded[: len(x)],
        strips=decoded[len(x) :].reshape(params.latent, 7, -1),
        kl=np.array(found[-1][1].kl),
        history=run.history[: state.step + 1].copy(),
        measured=np.array([(step, one.distortion, sum(one.kl), one.mig) for step, one in found]),
        beside=beside,
    )
