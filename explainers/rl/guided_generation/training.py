"""The generator trained for the learned reward, as one watches, and how it is measured."""

import copy
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from explainers.adam_runs import AdamRun, AdamState
from explainers.rl.guided_generation.generator import Melodist, reference_model, standardised
from explainers.rl.guided_generation.methods import METHODS, Objective, conditional_kl
from explainers.rl.guided_generation.notes import Array, distinct
from explainers.rl.guided_generation.preferences import reward_model, true_reward
from explainers.rl.guided_generation.settings import MAX_STEPS, TIMELINE, Params
from explainers.runs import Runs

State = AdamState[Melodist]  # what is noted of a step is the mean reward of its batch


@dataclass(frozen=True)
class Measures:
    """Averages over a policy's melodies."""

    kl: float  # KL(p ‖ p₀) of a melody, in nats
    reward: float  # r̂, learned
    true_reward: float  # u; nan where it is not known
    distinct: float  # the share of different ones among all intervals


def reward_of(x: Tensor, theta: Array) -> Tensor:
    """Return r̂ of melodies (n, 16), shape (n,)."""
    return torch.tensor(standardised(x.numpy()) @ theta, dtype=torch.float32)


@torch.no_grad()
def measured(policy: Melodist, params: Params, n: int = 256) -> Measures:
    """Return averages over n melodies of a policy, drawn from the same random numbers every time."""
    x = policy.draw(n, torch.Generator().manual_seed(7))
    true = true_reward(standardised(x.numpy()), params.judge, params.turn).mean()
    kl = conditional_kl(policy.logits(x), reference_model().logits(x)).mean()
    reward = reward_of(x, reward_model(params).theta).mean()
    return Measures(kl.item(), reward.item(), float(true), distinct(x.numpy()))


class Run(AdamRun[Params, Melodist, Measures]):
    """One policy in training."""

    timeline = TIMELINE
    measure_every = ((MAX_STEPS, 10),)
    room = 12_000_000

    def __init__(self, params: Params) -> None:
        """Learn the reward model, and make the state before the first update."""
        self.theta = reward_model(params).theta
        super().__init__(params)

    def start(self) -> State:
        """Return the state before the first update: the reference model."""
        policy = copy.deepcopy(reference_model()).requires_grad_(requires_grad=True).train()
        return State.before(policy)

    def make_step(self, state: State, settings: Params) -> None:
        """Make one update, in place."""
        goal = Objective(reference_model(), lambda x: reward_of(x, self.theta), torch.tensor(settings.beta))
        state.optimiser.param_groups[0]["lr"] = settings.rate
        state.noted = METHODS[settings.method](state.network, goal, state.optimiser, self.chance(settings.seed, state))
        state.step += 1

    def measure(self, state: State) -> Measures:
        """Return what its melodies are like now."""
        return measured(state.network, self.params)


RUNS = Runs(Run, TIMELINE, 12)


@lru_cache(maxsize=64)
def measures_of(params: Params) -> dict[int, Measures]:
    """Return what was measured of a run, by step, up to the step that the settings say."""
    run = RUNS.run_of(params)
    state = run.at(min(params.steps, MAX_STEPS))
    with run.lock:
        found = {step: one for step, one in sorted(run.measures.items()) if step < state.step}
        return found | {state.step: run.measures.get(state.step) or run.measure(state)}
