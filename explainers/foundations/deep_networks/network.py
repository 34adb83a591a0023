"""A multilayer perceptron and a run of its training, which can be wound back."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from explainers.adam_runs import AdamRun, AdamState
from explainers.foundations.deep_networks.points import REGRESSION, Array, features_of, points_of
from explainers.foundations.deep_networks.settings import MAX_STEPS, TIMELINE, Params
from explainers.runs import Runs

ACTS: dict[str, type[nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid, "linear": nn.Identity}
torch.set_num_threads(1)  # networks as small as these only lose by sharing


def perceptron(sizes: list[int], activation: str, seed: int) -> nn.Sequential:
    """Return a network with so many units in every layer, input and output among them.

    Weights are uniform, of variance 2 / (fan in + fan out) (Glorot and Bengio 2010), and biases are 0.
    """
    chance, layers = torch.Generator().manual_seed(seed), []
    for fan_in, fan_out in pairwise(sizes):
        linear = nn.utils.skip_init(nn.Linear, fan_in, fan_out)  # type: ignore[no-untyped-call]
        linear.weight.data = nn.init.xavier_uniform_(torch.empty(fan_in, fan_out), generator=chance).T.contiguous()
        layers.append(nn.Sequential(linear, ACTS[activation]()))
        nn.init.zeros_(linear.bias)
    return nn.Sequential(*layers[:-1], layers[-1][0])


@torch.no_grad()
def forward(x: Tensor, network: nn.Sequential) -> list[Tensor]:
    """Return what leaves every layer: first the features x, shape (n, features), last the output f, shape (n, 1)."""
    outputs = [x]
    for layer in network:
        outputs.append(layer(outputs[-1]))
    return outputs


def losses(f: Tensor, y: Tensor, data: str) -> Tensor:
    """Return the loss of outputs f at labels y: -ln σ(yf), where σ(f) is P(y = 1); in regression ½(f - y)²."""
    return (f - y) ** 2 / 2 if data in REGRESSION else softplus(-y * f)


def score(f: Array, y: Array, data: str) -> float:
    """Return the share of outputs f that have the sign of the label y; in regression R², the variance explained."""
    return float(1 - ((f - y) ** 2).mean() / y.var() if data in REGRESSION else (f * y > 0).mean())


State = AdamState[nn.Sequential]


class Run(AdamRun[Params, nn.Sequential, tuple[float, ...]]):
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
        return State.before(perceptron(self.params.sizes, self.params.activation, self.params.seed))

    def make_step(self, state: State, settings: Params) -> None:
        """Make one step on a batch of training points, in place."""
        chance = self.chance(settings.seed, state)
        batch = torch.randint(self.points.training, (settings.batch,), generator=chance)
        loss = losses(state.network(self.x[batch])[:, 0], self.y[batch], settings.data).mean()
        state.noted = loss.item()
        weights = [w for w in state.network.parameters() if w.ndim == 2]  # without biases
        if settings.penalty == "l1":
            loss = loss + settings.strength * sum(w.abs().sum() for w in weights)
        elif settings.penalty == "l2":
            loss = loss + settings.strength / 2 * sum((w**2).sum() for w in weights)
        state.descend(loss, settings.rate)

    @torch.no_grad()
    def measure(self, state: State) -> tuple[float, ...]:
        """Return the mean loss on training and test set, and the score on each."""
        n, data = self.points.training, self.params.data
        f, parts = state.network(self.x)[:, 0], (slice(n), slice(n, None))
        means = (float(losses(f[part], self.y[part], data).mean()) for part in parts)
        return *means, *(score(f[part].numpy(), self.points.y[part], data) for part in parts)


RUNS = Runs(Run, TIMELINE, 12)
