"""A flow in training, which can be wound back."""

import torch

from explainers.adam_runs import AdamRun, AdamState
from explainers.runs import Runs
from explainers.vaes.flows.layers import Flow, log_base
from explainers.vaes.flows.settings import MAX_STEPS, TIMELINE, Params
from explainers.vaes.flows.shipped_flows import reached
from explainers.vaes.flows.targets import Target, target

torch.set_num_threads(1)  # networks as small as these only lose by sharing


State = AdamState[Flow]


def first_state(params: Params) -> State:
    """Return a flow before its first step."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(params.seed)
        flow = Flow(params.kind, params.layers)
    return State.before(flow)


def loss_of(flow: Flow, wanted: Target, objective: str, n: int, chance: torch.Generator) -> torch.Tensor:
    """Return what is minimised, on n points.

    Forward: −log q(x) at points of p, which needs the inverse. Reverse: log q(x) − log p(x) at points of q, which
    needs p as a formula, and only the way from z to x (Rezende and Mohamed 2015, section 4.2).
    """
    if objective == "forward":
        return -flow.log_density(wanted.draw(n, chance)).mean()
    z = torch.randn(n, 2, generator=chance)
    x, total = flow(z)
    return (log_base(z) - total - wanted.log_density(x)).mean()


def make_step(state: State, params: Params, wanted: Target) -> None:
    """Make one step of Adam, in place. Its chance depends on seed and step alone, so any step can be had back."""
    chance = torch.Generator().manual_seed(params.seed * (MAX_STEPS + 1) + state.step)
    loss = loss_of(state.network, wanted, params.objective, params.batch, chance)
    state.noted = loss.item()
    state.descend(loss, params.rate)


class Run(AdamRun[Params, Flow, tuple[float, float, float]]):
    """One training run."""

    timeline = TIMELINE
    measure_every = ((100, 10), (1000, 25), (MAX_STEPS, 100))
    room = 4_000_000

    def __init__(self, params: Params) -> None:
        """Know the target, and make the state before the first step."""
        self.target = target(params.data, params.drawn)
        super().__init__(params)

    def start(self) -> State:
        """Return the state before the first step."""
        return first_state(self.params)

    def make_step(self, state: State, settings: Params) -> None:
        """Make one step, in place."""
        make_step(state, settings, self.target)

    def measure(self, state: State) -> tuple[float, float, float]:
        """Return KL(p ‖ q) and KL(q ‖ p), in nats, and the share of q that is off the target."""
        found = reached(state.network, self.params.data, self.params.drawn)
        return found["kl_pq"], found["kl_qp"], found["off"]


RUNS = Runs(Run, TIMELINE, 12)
