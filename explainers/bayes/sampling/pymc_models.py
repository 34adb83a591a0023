"""The three models in PyMC, as one writes them, and which data can change once they are compiled.

The take-home script is made of these very functions.
"""

from typing import Any

import numpy as np

from explainers.bayes.sampling.posteriors import EFFECTS, ERRORS, Array, Question, points


def coin_model(heads: int, flips: int, strength: float) -> Any:
    """Return heads ~ Binomial(flips, θ) with θ ~ Beta(n₀/2, n₀/2)."""
    import pymc as pm

    with pm.Model() as model:
        heads, flips = pm.Data("heads_seen", np.int32(heads)), pm.Data("flips", np.int32(flips))
        half = pm.Data("half", 0.5 * strength)
        theta = pm.Beta("theta", half, half)
        pm.Binomial("heads", flips, theta, observed=heads)
    return model


def regression_model(x: Array, y: Array, freedom: float) -> Any:
    """Return y ~ Student-t(ν, α + βx, σ): its heavy tails let an outlier be one."""
    import pymc as pm

    with pm.Model() as model:
        y, nu = pm.Data("y_seen", y), pm.Data("nu", float(freedom))
        intercept = pm.Normal("intercept", 0, 5)
        slope = pm.Normal("slope", 0, 5)
        sigma = pm.HalfNormal("sigma", 1)
        pm.StudentT("y", nu=nu, mu=intercept + slope * x, sigma=sigma, observed=y)
    return model


def centred_schools(effects: Array, errors: Array, scale: float) -> Any:
    """Return the eight schools as they are written first: θ ~ Normal(μ, τ)."""
    import pymc as pm

    with pm.Model() as model:
        effects, scale = pm.Data("effects", effects), pm.Data("scale", float(scale))
        mu = pm.Normal("mu", 0, 5)
        tau = pm.HalfCauchy("tau", scale)
        theta = pm.Normal("theta", mu, tau, shape=len(errors))
        pm.Normal("y", theta, errors, observed=effects)
    return model


def non_centred_schools(effects: Array, errors: Array, scale: float) -> Any:
    """Return the same model written with standard normals: θ = μ + τ z."""
    import pymc as pm

    with pm.Model() as model:
        effects, scale = pm.Data("effects", effects), pm.Data("scale", float(scale))
        mu = pm.Normal("mu", 0, 5)
        tau = pm.HalfCauchy("tau", scale)
        z = pm.Normal("z", 0, 1, shape=len(errors))
        theta = pm.Deterministic("theta", mu + tau * z)
        pm.Normal("y", theta, errors, observed=effects)
    return model


def name_of(question: Question) -> str:
    """Return under which name a compiled model is kept."""
    return question.model + ("" if question.model != "schools" or question.centred else ", non-centred")


def model_of(question: Question) -> Any:
    """Return the PyMC model of a question."""
    q = question
    match name_of(q):
        case "coin":
            return coin_model(q.heads, q.flips, q.strength)
        case "regression":
            return regression_model(*points(q.shift), q.freedom)
        case "schools":
            return centred_schools(EFFECTS, ERRORS, q.scale)
        case _:
            return non_centred_schools(EFFECTS, ERRORS, q.scale)


def data_of(question: Question) -> dict[str, Any]:
    """Return what can change in a model that is compiled already."""
    q = question
    match q.model:
        case "coin":
            counts = {"heads_seen": np.array(q.heads, np.int32), "flips": np.array(q.flips, np.int32)}
            return counts | {"half": np.array(0.5 * q.strength)}
        case "regression":
            return {"y_seen": points(q.shift)[1], "nu": np.array(float(q.freedom))}
        case _:
            return {"effects": EFFECTS, "scale": np.array(float(q.scale))}


def with_likelihood_again(model: Any) -> Any:
    """Return the model with `again` more copies of its likelihood: wrong on purpose, unless that is 0."""
    import pymc as pm

    observed = model.observed_RVs[0]
    with model:
        again = pm.Data("again", 0.0)
        pm.Potential("more_likelihood", again * pm.logp(observed, model.rvs_to_values[observed]).sum())
    return model
