"""Both models against scikit-learn, scipy and closed forms; what must hold of any density and any posterior."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KernelDensity

from explainers.foundations.generative.conditional import expanded, fit_conditional
from explainers.foundations.generative.equations import equations
from explainers.foundations.generative.joint import fit_joint
from explainers.foundations.generative.model import KINDS, Params, simulate
from explainers.foundations.plane import points
from tests.foundations.cases import hold

kinds = st.sampled_from(list(KINDS))
sets = st.sampled_from(("slanted", "moons", "ring"))
every_kind = pytest.mark.parametrize("kind", KINDS)


def some(name: str, n: int, seed: int = 0, d: int = 2):
    data = points(name)
    x, y = data.balanced(n, np.random.default_rng(seed))
    return x[:, :d], y, data.test_x[:200, :d]


@pytest.mark.parametrize("name", ["slanted", "moons", "digits_38"])
def test_generative_classifiers_are_those_of_scikit_learn(name):
    x, y, test = some(name, 200, d=5 if name == "digits_38" else 2)
    rivals = LinearDiscriminantAnalysis(solver="lsqr"), GaussianNB(var_smoothing=0.0), QuadraticDiscriminantAnalysis()
    for kind, rival in zip(("shared", "naive", "full"), rivals, strict=True):
        found = fit_joint(x, y, kind, 0.5, imagined=0.0).posterior(test)
        np.testing.assert_allclose(found, rival.fit(x, y).predict_proba(test), atol=1e-7)
    kernel = KernelDensity(bandwidth=0.4, leaf_size=1000).fit(x[y == 1])
    found = fit_joint(x, y, "kernel", 0.4).log_joint(test)[:, 1]
    np.testing.assert_allclose(found, np.log(0.5) + kernel.score_samples(test), atol=1e-9)


@pytest.mark.parametrize(
    ("features", "penalty", "n"), [("linear", 0.01, 4), ("linear", 1.0, 200), ("squares", 0.01, 200)]
)
def test_logistic_regression_is_that_of_scikit_learn(features, penalty, n):
    x, y, test = some("slanted", n)
    rival = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=10_000).fit(expanded(x, features)[:, 1:], y)
    found = fit_conditional(x, y, features, penalty).posterior(test)
    np.testing.assert_allclose(found, rival.predict_proba(expanded(test, features)[:, 1:]), atol=1e-5)


@given(sets, kinds, st.sampled_from((4, 8, 32, 128)), st.integers(0, 99))
def test_densities_integrate_to_one_and_posteriors_sum_to_one(name, kind, n, seed):
    x, y, test = some(name, n, seed)
    joint = fit_joint(x, y, kind, 0.5)
    side = np.linspace(-16, 16, 161)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    assert np.exp(joint.log_density(grid)).sum() * 0.2**2 == pytest.approx(1, abs=2e-3)
    np.testing.assert_allclose(joint.posterior(test).sum(axis=1), 1, atol=1e-12)
    swapped = fit_joint(x, 1 - y, kind, 0.5), fit_conditional(x, 1 - y, "linear")
    np.testing.assert_allclose(swapped[0].posterior(test)[:, ::-1], joint.posterior(test), atol=1e-9)
    plain = fit_conditional(x, y, "linear").posterior(test)
    np.testing.assert_allclose(swapped[1].posterior(test)[:, ::-1], plain, atol=1e-5)


@every_kind
def test_what_is_missing_is_integrated_out(kind):
    joint = fit_joint(*some("moons", 32)[:2], kind, 0.5)
    for x1 in (-1.0, 0.3):
        inside = quad(lambda x2: np.exp(joint.log_density(np.array([[x1, x2]])))[0], -9, 9, limit=200)[0]
        assert np.exp(joint.marginal().log_density(np.array([[x1]])))[0] == pytest.approx(inside, rel=1e-6)


@every_kind
def test_what_is_made_has_the_moments_of_the_model(kind):
    joint = fit_joint(*some("slanted", 64)[:2], kind, 0.5)
    x, y = joint.sample(40_000, np.random.default_rng(1))
    for k in (0, 1):
        np.testing.assert_allclose(x[y == k].mean(axis=0), joint.centres[k].mean(axis=0), atol=0.05)
        spread = joint.covariances[k] + np.cov(joint.centres[k].T, bias=True).reshape(2, 2) * (kind == "kernel")
        np.testing.assert_allclose(np.cov(x[y == k].T), spread, atol=0.07)


def test_the_slanted_gaussians_are_got_right_as_often_as_theory_says():
    """The best accuracy is Φ(Δ/2), with Δ² = δᵀ Σ⁻¹ δ; from x₁ alone Φ(1/2), and with its weight reversed the rest."""
    delta, sigma = np.array([1.0, 2.0]), np.array([[1.0, 0.7], [0.7, 1.0]])
    scores = simulate(Params(n=256)).fit.scores
    assert scores["generative"] == pytest.approx(norm.cdf(np.sqrt(delta @ np.linalg.solve(sigma, delta)) / 2), abs=0.04)
    assert scores["marginal"] == pytest.approx(norm.cdf(0.5), abs=0.04)
    assert scores["filled"] == pytest.approx(1 - norm.cdf(0.5), abs=0.04)
    fit = simulate(Params()).fit
    density = multivariate_normal(fit.joint.centres[1][0], fit.joint.covariances[1]).logpdf([1.0, 1.2]) + np.log(0.5)
    assert simulate(Params()).log_joint[1] == pytest.approx(density)


def test_naive_bayes_wins_early_and_logistic_regression_in_the_end():
    curves = simulate(Params(data="digits_01", kind="naive")).fit.curves
    assert curves.lead[:4].max() < -5 and curves.lead[-1] > 5 and curves.overtaken == 128
    wrong = simulate(Params(kind="naive")).fit.curves  # correlated coordinates: its assumption does not hold
    assert wrong.lead.min() > 0 and wrong.lead[-1] > 20


@given(st.floats(-6, 6), st.floats(-6, 6), kinds, st.sampled_from(["linear", "squares"]))
def test_every_equation_comes_to_its_value(x1, x2, kind, features):
    result = simulate(Params(x1=round(x1, 1), x2=round(x2, 1), kind=kind, features=features, bandwidth=0.3))
    assert 0 <= result.rarer <= 1
    assert hold(equations(result))
