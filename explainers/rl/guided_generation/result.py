"""What has been learned of preferences, and what generators that follow the learned reward play."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch

from explainers.controls import check
from explainers.rl.guided_generation import enumerated, exact
from explainers.rl.guided_generation.curves import Curve, best_of_curve, question, shipped_curve
from explainers.rl.guided_generation.enumerated import Trained, short_melodies
from explainers.rl.guided_generation.generator import pool, pool_phi, reference_model
from explainers.rl.guided_generation.notes import Array, Tokens
from explainers.rl.guided_generation.preferences import RewardModel, reward_model, true_reward, weights_of
from explainers.rl.guided_generation.settings import BETAS, MAX_STEPS, METHODS, TIMELINE, Params
from explainers.rl.guided_generation.training import RUNS, Measures, State, measures_of

Melody = tuple[str, Tokens, str]  # what it is, its tokens (16,), and the role of its colour


@dataclass(frozen=True)
class Result:
    """Everything that follows from the settings, computed when it is asked for."""

    params: Params
    lowered: dict[str, Curve] = field(default_factory=dict)  # by method, what workers found as β was lowered

    # The reward model

    @cached_property
    def model(self) -> RewardModel:
        """What has been learned from the preferences."""
        return reward_model(self.params)

    @property
    def clicks(self) -> int:
        """How many preferences there are."""
        return len(self.model.first)

    @property
    def known(self) -> bool:
        """Whether the true reward is known: that of a judge is."""
        return self.params.judge != "you"

    @property
    def judge_weights(self) -> Array:
        """The judge's weights, (8,); nan where they are not known."""
        return weights_of(self.params.judge)

    @property
    def reward(self) -> Array:
        """The learned reward r̂ of the pool, (4096,)."""
        return pool_phi() @ self.model.theta

    @property
    def true_reward(self) -> Array:
        """The true reward u of the pool, (4096,); nan where it is not known."""
        return true_reward(pool_phi(), self.params.judge, self.params.turn)

    @cached_property
    def correlations(self) -> Array:
        """Pearson's correlation of r̂ with u over the pool after 0, 1, 2, … clicks, (clicks + 1,); 0 where r̂ is 0."""
        thetas = np.array([reward_model(self.params, k).theta for k in range(self.clicks + 1)])
        reward, u = thetas @ pool_phi().T, self.true_reward
        covariance = reward @ (u - u.mean()) / len(u)  # φ has mean 0, and so has r̂
        return np.asarray(covariance / np.maximum(reward.std(axis=1) * u.std(), 1e-300))

    @cached_property
    def evidence(self) -> Array:
        """By how much r̂ explains the clicks better than a coin after 0, 1, 2, … of them, (clicks + 1,), in nats."""
        return np.array([reward_model(self.params, k).log_bayes_factor for k in range(self.clicks + 1)])

    # Training as one watches

    @cached_property
    def state(self) -> State:
        """The policy after `params.steps` updates."""
        return RUNS.run_of(self.params).at(min(self.params.steps, MAX_STEPS))

    @property
    def step(self) -> int:
        """How many updates were made."""
        return self.state.step

    @property
    def diverged(self) -> int | None:
        """The update at which numbers outgrew all bounds, if one did."""
        found = RUNS.run_of(self.params).diverged
        return found if found is not None and self.step < found <= self.params.steps else None

    @cached_property
    def measured(self) -> dict[int, Measures]:
        """Averages over the policy's melodies, by step."""
        return measures_of(self.params)

    @property
    def now(self) -> Measures:
        """Averages at this step."""
        return self.measured[self.step]

    def played(self, view: str) -> list[Melody]:
        """Return the melodies that a view offers to listen to."""
        return self.compared if view == "taste" else self.drawn if view == "steer" else []

    @property
    def compared(self) -> list[Melody]:
        """The pair that the visitor is asked about, or that the judge was asked about last."""
        model = self.model
        if not self.known or not model.pairs:
            first, second = pool()[list(model.next_pair)]
            return [("First", first, "real"), ("Second", second, "real")]
        said = [(f"Click {self.clicks}: preferred", "generated"), (f"Click {self.clicks}: not preferred", "muted")]
        return [(name, pool()[place], role) for (name, role), place in
                zip(said if model.first[-1] else reversed(said), model.pairs[-1], strict=True)]  # fmt: skip

    @property
    def drawn(self) -> list[Melody]:
        """A melody of the reference model, one of the policy from the same random numbers, and the best of n."""
        p = self.params
        some = np.random.default_rng((p.seed, 3)).choice(len(pool()), 256, replace=False)[: p.n]
        first, now = (model.draw(1, torch.Generator().manual_seed(p.seed)).numpy()[0]
                      for model in (reference_model(), self.state.network))  # fmt: skip
        return [("Reference model", first, "prior"), (f"After {self.step} updates", now, "generated"),
                (f"Best of {p.n} by r̂", pool()[some[np.argmax(self.reward[some])]], "likelihood")]  # fmt: skip

    # Let go of the leash

    @property
    def asked(self) -> dict[str, Params]:
        """By method, what the curve of a trained policy depends on."""
        return {method: question(self.params, method) for method in METHODS}

    @property
    def missing(self) -> list[tuple[str, Params]]:
        """The curves that workers have to compute, if there are clicks to learn from."""
        return [(method, one) for method, one in self.asked.items() if self.clicks and not shipped_curve(one)]

    @property
    def curves(self) -> dict[str, Curve]:
        """By method, rewards against KL: of trained policies as far as they are shipped, or workers have found them."""
        shipped = {method: shipped_curve(one) for method, one in self.asked.items()}
        best = best_of_curve(self.reward.tobytes(), self.true_reward.tobytes())
        return {"best": best} | {method: one for method, one in shipped.items() if one} | self.lowered

    # All short melodies

    @cached_property
    def short_reward(self) -> Array:
        """r̂ of all short melodies, (3125,)."""
        return short_melodies().phi @ self.model.theta

    @cached_property
    def log_optimum(self) -> Array:
        """log p* of all short melodies, (3125,)."""
        return exact.optimum(self.short_reward, self.params.beta, short_melodies().log_p)

    def trained(self, method: str) -> tuple[Trained, int]:
        """Return policies over the short melodies, trained for the stops of β, and which has the β that is set."""
        beta = self.params.beta
        betas = BETAS if beta in BETAS else (beta,)
        return enumerated.trained(method, self.short_reward.tobytes(), betas, self.params.seed), betas.index(beta)

    @cached_property
    def policies(self) -> dict[str, Array]:
        """By method, the probabilities of all short melodies, (3125,)."""
        found = {"optimum": np.exp(self.log_optimum),
                 "best": exact.best_of(self.params.n, self.short_reward, np.exp(short_melodies().log_p))}  # fmt: skip
        for method in METHODS:
            policies, place = self.trained(method)
            found[method] = policies.p[place]
        return found

    def distance(self, method: str) -> float:
        """Return KL(p ‖ p*) of a method's policy, in nats: β times this is what it loses."""
        return float(exact.kl(self.policies[method], self.log_optimum))


def simulate(params: Params) -> Result:
    """Return what follows from the settings. Raises BadInput where one is out of range or a text cannot be read."""
    check(params)
    TIMELINE.segments(params)
    reward_model(params)
    return Result(params)
