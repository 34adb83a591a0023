"""A multilayer perceptron and a run of its training, which can be wound back."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from explainers.foundations.deep_networks.points import REGRESSION, Array, features_of, points_of
from explainers.foundations.deep_networks.settings import MAX_STEPS, TIMELINE, Params
from explainers.runs import RewindableRun, Runs

ACTS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid, "linear": nn.Identity()
}  # fmt: skip
OPTIMISERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
torch.set_num_threads(1)  # networks as small as these only lose by sharing


def first_weights(sizes: list[int], seed: int) -> list[Tensor]:
    """Return W₁, b₁, W₂, b₂, … for layers of these sizes; shapes (fan in, fan out) and (1, fan out).

    They are uniform, of variance 2 / (fan in + fan out) (Glorot and Bengio 2010), and biases are 0.
    """
    chance, weights = torch.Generator().manual_seed(seed), []
    for shape in pairwise(sizes):
        weights += [nn.init.xavier_uniform_(torch.empty(shape), generator=chance), torch.zeros(1, shape[1])]
    return [w.requires_grad_() for w in weights]


def forward(x: Tensor, weights: Sequence[Tensor], activation: str) -> list[Tensor]:
    """Return what leaves every layer: first the features x, shape (n, features), last the output f, shape (n, 1)."""
    layers = [x]
    for w, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        layers.append(ACTS[activation](layers[-1] @ w + b))
    return [*layers, layers[-1] @ weights[-2] + weights[-1]]


def losses(f: Tensor, y: Tensor, data: str) -> Tensor:
    """Return the loss of outputs f at labels y: -ln σ(yf), where σ(f) is P(y = 1); in regression ½(f - y)²."""
    return (f - y) ** 2 / 2 if data in REGRESSION else softplus(-y * f)


def score(f: Array, y: Array, data: str) -> float:
    """Return the share of outputs f that have the sign of the label y; in regression R², the variance explained."""
    return float(1 - ((f - y) ** 2).mean() / y.var() if data in REGRESSION else (f * y > 0).mean())


@dataclass
class State:
    """Everything that the next step depends on."""

    step: int
    weights: list[Tensor]
    optimiser: torch.optim.Optimizer
    loss: float = 0.0  # mean over the last batch

    def copy(self) -> "State":
        """Return a state that shares nothing with this one."""
        return copy.deepcopy(self)

    @property
    def bytes(self) -> int:
        """How much memory this takes: Adam keeps two more numbers for every parameter."""
        return 3 * sum(w.nbytes for w in self.weights)


class Run(RewindableRun[Params, State, tuple[float, ...]]):
    """One training run."""

    timeline = TIMELINE
    measure_every = ((100, 5), (1000, 20), (MAX_STEPS, 50))
    room = 2_000_000

    def __init__(self, params: Params) -> None:
        """Draw the points, and make the state before the first step."""
        self.points = points_of(params.data, params.noise / 100, params.ratio / 100, params.seed)
        self.x = features_of(self.points.x, params.features).float()
        self.y = torch.from_numpy(self.points.y).float()
        super().__init__(params)

    def start(self) -> State:
        """Return the state before the first step."""
        weights = first_weights(self.params.sizes, self.params.seed)
        return State(0, weights, OPTIMISERS[self.params.optimiser](weights, lr=self.params.rate, fused=True))

    def make_step(self, state: State, settings: Params) -> None:
        """Make one step on a batch of training points, in place.

        Its chance depends on seed and step alone: so any step can be had back, and runs that part meet the same
        batches.
        """
        chance = torch.Generator().manual_seed(settings.seed * (MAX_STEPS + 1) + state.step)
        batch = torch.randint(self.points.training, (settings.batch,), generator=chance)
        f = forward(self.x[batch], state.weights, settings.activation)[-1][:, 0]
        loss = losses(f, self.y[batch], settings.data).mean()
        state.loss = loss.item()
        if settings.penalty == "l1":
            loss = loss + settings.strength * sum(w.abs().sum() for w in state.weights[::2])
        elif settings.penalty == "l2":
            loss = loss + settings.strength / 2 * sum((w**2).sum() for w in state.weights[::2])
        state.optimiser.param_groups[0]["lr"] = settings.rate
        state.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        state.optimiser.step()
        state.step += 1

    def noted(self, state: State) -> tuple[float]:
        """Return the loss on the last batch."""
        return (state.loss,)

    @torch.no_grad()
    def size(self, state: State) -> float:
        """Return the last loss and the length of all weights together."""
        return abs(state.loss) + sum(float((w * w).sum()) for w in state.weights) ** 0.5

    @torch.no_grad()
    def measure(self, state: State) -> tuple[float, ...]:
        """Return the mean loss on training and test set, and the score on each."""
        n, data = self.points.training, self.params.data
        f = forward(self.x, state.weights, self.params.activation)[-1][:, 0]
        each, parts = losses(f, self.y, data), (slice(n), slice(n, None))
        means = (float(each[part].mean()) for part in parts)
        return *means, *(score(f[part].numpy(), self.points.y[part], data) for part in parts)


RUNS = Runs(Run, TIMELINE, 12)
