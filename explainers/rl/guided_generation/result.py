"""What has been learned of a taste, and what the generator that is paid for it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import torch

from explainers.controls import check
from explainers.rl.guided_generation import enumerated
from explainers.rl.guided_generation.base import base_model, pool, recorded
from explainers.rl.guided_generation.curves import Curve, pool_curves
from explainers.rl.guided_generation.network import BEGIN, Melodist
from explainers.rl.guided_generation.notes import FEATURES, LENGTH, VOCABULARY, Array, Tokens
from explainers.rl.guided_generation.settings import MAX_STEPS, TIMELINE, Params
from explainers.rl.guided_generation.steering import RUNS, Measured, State, measures_of
from explainers.rl.guided_generation.taste import Taste, taste_of, true_taste, weights_of
from explainers.sampler import filtered, picked

SHOWN = 4  # melodies
FEW = 5  # clicks, from which on something can be said of them
LEAST = -1.0  # nats of evidence, below which a coin explains clicks better than the model


@dataclass(frozen=True)
class Result:
    """Everything that follows from the settings, computed when it is asked for."""

    params: Params

    # Taste

    @cached_property
    def taste(self) -> Taste:
        """What has been learned from the clicks."""
        return taste_of(self.params)

    @property
    def clicks(self) -> int:
        """How many there are."""
        return len(self.taste.first)

    @property
    def known(self) -> bool:
        """Whether the true taste is known: that of a judge is."""
        return self.params.judge != "you"

    @property
    def truth(self) -> Array:
        """The judge's weights, (8,); nan where nobody knows them."""
        return weights_of(self.params.judge) if self.known else np.full(len(FEATURES), np.nan)

    @property
    def paid(self) -> Array:
        """The learned reward r̂ of the pool, (n,)."""
        return pool().phi @ self.taste.theta

    @property
    def liked(self) -> Array:
        """The true taste u of the pool, (n,); nan where nobody knows it."""
        p = self.params
        return true_taste(pool().phi, p.judge, p.turn) if self.known else np.full(len(pool().phi), np.nan)

    @cached_property
    def recovery(self) -> Array:
        """The correlation of r̂ with u over the pool after 0, 1, 2, … clicks, (clicks + 1,)."""
        return np.array([correlation(pool().phi @ taste_of(self.params, k).theta, self.liked)
                         for k in range(self.clicks + 1)])  # fmt: skip

    # Steering

    @cached_property
    def state(self) -> State:
        """The generator after `params.steps` updates."""
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
    def measured(self) -> dict[int, Measured]:
        """What the generator's melodies are like, now and then."""
        return measures_of(self.params)

    @property
    def now(self) -> Measured:
        """What they are like at this step."""
        return self.measured[self.step]

    @cached_property
    def shown(self) -> tuple[Tokens, Tokens]:
        """Melodies of the base model and of the steered one, (4, 16) each, drawn with the same chance."""
        p = self.params
        return base_melodies(p.temperature, p.seed), melodies(self.state.policy, p.temperature, p.seed)

    @property
    def kept(self) -> Tokens:
        """The best of n melodies of the pool by r̂, (16,)."""
        some = np.random.default_rng((self.params.seed, 3)).integers(len(pool().tokens), size=256)[: self.params.n]
        return pool().tokens[some[np.argmax(self.paid[some])]]

    def played(self, view: str) -> list[tuple[str, Tokens, str]]:
        """Return the melodies that a view offers to listen to: what each is, its tokens (16,), and its role."""
        taste, some = self.taste, pool().tokens
        if view == "steer":
            base, steered = (four[self.params.listened - 1] for four in self.shown)
            return [("Base model", base, "prior"), (f"Best of {self.params.n} by r̂", self.kept, "likelihood"),
                    (f"After {self.step} updates", steered, "generated")]  # fmt: skip
        if view != "taste":
            return []
        if not self.known or not taste.pairs:
            return [("First", some[taste.shown[0]], "real"), ("Second", some[taste.shown[1]], "real")]
        names = ("preferred", "not preferred") if taste.first[-1] else ("not preferred", "preferred")
        return [(f"Click {self.clicks}: {name}", some[i], "generated" if name == "preferred" else "muted")
                for name, i in zip(names, taste.pairs[-1], strict=True)]  # fmt: skip

    # The leash

    @property
    def curves(self) -> dict[str, Curve]:
        """By method, means of r̂ and u against KL. Those of trained generators were recorded, for three judges."""
        found = pool_curves(self.paid.tobytes(), self.liked.tobytes())
        return found | (recorded_curves(self.params.judge) if self.as_recorded else {})

    @property
    def as_recorded(self) -> bool:
        """Whether the reward is one for which generators were steered before."""
        p, usual = self.params, Params()
        return self.known and (p.clicks, p.turn, p.seed) == (usual.clicks, usual.turn, usual.seed)

    # All short melodies

    @cached_property
    def reward(self) -> Array:
        """r̂ of all short melodies, (3125,)."""
        return enumerated.world().phi @ self.taste.theta

    @property
    def optimum(self) -> Array:
        """log p* of all short melodies, at the leash that is set."""
        return enumerated.optimum(self.reward, self.params.beta, enumerated.world().log_p)

    def path(self, method: str) -> list[Array]:
        """Return log p of all short melodies along the way of a method."""
        return enumerated.steered(method, self.reward.tobytes(), self.params.beta, self.params.seed)

    @property
    def best(self) -> Array:
        """log p of the best of n short melodies."""
        with np.errstate(divide="ignore"):
            return np.log(enumerated.best_of(self.params.n, self.reward, enumerated.world().p))

    def off(self, method: str) -> float:
        """Return KL(p ‖ p*) of a method's generator, in nats: β times this is what it loses."""
        log_p = self.best if method == "best" else self.path(method)[-1]
        return enumerated.kl(log_p, self.optimum)


def correlation(one: Array, other: Array) -> float:
    """Return Pearson's correlation; 0 where one never changes, nan where one is not known."""
    if np.isnan(other).any():
        return float("nan")
    spreads = one.std() * other.std()
    return float(((one - one.mean()) * (other - other.mean())).mean() / spreads) if spreads else 0.0


@torch.no_grad()
def melodies(model: Melodist, temperature: float, seed: int) -> Tokens:
    """Return SHOWN melodies drawn by the course's sampler, (4, 16)."""
    last, state, found = torch.full((SHOWN,), BEGIN), None, []
    for step in range(LENGTH):
        logits, state = model.next_logits(last, state)
        order = logits.argsort(-1, descending=True).numpy()
        falling = np.take_along_axis(logits.double().numpy(), order, axis=1)
        places = [picked(filtered(row, temperature, VOCABULARY, 1.0), seed * SHOWN + i, step)
                  for i, row in enumerate(falling)]  # fmt: skip
        last = torch.tensor(order[range(SHOWN), places])
        found.append(last.numpy())
    return np.stack(found, axis=1)


@lru_cache(maxsize=64)
def base_melodies(temperature: float, seed: int) -> Tokens:
    """Return melodies of the base model."""
    return melodies(base_model(), temperature, seed)


@lru_cache(maxsize=4)
def recorded_curves(judge: str) -> dict[str, Curve]:
    """Return what generators reached that were steered before, by method, the leash ever longer."""
    return {method: Curve(*np.array(rows, dtype=float).T) for method, rows in recorded()["steered"][judge].items()}


def simulate(params: Params) -> Result:
    """Return what follows from the settings. Raises BadInput where one is out of range or a text cannot be read."""
    check(params)
    TIMELINE.segments(params)
    taste_of(params)
    return Result(params)


def sentences(result: Result, view: str) -> list[str]:
    """Return what is to be said of the clicks."""
    taste, n = result.taste, result.clicks
    said = []
    if n == 0:
        said.append("There are no clicks yet: every weight is 0 ± 1, the reward is the same for all melodies, "
                    "and there is nothing to follow.")  # fmt: skip
    elif n >= FEW and len(set(taste.first)) == 1:
        side = "first" if taste.first[0] else "second"
        said.append(f"All {n} clicks are on the {side} melody: that may be a habit of the hand, and not a taste.")
    elif n >= 2 * FEW and taste.evidence < LEAST:
        said.append("A coin would explain these clicks better than any weights do: they contradict each other, or go "
                    "by what the features do not measure.")  # fmt: skip
    if not result.known and view == "leash":
        said.append("What you truly like is not known here, so no curve of it can be drawn: listen.")
    if view == "leash" and not result.as_recorded:
        said.append("Trained generators are drawn for the three judges with 20 clicks, t = 1 and seed 0.")
    return said


def tables(result: Result) -> Mapping[str, Mapping[str, Any]]:
    """Return weights, clicks and curves, as named columns."""
    taste = result.taste
    pairs = np.array(taste.pairs, dtype=int).reshape(-1, 2)
    found: dict[str, Mapping[str, Any]] = {
        "weights": {"feature": np.array(list(FEATURES)), "theta": taste.theta, "deviation": taste.deviation,
                    "judge": result.truth},
        "clicks": {"a": pairs[:, 0], "b": pairs[:, 1], "a_preferred": np.array(taste.first, dtype=bool)},
    }  # fmt: skip
    for name, one in result.curves.items():
        found[f"leash_{name}"] = {"at": one.at, "kl": one.kl, "paid": one.paid, "liked": one.liked,
                                  "distinct": one.distinct}  # fmt: skip
    return found
