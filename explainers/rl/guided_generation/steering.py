"""The generator in steering, which can be wound back: by policy gradient on its own melodies, or by DPO on pairs."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from explainers.rl.guided_generation.base import base_model, pool
from explainers.rl.guided_generation.network import Melodist
from explainers.rl.guided_generation.notes import Array, Tokens, distinct
from explainers.rl.guided_generation.settings import MAX_STEPS, TIMELINE, Params
from explainers.rl.guided_generation.taste import taste_of, true_taste
from explainers.rl.guided_generation.updates import UPDATES, Leash, Task, optimiser_of, stepwise_kl
from explainers.runs import RewindableRun, Runs

MEASURED = 256  # melodies by which it is judged


@dataclass
class State:
    """Everything that the next update depends on."""

    step: int
    policy: Melodist
    optimiser: torch.optim.Optimizer
    reward: float = float("nan")  # of the last batch, on average

    def copy(self) -> "State":
        """Return a state that shares nothing with this one."""
        return copy.deepcopy(self)

    @property
    def bytes(self) -> int:
        """How much memory this takes."""
        return 3 * sum(w.nbytes for w in self.policy.parameters())


@dataclass(frozen=True)
class Measured:
    """What a generator's melodies are like, on average."""

    reward: float  # r̂, the learned reward
    liked: float  # u, the true taste; nan where nobody knows it
    kl: float  # KL(p ‖ p₀) of a melody, in nats
    distinct: float  # the share of different ones among all steps from pitch to pitch


def first_state(params: Params) -> State:
    """Return a generator before its first update: the base model."""
    policy = copy.deepcopy(base_model()).requires_grad_(requires_grad=True).train()
    return State(0, policy, optimiser_of(policy, params.rate))


def reward_of(tokens: Tokens, theta: Array) -> Tensor:
    """Return r̂ of melodies (n, 16), shape (n,)."""
    return torch.tensor(pool().standard(tokens) @ theta, dtype=torch.float32)


def task_of(theta: Array) -> Task:
    """Return what generators are paid for: r̂ with weights θ. What DPO compares is drawn from the pool."""
    tokens = torch.tensor(pool().tokens)
    log_p, paid = (torch.tensor(some, dtype=torch.float32) for some in (pool().log_p, pool().phi @ theta))

    def known(n: int, chance: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        rows = torch.randint(len(tokens), (n,), generator=chance)
        return tokens[rows], log_p[rows], paid[rows]

    return Task(base_model(), lambda x: reward_of(x.numpy(), theta), known)


@torch.no_grad()
def measured(policy: Melodist, params: Params, n: int = MEASURED) -> Measured:
    """Return what a generator's melodies are like, by n of them that are drawn with the same chance every time."""
    x = policy.draw(n, torch.Generator().manual_seed(7))
    tokens, theta = x.numpy(), taste_of(params).theta
    known = params.judge != "you"
    liked = true_taste(pool().standard(tokens), params.judge, params.turn).mean() if known else np.nan
    kl = stepwise_kl(policy.logits(x), base_model().logits(x)).mean().item()
    return Measured(reward_of(tokens, theta).mean().item(), float(liked), kl, distinct(tokens))


class Run(RewindableRun[Params, State, Measured]):
    """One generator in steering."""

    timeline = TIMELINE
    measure_every = ((MAX_STEPS, 10),)
    room = 12_000_000

    def __init__(self, params: Params) -> None:
        """Know the reward, and make the state before the first update."""
        self.task = task_of(taste_of(params).theta)
        super().__init__(params)

    def start(self) -> State:
        """Return the state before the first update."""
        return first_state(self.params)

    def make_step(self, state: State, settings: Params) -> None:
        """Make one update, in place. Its chance depends on seed and step alone, so any step can be had back."""
        chance = torch.Generator().manual_seed(settings.seed * (MAX_STEPS + 1) + state.step)
        leash = Leash(settings.beta, settings.rate, settings.clip)
        state.reward = UPDATES[settings.method](state.policy, self.task, leash, state.optimiser, chance)
        state.step += 1

    def noted(self, state: State) -> Sequence[float]:
        """Return the mean reward of the last batch."""
        return (state.reward,)

    @torch.no_grad()
    def size(self, state: State) -> float:
        """Return the length of all weights together."""
        return float(sum(float((w * w).sum()) for w in state.policy.parameters()) ** 0.5)

    def measure(self, state: State) -> Measured:
        """Return what its melodies are like now."""
        return measured(state.policy, self.params)


RUNS = Runs(Run, TIMELINE, 12)


@lru_cache(maxsize=64)
def measures_of(params: Params) -> dict[int, Measured]:
    """Return what was measured of a run, by step, up to the step that the settings say."""
    run = RUNS.run_of(params)
    state = run.at(min(params.steps, MAX_STEPS))
    with run.lock:
        found = {step: one for step, one in sorted(run.measures.items()) if step < state.step}
        return found | {state.step: run.measures.get(state.step) or run.measure(state)}
