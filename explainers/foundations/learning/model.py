"""Three kinds of learning on the same points, after t of them: what each was told, and how right it is."""

from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Annotated

import numpy as np

from explainers.controls import Number, Select, Slider, Stops, check
from explainers.explainer import Table
from explainers.foundations.learning.curves import COUNTS, MOST, Courses, courses, named, needed, tested
from explainers.foundations.learning.learners import (
    Course,
    distances,
    k_means,
    label_signal,
    names_of,
    probabilities,
    reward_signal,
)
from explainers.foundations.plane import Array, Labels

DATA = {
    "blobs": "Three clusters, a class each",
    "cut": "Classes that cut the clusters",
    "digits_012": "Digits 0, 1 and 2",
}
LEARNERS = {"supervised": "Supervised", "unsupervised": "Unsupervised", "reinforcement": "Reinforcement"}
SEEN = (0, *COUNTS)


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    data: Annotated[str, Select("Points", DATA, help="The points in the plane, which belong to three classes.")] = (
        "blobs"
    )
    t: Annotated[
        int,
        Stops("Points seen", SEEN, symbol="t", help="t, how many points have come by: each learner sees all of them."),
    ] = 48
    clusters: Annotated[
        int, Slider("Clusters", 2, 6, 1, symbol="k", help="k, how many clusters k-means is to find.")
    ] = 3
    wanted: Annotated[
        float, Slider("Accuracy wanted", 0.5, 0.98, 0.01, help="The share of test points that is to be got right.")
    ] = 0.9
    rate: Annotated[
        float, Number("Learning rate", 0.01, 3.0, 0.05, symbol="η", help="η, of both learners that are told something.")
    ] = 0.3
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the points' order and of the actions that are tried.")] = 0


@dataclass(frozen=True, eq=False)
class Clusters:
    """What k-means makes of the points seen."""

    centres: Array  # (k, 2)
    right: float  # share of the test set got right if each cluster is called after the class that prevails in it


@dataclass(frozen=True)
class Result:
    """The three learners after t points: those of the first run are drawn."""

    params: Params
    courses: Courses

    @property
    def x(self) -> Array:
        """The points seen, (t, 2)."""
        return self.courses.supervised.x[: self.params.t, 0]

    @property
    def y(self) -> Labels:
        """Their classes, (t,)."""
        return self.courses.supervised.y[: self.params.t, 0]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the classes."""
        return self.courses.data.names

    def weights(self, learner: str) -> Array:
        """Return the weights of a learner that is told something, (K, 3)."""
        return self.course(learner).weights[self.params.t, 0]

    def course(self, learner: str) -> Course:
        """Return what such a learner went through."""
        return self.courses.supervised if learner == "supervised" else self.courses.reinforcement

    @property
    def clusters(self) -> Clusters | None:
        """The clusters of the points seen; None before the first."""
        p = self.params
        return clusters_of(p.data, p.t, p.clusters, p.rate, p.seed) if p.t else None

    @cached_property
    def right(self) -> dict[str, float]:
        """By learner, the share of the test set got right; of clusters, once they are named."""
        test, truth = tested(self.courses.data)
        told = {name: float(np.mean(probabilities(self.weights(name), test).argmax(axis=1) == truth))
                for name in ("supervised", "reinforcement")}  # fmt: skip
        return told | {"unsupervised": self.clusters.right if self.clusters else 1 / len(self.names)}

    @property
    def next(self) -> tuple[Array, int, int, float, float]:
        """The point that comes next for reinforcement: x (2,), class, action, reward, and mean reward until then."""
        t, course = min(self.params.t, MOST - 1), self.courses.reinforcement
        return (course.x[t, 0], int(course.y[t, 0]), int(course.answer[t, 0]), float(course.told[t, 0]),
                float(course.baseline[t, 0]))  # fmt: skip

    @cached_property
    def signals(self) -> dict[str, Array]:
        """At the next point, (K,) each: the policy π, and what a label, this reward, and rewards on average tell."""
        x, y, action, reward, baseline = self.next
        policy = probabilities(self.weights("reinforcement"), x[None])[0]
        actions = np.arange(len(self.names))
        each = reward_signal(np.tile(policy, (len(actions), 1)), actions, (actions == y).astype(float), baseline)
        return {"policy": policy, "label": label_signal(policy, y), "expected": policy @ each,
                "reward": reward_signal(policy, action, np.float64(reward), baseline)}  # fmt: skip

    @property
    def curves(self) -> dict[str, Array]:
        """By learner, the shares of the test set got right after each count of tellings, (COUNTS, RUNS)."""
        p = self.params
        return self.courses.right | {"unsupervised": named(p.data, p.clusters, p.seed)}

    def needed(self, learner: str) -> int:
        """Return after how many tellings a learner is as right as wanted, on average over all runs; 0 if never."""
        return needed(self.curves[learner], self.params.wanted)

    @property
    def times(self) -> float:
        """How many times as many rewards as labels are needed."""
        rewards, labels = self.needed("reinforcement"), self.needed("supervised")
        return rewards / labels if labels else 0.0


@lru_cache(maxsize=512)
def clusters_of(name: str, t: int, k: int, rate: float, seed: int) -> Clusters:
    """Cluster the first t points of the first run."""
    both = courses(name, rate, seed)
    x, y, classes = both.supervised.x[:t, 0], both.supervised.y[:t, 0], len(both.data.names)
    centres = k_means(x, k, np.random.default_rng([seed, t]))
    called = names_of(distances(x, centres).argmin(axis=1), y, len(centres), classes)
    test, truth = tested(both.data)
    return Clusters(centres, float(called[distances(test, centres).argmin(axis=1), truth].mean()))


def simulate(params: Params) -> Result:
    """Take the learners through the points. Raises BadInput where a setting is not possible."""
    check(params)
    return Result(params, courses(params.data, params.rate, params.seed))


def accuracy(result: Result) -> dict[str, Array]:
    """Return the curves as named columns; many runs have to be clustered for them."""
    curves = {name: right.mean(axis=1) for name, right in result.curves.items()}
    return {"tellings": np.array(COUNTS, dtype=float)} | curves


def tables(result: Result) -> dict[str, Table]:
    """Return what was seen and told, and the curves, as named columns."""
    tried = result.courses.reinforcement
    t = result.params.t
    return {
        "seen": {"x1": result.x[:, 0], "x2": result.x[:, 1], "label": result.y.astype(float),
                 "action": tried.answer[:t, 0].astype(float), "reward": tried.told[:t, 0]},
        "accuracy": partial(accuracy, result),
    }  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "clusters are no help: two in three wrong, whatever they are called, where labels do the job"."""
    right = result.right
    said = f"Clusters are {right['unsupervised']:.0%} right, labels {right['supervised']:.0%}."
    return right["unsupervised"] < 0.6 and right["supervised"] > 0.9, said
