"""How a generator is steered: by policy gradient on melodies that it draws itself, or by DPO on pairs of its base."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

BATCH = 64  # melodies that a policy draws, or pairs, in an update
INNER = 2  # gradient steps on one batch of a policy


class Policy(Protocol):
    """A generator of melodies."""

    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n melodies, (n, …)."""

    def log_probs(self, x: Tensor) -> Tensor:
        """Return the log-probability of each token given those before it, (n, T), of melodies (n, …)."""


@dataclass(frozen=True)
class Task:
    """What a generator is paid for, and the base from which it is not to stray."""

    base: Policy
    reward: Callable[[Tensor], Tensor]  # r̂ of melodies, (n,)
    known: Callable[[int, torch.Generator], tuple[Tensor, Tensor, Tensor]]  # n of the base: with log p₀ and r̂, (n,)


@dataclass(frozen=True)
class Leash:
    """How far an update may go."""

    beta: float  # what a nat of KL costs
    rate: float  # of Adam
    clip: float  # ε of PPO


def policy_gradient(policy: Policy, task: Task, leash: Leash, optimiser: torch.optim.Optimizer,
                    chance: torch.Generator) -> float:  # fmt: skip
    """Draw melodies, pay for them, and follow PPO's clipped objective for INNER steps; return the mean reward.

    The mean over the batch stands for the critic of Schulman et al. 2017.
    """
    with torch.no_grad():
        x = policy.draw(BATCH, chance)
        old, reward = policy.log_probs(x), task.reward(x)
        earned = returns(reward, old - task.base.log_probs(x), leash.beta)
        advantage = earned - earned.mean(0)
    for _ in range(INNER):
        descend(clipped(policy.log_probs(x), old, advantage, leash.clip), leash.rate, optimiser)
    return reward.mean().item()


def preferences(policy: Policy, task: Task, leash: Leash, optimiser: torch.optim.Optimizer,
                chance: torch.Generator) -> float:  # fmt: skip
    """Make a step of DPO on pairs of the base's melodies, of which the learned reward prefers one; return its mean.

    It prefers as a person would, with chance: σ(r̂(a) − r̂(b)).
    """
    x, log_ref, reward = task.known(2 * BATCH, chance)
    a_first = torch.rand(BATCH, generator=chance) < torch.sigmoid(reward[:BATCH] - reward[BATCH:])
    log_ratio = policy.log_probs(x).sum(1) - log_ref
    gaps = (log_ratio[:BATCH] - log_ratio[BATCH:]) * torch.where(a_first, 1.0, -1.0)
    descend(dpo(gaps, leash.beta), leash.rate, optimiser)
    return reward.mean().item()


def returns(reward: Tensor, log_ratio: Tensor, beta: float) -> Tensor:
    """Return what each token earns from there on, (n, T): r̂(x) − β Σ_{s ≥ t} log p/p₀ of token s.

    `reward` is r̂, (n,), paid at the end; `log_ratio` that of each token, (n, T) (Ziegler et al. 2019, section 2).
    """
    return reward[:, None] - beta * log_ratio.flip(1).cumsum(1).flip(1)


def clipped(log_p: Tensor, old: Tensor, advantage: Tensor, epsilon: float) -> Tensor:
    """Return the loss of PPO: −min(ρ A, clip(ρ, 1 − ε, 1 + ε) A) on average (Schulman et al. 2017, equation 7)."""
    ratio = (log_p - old).exp()
    return -torch.minimum(ratio * advantage, ratio.clamp(1 - epsilon, 1 + epsilon) * advantage).mean()


def dpo(gaps: Tensor, beta: float) -> Tensor:
    """Return the loss of DPO, −log σ(β gap) on average (Rafailov et al. 2023, equation 7).

    A gap is log p/p₀ of the better melody of a pair, less that of the worse.
    """
    return -logsigmoid(beta * gaps).mean()


def descend(loss: Tensor, rate: float, optimiser: torch.optim.Optimizer) -> None:
    """Make one step against the gradient of a loss, in place."""
    optimiser.param_groups[0]["lr"] = rate
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


UPDATES = {"ppo": policy_gradient, "dpo": preferences}


def optimiser_of(policy: nn.Module, rate: float) -> torch.optim.Optimizer:
    """Return Adam for a policy."""
    return torch.optim.Adam(policy.parameters(), lr=rate, fused=True)


def kl_estimates(log_p: Tensor, log_ref: Tensor) -> dict[str, Tensor]:
    """Return estimates of KL(p ‖ p₀) of single melodies drawn from p, each right on average (Schulman 2020).

    k1 = log p/p₀, which may be negative, and k3 = k1 − 1 + p₀/p, which is not.
    """
    k1 = log_p - log_ref
    return {"k1": k1, "k3": k1 + torch.expm1(-k1)}


def stepwise_kl(logits: Tensor, base_logits: Tensor) -> Tensor:
    """Return Σ_t KL(p(·|x_<t) ‖ p₀(·|x_<t)) of melodies drawn from p, (n,), given logits (n, T, V).

    Its mean is that of k1, with less chance in it: the chance of the token itself is summed out.
    """
    log_p, log_ref = (torch.log_softmax(some, -1) for some in (logits, base_logits))
    return (log_p.exp() * (log_p - log_ref)).sum((-1, -2))
