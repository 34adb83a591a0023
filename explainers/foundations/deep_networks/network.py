"""A multilayer perceptron and a run of its training, which can be wound back."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import softplus

from explainers.foundations.deep_networks.points import REGRESSION, Array, Points, features_of, points_of
from explainers.foundations.deep_networks.settings import MAX_STEPS, TIMELINE, Params
from explainers.runs import RewindableRun, Runs

Weights = list[Tensor]  # W₁, b₁, W₂, b₂, …; W of shape (fan in, fan out)
ACTS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid, "linear": torch.nn.Identity()
}  # fmt: skip
torch.set_num_threads(1)  # networks as small as these only lose by sharing


def first_weights(sizes: list[int], generator: torch.Generator) -> Weights:
    """Return weights for layers of these sizes, uniform with variance 2 / (fan in + fan out) (Glorot, Bengio 2010)."""
    weights = []
    for fan_in, fan_out in pairwise(sizes):
        bound = (6 / (fan_in + fan_out)) ** 0.5
        weights += [bound * (2 * torch.rand(fan_in, fan_out, generator=generator) - 1), torch.zeros(fan_out)]
    return [w.requires_grad_() for w in weights]


def forward(x: Tensor, weights: Weights, activation: str) -> list[Tensor]:
    """Return what leaves every layer: first the features x, shape (n, features), last the output f, shape (n, 1)."""
    layers = [x]
    for w, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        layers.append(ACTS[activation](layers[-1] @ w + b))
    return [*layers, layers[-1] @ weights[-2] + weights[-1]]


def losses(f: Tensor, y: Tensor, data: str) -> Tensor:
    """Return the loss of outputs f at labels y: -ln σ(yf), where σ(f) is P(y = 1); in regression ½(f - y)²."""
    return (f - y) ** 2 / 2 if data in REGRESSION else softplus(-y * f)


def score(f: Tensor, y: Tensor, data: str) -> float:
    """Return the share of outputs f that have the sign of the label y; in regression R², the variance explained."""
    if data in REGRESSION:
        return float(1 - ((f - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())
    return float((f * y > 0).double().mean())


@dataclass
class State:
    """Everything that the next step depends on."""

    step: int
    weights: Weights
    optimiser: torch.optim.Optimizer
    loss: float = float("nan")  # mean over the last batch

    def copy(self) -> "State":
        """Return a state that shares nothing with this one."""
        return copy.deepcopy(self)

    @property
    def bytes(self) -> int:
        """How much memory this takes."""
        return 3 * sum(w.nbytes for w in self.weights)


def first_state(params: Params, sizes: list[int]) -> State:
    """Return a network of these sizes before its first step."""
    weights = first_weights(sizes, torch.Generator().manual_seed(params.seed))
    kind = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[params.optimiser]
    return State(0, weights, kind(weights, lr=params.rate, fused=True))


def make_step(state: State, params: Params, x: Tensor, y: Tensor) -> None:
    """Make one step on a batch drawn from features x, shape (n, features), and labels y, in place.

    Its chance depends on seed and step alone: so any step can be had back, and runs that part meet the same batches.
    """
    chance = torch.Generator().manual_seed(params.seed * (MAX_STEPS + 1) + state.step)
    batch = torch.randint(len(x), (params.batch,), generator=chance)
    loss = losses(forward(x[batch], state.weights, params.activation)[-1][:, 0], y[batch], params.data).mean()
    state.loss = loss.item()
    if params.penalty == "l1":
        loss = loss + params.strength * sum(w.abs().sum() for w in state.weights[::2])
    elif params.penalty == "l2":
        loss = loss + params.strength / 2 * sum((w**2).sum() for w in state.weights[::2])
    state.optimiser.param_groups[0]["lr"] = params.rate
    state.optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    state.optimiser.step()
    state.step += 1


def tensors(points: Points, params: Params) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield features and labels of the training set and of the test set."""
    for x, y in points.parts:
        yield torch.tensor(features_of(x, params.features)).float(), torch.tensor(y).float()


def count(sizes: list[int]) -> int:
    """Return how many weights and biases a network has."""
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))


class Run(RewindableRun[Params, State, tuple[float, float, float, float]]):
    """One training run."""

    timeline = TIMELINE
    measure_every = ((100, 5), (1000, 20), (MAX_STEPS, 50))
    room = 2_000_000

    def __init__(self, params: Params) -> None:
        """Draw the points, and make the state before the first step."""
        self.points = points_of(params.data, params.noise / 100, params.ratio / 100, params.seed)
        self.training, self.test = tensors(self.points, params)
        super().__init__(params)

    def start(self) -> State:
        """Return the state before the first step."""
        return first_state(self.params, self.params.sizes)

    def make_step(self, state: State, settings: Params) -> None:
        """Make one step, in place."""
        make_step(state, settings, *self.training)

    def noted(self, state: State) -> tuple[float]:
        """Return the loss on the last batch."""
        return (state.loss,)

    def size(self, state: State) -> float:
        """Return the last loss and the length of all weights together."""
        with torch.no_grad():
            length = sum(float((w * w).sum()) for w in state.weights) ** 0.5
        return length + (0.0 if state.step == 0 else abs(state.loss))

    @torch.no_grad()
    def measure(self, state: State) -> tuple[float, float, float, float]:
        """Return the mean loss on training and test set, and the score on each."""
        found: list[tuple[float, float]] = []
        for x, y in (self.training, self.test):
            f = forward(x, state.weights, self.params.activation)[-1][:, 0]
            found.append((float(losses(f, y, self.params.data).mean()), score(f, y, self.params.data)))
        return found[0][0], found[1][0], found[0][1], found[1][1]


RUNS = Runs(Run, TIMELINE, 12)


def as_arrays(weights: Weights) -> list[Array]:
    """Return weights as arrays of their own."""
    return [w.detach().numpy().astype(np.float64) for w in weights]
