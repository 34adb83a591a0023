"""Two ways to train a policy for a reward, near a reference model: PPO on its own melodies, DPO on preferences.

A policy's melodies are (n, T) tokens; several policies, each with its own β, can be trained at once as (b, n, …).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

BATCH = 64  # melodies that PPO draws, or pairs of DPO, in an update
INNER = 2  # gradient steps of PPO on one batch
CLIP = 0.2  # ε of PPO


class Policy(Protocol):
    """A distribution over melodies."""

    def draw(self, n: int, generator: torch.Generator) -> Tensor:
        """Return n melodies."""

    def log_probs(self, x: Tensor) -> Tensor:
        """Return the log-probability of each note given those before it, (…, n, T), of melodies."""


@dataclass(frozen=True)
class Objective:
    """E[r̂] − β KL(p ‖ p₀)."""

    reference: Policy  # p₀
    reward: Callable[[Tensor], Tensor]  # r̂ of melodies, (…, n)
    beta: Tensor  # (), or (b, 1) for several policies


Update = Callable[[Policy, Objective, torch.optim.Optimizer, torch.Generator], float]


def ppo(policy: Policy, goal: Objective, optimiser: torch.optim.Optimizer, generator: torch.Generator) -> float:
    """Draw melodies, reward them, follow PPO's clipped objective for INNER steps; return the mean reward.

    The mean over the batch is the baseline, in place of the critic of Schulman et al. 2017.
    """
    with torch.no_grad():
        x = policy.draw(BATCH, generator)
        old, reward = policy.log_probs(x), goal.reward(x)
        earned = returns(reward, old - goal.reference.log_probs(x), goal.beta)
        advantage = earned - earned.mean(-2, keepdim=True)
    for _ in range(INNER):
        descend(clipped_loss(policy.log_probs(x), old, advantage, CLIP), optimiser)
    return reward.mean().item()


def dpo(policy: Policy, goal: Objective, optimiser: torch.optim.Optimizer, generator: torch.Generator) -> float:
    """Make a step of DPO on pairs of the reference model, preferred with chance σ(r̂(a) − r̂(b)); return the mean r̂."""
    with torch.no_grad():
        x = goal.reference.draw(2 * BATCH, generator)
        log_ref, reward = goal.reference.log_probs(x).sum(-1), goal.reward(x)
        p_first = torch.sigmoid(reward[..., :BATCH] - reward[..., BATCH:])
        sign = 2.0 * (torch.rand(BATCH, generator=generator) < p_first) - 1
    log_ratio = policy.log_probs(x).sum(-1) - log_ref
    descend(dpo_loss(sign * (log_ratio[..., :BATCH] - log_ratio[..., BATCH:]), goal.beta), optimiser)
    return reward.mean().item()


METHODS: dict[str, Update] = {"ppo": ppo, "dpo": dpo}


def returns(reward: Tensor, log_ratio: Tensor, beta: Tensor) -> Tensor:
    """Return the return of each token, (…, n, T): r̂(x) − β Σ_{s ≥ t} log p/p₀ of token s.

    `reward` is r̂, (…, n), paid at the end; `log_ratio` that of each token, (…, n, T) (Ziegler et al. 2019, section 2).
    """
    return reward[..., None] - beta[..., None] * log_ratio.flip(-1).cumsum(-1).flip(-1)


def clipped_loss(log_p: Tensor, old: Tensor, advantage: Tensor, epsilon: float) -> Tensor:
    """Return the loss of PPO: −min(ρ A, clip(ρ, 1 − ε, 1 + ε) A) on average (Schulman et al. 2017, equation 7)."""
    ratio = (log_p - old).exp()
    return -torch.minimum(ratio * advantage, ratio.clamp(1 - epsilon, 1 + epsilon) * advantage).mean((-2, -1)).sum()


def dpo_loss(margin: Tensor, beta: Tensor) -> Tensor:
    """Return the loss of DPO, −log σ(β margin) on average (Rafailov et al. 2023, equation 7).

    A margin is log p/p₀ of the preferred melody of a pair, less that of the other.
    """
    return -logsigmoid(beta * margin).mean(-1).sum()


def descend(loss: Tensor, optimiser: torch.optim.Optimizer) -> None:
    """Make one step against the gradient of a loss, in place."""
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


def conditional_kl(logits: Tensor, reference: Tensor) -> Tensor:
    """Return Σ_t KL(p(·|x_<t) ‖ p₀(·|x_<t)) of melodies drawn from p, (n,), given logits of both, (n, T, V).

    Its mean is KL(p ‖ p₀), as is that of Σ_t log p/p₀; it varies less, as the drawn token itself is summed out.
    """
    log_p, log_ref = (torch.log_softmax(some, -1) for some in (logits, reference))
    return (log_p.exp() * (log_p - log_ref)).sum((-1, -2))
