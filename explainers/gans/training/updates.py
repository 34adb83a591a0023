"""A generative adversarial network, trained step by step (Goodfellow et al. 2014, algorithm 1).

One step is `d_updates` updates of the discriminator D and `g_updates`, usually one, of the generator G. Every update
draws its noise and its batch from a generator of its own, seeded by the seed, the step and which update it is: so any
step can be had back by replaying from a kept one, and two runs that part meet the same noise and batches from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from explainers.gans.losses import LOSSES
from explainers.gans.training.networks import (
    Weights,
    backward,
    centred,
    forward,
    generate,
    initial,
    judge,
    placed,
    weights_in,
)
from explainers.gans.training.settings import MAX_STEPS, TIMELINE, Params, settling
from explainers.gans.training.targets import target
from explainers.optimisers import Moments, adam, rmsprop, sgd

POOL = 4096  # real points to draw batches from
AVERAGE = 0.995  # how much of the averaged generator each step keeps, once there are some to average


@dataclass
class Player:
    """A network's weights, flat, and what its optimiser remembers of their gradient."""

    sizes: list[int]  # of the layers
    flat: Tensor
    moments: Moments

    @cached_property
    def weights(self) -> Weights:
        """The weights W₁, b₁, …: views into `flat`."""
        return weights_in(self.flat, self.sizes)

    @cached_property
    def gradient(self) -> Tensor:
        """Room for the gradient, flat."""
        return torch.zeros_like(self.flat)

    @cached_property
    def gradients(self) -> Weights:
        """The same, as views with the shapes of the weights."""
        return weights_in(self.gradient, self.sizes)

    def copy(self) -> "Player":
        """Return a player that shares nothing with this one."""
        return Player(self.sizes, self.flat.clone(), self.moments.copy())


def player(sizes: list[int], generator: torch.Generator) -> Player:
    """Return a new player."""
    flat = initial(sizes, generator)
    return Player(sizes, flat, Moments.before([flat]))


@dataclass
class State:
    """Everything that the next step depends on, and what the last one cost."""

    step: int
    g: Player
    d: Player
    average: Tensor  # of G's weights, exponentially weighted, flat
    loss_g: float = float("nan")  # at the last step
    loss_d: float = float("nan")
    d_real: float = float("nan")  # mean of σ(D) on the real batch
    d_fake: float = float("nan")  # and on the generated one

    def copy(self) -> "State":
        """Return a state that shares nothing with this one."""
        return replace(self, g=self.g.copy(), d=self.d.copy(), average=self.average.clone())

    @property
    def bytes(self) -> int:
        """How much memory this takes."""
        return 3 * (self.g.flat.nbytes + self.d.flat.nbytes) + self.average.nbytes

    def shown(self, params: Params) -> Weights:
        """Return the weights of the generator whose points are shown: its own, or their average."""
        return weights_in(self.average, self.g.sizes) if params.average else self.g.weights


def start(params: Params) -> State:
    """Return the state before the first step."""
    generator = torch.Generator().manual_seed(params.seed)
    g = player([params.noise_dim, *[params.g_units] * params.layers, 2], generator)
    d = player([2, *[params.d_units] * params.layers, 1], generator)
    return State(0, g, d, g.flat.clone())


def pool(params: Params) -> Tensor:
    """Return the real points that batches are drawn from, shape (POOL, 2)."""
    rng = np.random.default_rng(params.seed)
    return torch.tensor(target(params.data, params.drawn).draw(POOL, rng), dtype=torch.float32)


def draw_noise(params: Params, n: int, generator: torch.Generator) -> Tensor:
    """Return z, shape (n, noise_dim): standard normal, or uniform between -1 and 1."""
    if params.noise == "gaussian":
        return torch.randn(n, params.noise_dim, generator=generator)
    return 2 * torch.rand(n, params.noise_dim, generator=generator) - 1


def draws(params: Params, step: int, update: int) -> torch.Generator:
    """Return the source of chance for one update: 0, -1, … are those of G, 1, 2, … those of D."""
    return torch.Generator().manual_seed((params.seed * (MAX_STEPS + 1) + step) * 32 + update % 32)


def optimiser_step(player: Player, params: Params, lr: float) -> None:
    """Move weights against their gradient, in place."""
    match params.optimiser:
        case "sgd":
            sgd([player.flat], [player.gradient], lr)
        case "rmsprop":
            rmsprop([player.flat], [player.gradient], player.moments, lr, params.beta_2)
        case _:
            adam([player.flat], [player.gradient], player.moments, lr, (params.beta_1, params.beta_2))


def slope_penalty(params: Params, d: Weights, real: Tensor, fake: Tensor, generator: torch.Generator) -> Tensor:
    """Return the penalty on the slope of D, to be differentiated by autograd.

    For "wasserstein_gp", the squared distance of |∇D| from 1 on points between real and generated (Gulrajani et al.
    2017); for the others half the squared slope on real points, R₁ of Mescheder et al. 2018.
    """
    if params.loss == "wasserstein_gp":
        share = torch.rand(len(real), 1, generator=generator)
        x = (share * real + (1 - share) * fake).requires_grad_()
    else:
        x = real.clone().requires_grad_()
    (slope,) = torch.autograd.grad(judge(x, d, params.activation).sum(), x, create_graph=True)
    if params.loss == "wasserstein_gp":
        return params.penalty * ((slope.norm(dim=1) - 1) ** 2).mean()
    return 0.5 * params.penalty * (slope**2).sum(dim=1).mean()


class UpdateTrace(NamedTuple):
    """What one update was made of."""

    z: Tensor  # (n, noise_dim) the noise
    points: Tensor  # (n, 2) G(z) for an update of G, else n real points and then n of G's
    scores: Tensor  # of the points, by D before its sigmoid
    slope_s: Tensor | None  # the loss's slope with respect to each score; None where no update was made
    slope_x: Tensor | None  # and to each point, (n, 2): for an update of G


def update_discriminator(
    state: State, params: Params, real: Tensor, chance: torch.Generator, learn: bool, note: bool
) -> UpdateTrace:
    """Have D score real and generated points; `learn` updates its weights, `note` records its loss and verdicts."""
    loss, n, d = LOSSES[params.loss], params.batch, state.d
    z = draw_noise(params, n, chance)
    batch = real[torch.randint(len(real), (n,), generator=chance)]
    points = torch.cat([batch, generate(z, state.g.weights, params.activation)])
    layers = forward(centred(points), d.weights, params.activation)
    scores = layers[-1][:, 0]
    r, f = scores[:n], scores[n:]
    if note:
        state.loss_d = loss.discriminator(r, f).item()
        state.d_real, state.d_fake = torch.sigmoid(scores).view(2, n).mean(dim=1).tolist()
    if not learn:
        return UpdateTrace(z, points, scores, None, None)
    slope = torch.cat([loss.real.slope(r), loss.fake.slope(f)]) / n
    backward(layers, d.weights, slope[:, None], params.activation, into=d.gradients)
    if params.penalty:
        d.gradient.add_(penalty_gradient(params, d, batch, points[n:], chance))
    optimiser_step(d, params, params.lr_d * settling(params, state.step))
    if params.loss == "wasserstein_clip":
        d.flat.clamp_(-params.clip, params.clip)
    return UpdateTrace(z, points, scores, slope, None)


@torch.inference_mode(False)
def penalty_gradient(params: Params, d: Player, real: Tensor, fake: Tensor, chance: torch.Generator) -> Tensor:
    """Return the gradient of the slope penalty with respect to D's weights, flat."""
    flat = d.flat.detach().requires_grad_()
    penalty = slope_penalty(params, weights_in(flat, d.sizes), real, fake, chance)
    (gradient,) = torch.autograd.grad(penalty, flat)
    return gradient


def update_generator(state: State, params: Params, chance: torch.Generator, learn: bool) -> UpdateTrace:
    """Have D score generated points; `learn` updates G by the slope of its loss through D, which stays as it is."""
    own, n, g, d, act = LOSSES[params.loss].own, params.batch, state.g, state.d, params.activation
    z = draw_noise(params, n, chance)
    layers_g = forward(z, g.weights, act)
    points = placed(layers_g[-1])
    layers_d = forward(centred(points), d.weights, act)
    f = layers_d[-1][:, 0]
    state.loss_g = own.value(f).mean().item()
    if not learn:
        return UpdateTrace(z, points, f, None, None)
    slope = own.slope(f) / n
    slope_x = 4.0 * backward(layers_d, d.weights, slope[:, None], act)  # 4 from `centred`
    backward(layers_g, g.weights, 0.5 * slope_x, act, into=g.gradients)  # ½ from `placed`
    optimiser_step(g, params, params.lr_g * settling(params, state.step))
    return UpdateTrace(z, points, f, slope, slope_x)


def averaging(step: int) -> float:
    """Return how much of the averaged generator this step keeps: so it spans the last tenth of a run, or 200 steps."""
    return min(AVERAGE, step / (step + 10))


@torch.inference_mode()
def advance(state: State, params: Params, real: Tensor) -> tuple[UpdateTrace, UpdateTrace]:
    """Make one step, in place, with these settings and this pool of real points.

    Return the traces of the last update of D and of G. Without updates of a player, its loss is computed all the same.
    """
    turns = max(params.d_updates, 1)
    for i in range(turns):
        chance = draws(params, state.step, 1 + i)
        for_d = update_discriminator(state, params, real, chance, learn=i < params.d_updates, note=i == turns - 1)
    for i in range(max(params.g_updates, 1)):
        for_g = update_generator(state, params, draws(params, state.step, -i), learn=i < params.g_updates)
    state.step += 1
    state.average.lerp_(state.g.flat, 1 - averaging(state.step))
    return for_d, for_g


def train(params: Params) -> Iterator[State]:
    """Yield the state before the first step and after each, for ever: always the same object, changed in place."""
    state, real = start(params), pool(params)
    while True:
        yield state
        advance(state, TIMELINE.settings_at(params, state.step), real)
