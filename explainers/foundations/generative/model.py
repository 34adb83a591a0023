"""Two models of the same labelled points: one of how they are made, one of where one class ends."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Annotated

import numpy as np
from scipy.special import expit

from explainers.controls import Choice, Drawing, Number, Select, Slider, Stops, check
from explainers.foundations.generative.conditional import FEATURES, Conditional, fit_conditional
from explainers.foundations.generative.curves import TESTED, Curves, learning_curves
from explainers.foundations.generative.joint import Joint, fit_joint
from explainers.foundations.plane import MOST_COMPONENTS, REACH, Array, Labelled, Labels, drawn, points

DATA = {"slanted": "Two slanted Gaussians", "moons": "Two moons", "ring": "A ring and a cloud",
        "digits_01": "Digits 0 and 1", "digits_38": "Digits 3 and 8", "drawn": "Your own"}  # fmt: skip
KINDS = {"shared": "Gaussians, one shape", "full": "Gaussians, two shapes", "naive": "Naive Bayes", "kernel": "Kernels"}
LABELLED = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
WIDTHS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5)
PAD = "Points as x,y in the unit square; both axes of the plane then go from −6 to 6."
OWN = ("0.3,0.4 0.35,0.5 0.4,0.45 0.3,0.6 0.42,0.6 0.36,0.36", "0.6,0.5 0.66,0.6 0.7,0.48 0.62,0.4 0.58,0.62 0.68,0.68")
KINDS_HELP = "How the generative model describes a class: by a Gaussian, by independent coordinates, by kernels."
QUERY_HELP = "A coordinate of the point that both are asked about. A click in the left picture places it."
COMPONENTS_HELP = "d, the principal components used where digits are made, and in the learning curves."
COMPARED = 1000  # points that the generative model makes, to say how rare a place is


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    data: Annotated[str, Select("Points", DATA, help="The labelled points both models learn from.")] = "slanted"
    kind: Annotated[str, Select("p(x | y)", KINDS, help=KINDS_HELP)] = "shared"
    n: Annotated[int, Stops("Labelled points", LABELLED, symbol="n", help="n, the size of the training set.")] = 64
    x1: Annotated[float, Slider("Query", -REACH, REACH, 0.1, symbol="x₁", help=QUERY_HELP)] = 1.0
    x2: Annotated[float, Slider("Query", -REACH, REACH, 0.1, symbol="x₂", help=QUERY_HELP)] = 1.2
    draw: Annotated[int, Slider("Draw", 1, 20, 1, help="Which of twenty samples from the same model is shown.")] = 1
    features: Annotated[str, Choice("Logistic regression", FEATURES, help="Features of x that it weighs.")] = "linear"
    components: Annotated[
        int, Number("Components of digits", 2, MOST_COMPONENTS, symbol="d", help=COMPONENTS_HELP)
    ] = 20  # fmt: skip
    bandwidth: Annotated[float, Stops("Bandwidth", WIDTHS, symbol="h", help="h, the width of each kernel.")] = 0.5
    drawn_0: Annotated[str, Drawing("Points of A", 1200, help=PAD, points=100, role="class_0")] = OWN[0]
    drawn_1: Annotated[str, Drawing("Points of B", 1200, help=PAD, points=100, role="class_1")] = OWN[1]
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the training sets and of what is made.")] = 0


@dataclass(frozen=True, eq=False)
class Fit:
    """Both models, fitted to the same points of the plane."""

    params: Params
    data: Labelled
    x: Array  # (n, d) the training set
    y: Labels  # (n,)
    joint: Joint  # of the first two coordinates
    given: Conditional  # of the first two coordinates

    @property
    def d(self) -> int:
        """How many coordinates are modelled when points are made, and in the learning curves."""
        return self.params.components if self.data.components else 2

    @property
    def plane(self) -> Array:
        """The first two coordinates of the training set, (n, 2)."""
        return self.x[:, :2]

    @cached_property
    def rarity(self) -> Array:
        """In order, ln p(x) of points that the generative model makes, (COMPARED,)."""
        made, _ = self.joint.sample(COMPARED, np.random.default_rng(self.params.seed))
        return np.sort(self.joint.log_density(made))

    @cached_property
    def scores(self) -> dict[str, float]:
        """Shares of the test set got right: with x₂ and without, by either model."""
        test, truth = self.data.test_x[:TESTED, :2], self.data.test_y[:TESTED]
        filled = np.stack([test[:, 0], np.full(len(test), self.plane[:, 1].mean())], axis=1)
        told = {"generative": self.joint.posterior(test), "discriminative": self.given.posterior(test),
                "marginal": self.joint.marginal().posterior(test[:, :1]),
                "filled": self.given.posterior(filled)}  # fmt: skip
        return {name: float(np.mean(p.argmax(axis=1) == truth)) for name, p in told.items()}

    @cached_property
    def wide(self) -> Joint:
        """The generative model of all d coordinates."""
        return fit_joint(self.x[:, : self.d], self.y, self.params.kind, self.params.bandwidth)

    @cached_property
    def curves(self) -> Curves:
        """Test errors of both models against the number of labels: the same for every n."""
        p = self.params
        if p.n != LABELLED[0]:
            return fitted(replace(p, n=LABELLED[0])).curves
        return learning_curves(self.data, self.d, p.kind, p.features, p.bandwidth, p.seed)


@dataclass(frozen=True)
class Result:
    """Both models, and what they say of one point."""

    params: Params
    fit: Fit
    log_joint: Array  # (2,) ln p(x, y) at the query
    logit: float  # a at the query

    @property
    def generative(self) -> float:
        """p(y = B | x) by Bayes' theorem."""
        return float(expit(self.log_joint[1] - self.log_joint[0]))

    @property
    def discriminative(self) -> float:
        """p(y = B | x) by logistic regression."""
        return float(expit(self.logit))

    @property
    def rarer(self) -> float:
        """Share of what the generative model makes that is at least as rare as the query."""
        return float(np.mean(self.fit.rarity <= np.logaddexp(*self.log_joint)))

    @property
    def filled_right(self) -> float:
        """How many of 100 test points the discriminative model gets right when x₂ is replaced by its mean."""
        return 100 * self.fit.scores["filled"]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the classes."""
        return self.fit.data.names

    def made(self) -> tuple[Array, Labels]:
        """Points drawn from p(x, y): (200, d) and (200,)."""
        return self.fit.wide.sample(200, np.random.default_rng([self.params.seed, self.params.draw]))


@lru_cache(maxsize=128)
def fitted(params: Params) -> Fit:
    """Fit both models to n points, in the plane. Raises BadInput for a drawing that cannot be read."""
    own = params.data == "drawn"
    data = drawn((params.drawn_0, params.drawn_1), ("drawn_0", "drawn_1")) if own else points(params.data)
    x, y = data.balanced(params.n, np.random.default_rng([params.seed, 0]))
    joint = fit_joint(x[:, :2], y, params.kind, params.bandwidth)
    return Fit(params, data, x, y, joint, fit_conditional(x[:, :2], y, params.features))


def simulate(params: Params) -> Result:
    """Fit both models and ask them about one point. Raises BadInput where a setting is not possible."""
    check(params)
    fit = fitted(replace(params, x1=0.0, x2=0.0, draw=1))
    query = np.array([[params.x1, params.x2]])
    return Result(params, fit, fit.joint.log_joint(query)[0], float(fit.given.logit(query)[0]))


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the training set and what is made of it, as named columns."""
    sets = {"learned_from": (result.fit.x, result.fit.y), "made": result.made()}
    return {name: {"x1": x[:, 0], "x2": x[:, 1], "label": y.astype(float)} for name, (x, y) in sets.items()}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "a place of which one model is 99.9% sure, and the like of which the other never makes"."""
    sure = max(result.discriminative, 1 - result.discriminative)
    said = (f"Logistic regression is {sure:.2%} sure here. Of 1,000 points that the generative model makes, "
            f"{1000 * result.rarer:.0f} are as rare as this one.")  # fmt: skip
    return sure >= 0.999 and result.rarer == 0, said
