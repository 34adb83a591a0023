"""The same posteriors by PyMC: NUTS and ADVI. These functions run in a worker process, which keeps what it compiled.

The models are written as one writes them in PyMC; the take-home script is made of these very functions.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from scipy.special import expit

from explainers.bayes.sampling.diagnosis import one, quiet_arviz
from explainers.bayes.sampling.posteriors import EFFECTS, ERRORS, PARAMETERS, Array, Question, points

Report = Callable[[float, str], None]  # how far it is, 0 to 1, and what it does; raises where it is to stop
PREDICTED = 400  # replicated data sets for the posterior predictive check
TUNING = 400  # steps of each chain before its draws count
ROUNDS = 4000  # of ADVI
FITTED = 4000  # draws from what it fitted
BACK = {"_logodds__": expit, "_log__": np.exp, "": np.asarray}  # from PyMC's unconstrained scales


@dataclass(frozen=True)
class Asked:
    """What a route is asked for."""

    question: Question
    draws: int = 1000  # of each chain
    chains: int = 4
    seed: int = 0


@dataclass(frozen=True)
class Answer:
    """What a route found."""

    route: str  # "nuts" or "advi"
    draws: dict[str, Array]  # (chains, draws) by name: the parameters, for the schools also "theta_1"
    diverged: Array  # (chains, draws) whether the trajectory that led here went wrong
    summary: dict[str, dict[str, float]]  # by name: mean, sd, mcse, r_hat, ess_bulk, ess_tail, all by ArviZ
    predicted: Array  # (PREDICTED, n) data that the model would give, by draws of its posterior
    seconds: float  # of sampling
    notes: tuple[str, ...] = field(default=())


def coin_model(heads: float, flips: float, strength: float) -> Any:
    """Return heads ~ Binomial(flips, θ) with θ ~ Beta(n₀/2, n₀/2)."""
    import pymc as pm

    with pm.Model() as model:
        heads, flips = pm.Data("heads_seen", float(heads)), pm.Data("flips", float(flips))
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
        scale = pm.Data("scale", float(scale))
        mu = pm.Normal("mu", 0, 5)
        tau = pm.HalfCauchy("tau", scale)
        theta = pm.Normal("theta", mu, tau, shape=len(effects))
        pm.Normal("y", theta, errors, observed=effects)
    return model


def non_centred_schools(effects: Array, errors: Array, scale: float) -> Any:
    """Return the same model written with standard normals: θ = μ + τ z."""
    import pymc as pm

    with pm.Model() as model:
        scale = pm.Data("scale", float(scale))
        mu = pm.Normal("mu", 0, 5)
        tau = pm.HalfCauchy("tau", scale)
        z = pm.Normal("z", 0, 1, shape=len(effects))
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
            return {"heads_seen": np.array(float(q.heads)), "flips": np.array(float(q.flips)),
                    "half": np.array(0.5 * q.strength)}  # fmt: skip
        case "regression":
            return {"y_seen": points(q.shift)[1], "nu": np.array(float(q.freedom))}
        case _:
            return {"scale": np.array(float(q.scale))}


_models: dict[str, Any] = {}  # in this process: PyMC's models by name
_compiled: dict[str, Any] = {}  # and nutpie's
_fitting: dict[str, Any] = {}  # and ADVI's
EVERY = (Question("coin"), Question("regression"), Question("schools"), Question("schools", centred=False))


def warm(report: Report) -> None:
    """Import PyMC and compile every model of the page, so that no visitor waits for it."""
    for number, question in enumerate(EVERY):
        report((number + 0.2) / len(EVERY), f"compiling “{name_of(question)}” ({number + 1} of {len(EVERY)})")
        nuts(Asked(question, draws=20, chains=1))


def compiled(question: Question) -> Any:
    """Return nutpie's compiled model of a question, its data not set yet."""
    import nutpie

    name = name_of(question)
    if name not in _compiled:
        _models[name] = model_of(question)
        _compiled[name] = nutpie.compile_pymc_model(_models[name])
    return _compiled[name]


def nuts(asked: Asked, report: Report = lambda share, doing: None) -> Answer:
    """Sample with NUTS by nutpie, in a model that is compiled once. Raises what `report` raises."""
    import nutpie

    question = asked.question
    name = name_of(question)
    report(0.05, "" if name in _compiled else f"compiling the model “{name}”, the first time only")
    ready = compiled(question).with_data(**data_of(question))
    started = perf_counter()
    running = nutpie.sample(ready, draws=asked.draws, tune=TUNING, chains=asked.chains, cores=1, seed=asked.seed,
                            progress_bar=False, blocking=False)  # fmt: skip
    trace = None
    try:
        while trace is None:
            spent = perf_counter() - started
            report(spent / (spent + 1.0), f"sampling for {spent:.0f} s" if spent > 1 else "sampling")
            with suppress(TimeoutError):
                trace = running.wait(timeout=0.02)
    except BaseException:
        running.cancel()
        raise
    seconds = perf_counter() - started
    posterior = trace.posterior
    draws = {name: np.asarray(posterior[name], float) for name in PARAMETERS[question.model]}
    if question.model == "schools":
        draws["theta_1"] = np.asarray(posterior["theta"], float)[..., 0]
    if question.model == "regression":
        draws["sigma"] = np.asarray(posterior["sigma"], float)
    effects = np.asarray(posterior["theta"], float).reshape(-1, len(EFFECTS)) if question.model == "schools" else None
    predicted = predict(question, draws, effects, asked.seed)
    diverged = np.asarray(trace.sample_stats["diverging"], bool)
    return Answer("nuts", draws, diverged, summarise(draws, question), predicted, seconds)


@dataclass
class Fitting:
    """ADVI of one model, compiled once: a step of it, its parameters, and all that a step changes, as at first."""

    step: Any
    approximation: Any
    first: list[tuple[Any, Any]]  # shared variables and their first values


def fitting(question: Question) -> Fitting:
    """Return ADVI of a model as it is before its first step, for the data of the question."""
    import pymc as pm

    name = name_of(question)
    if name not in _fitting:
        _models.setdefault(name, model_of(question))
        with _models[name]:
            advi = pm.ADVI(random_seed=0)
            step = advi.objective.step_function(score=True, obj_n_mc=4, obj_optimizer=pm.adagrad(learning_rate=0.3))
        shared = {*step.get_shared(), *advi.approx.params}
        first = [(variable, variable.get_value()) for variable in shared]
        _fitting[name] = Fitting(step, advi.approx, first)
    for variable, value in _fitting[name].first:
        variable.set_value(value)
    return _fitting[name]


def advi(asked: Asked, report: Report = lambda share, doing: None) -> Answer:
    """Fit a Gaussian on the unconstrained scale by ADVI (Kucukelbir et al. 2017); draw from it."""
    question = asked.question
    name = name_of(question)
    report(0.05, "fitting ADVI" if name in _fitting else f"compiling ADVI for “{name}”, the first time only")
    fit = fitting(question)
    started = perf_counter()
    for variable, _ in fit.first:
        value = variable.get_value(borrow=True)
        if isinstance(value, np.random.Generator):
            variable.set_value(np.random.default_rng(asked.seed))
    for data, value in data_of(question).items():
        _models[name][data].set_value(value)
    for i in range(ROUNDS):
        if i % 100 == 0:
            report(0.1 + 0.85 * i / ROUNDS, "fitting ADVI")
        fit.step()
    mean, rho = (variable.get_value() for variable in fit.approximation.params)
    z = mean + np.log1p(np.exp(rho)) * np.random.default_rng(asked.seed).normal(size=(FITTED, len(mean)))
    draws = {}
    for key, (_, part, _, _) in fit.approximation.ordering.items():
        for ending, back in BACK.items():
            if key.endswith(ending) and key.removesuffix(ending) in PARAMETERS[question.model]:
                draws[key.removesuffix(ending)] = back(z[:, part]).reshape(1, FITTED)
                break
    moments = {name: {"mean": float(x.mean()), "sd": float(x.std())} for name, x in draws.items()}
    nowhere = np.zeros((1, FITTED), bool)
    return Answer("advi", draws, nowhere, moments, np.empty((0, 0)), perf_counter() - started)


def summarise(draws: dict[str, Array], question: Question) -> dict[str, dict[str, float]]:
    """Return ArviZ's summary of each parameter; R-hat is nan for a single chain, which has none to agree with."""
    az = quiet_arviz()

    found = {}
    for name in PARAMETERS[question.model]:
        x = draws[name]
        enough = x.shape[1] >= 4
        found[name] = {
            "mean": float(x.mean()),
            "sd": float(x.std()),
            "mcse": one(az.mcse(x)) if enough else np.nan,
            "r_hat": one(az.rhat(x)) if enough and len(x) > 1 else np.nan,
            "ess_bulk": one(az.ess(x, method="bulk")) if enough else np.nan,
            "ess_tail": one(az.ess(x, method="tail")) if enough else np.nan,
        }
    return found


def predict(question: Question, draws: dict[str, Array], effects: Array | None, seed: int) -> Array:
    """Return PREDICTED data sets, each from one draw of the posterior, shape (PREDICTED, n)."""
    rng = np.random.default_rng(seed)
    flat = {name: x.ravel() for name, x in draws.items()}
    chosen = rng.integers(len(next(iter(flat.values()))), size=PREDICTED)
    if question.model == "coin":
        return rng.binomial(question.flips, flat["theta"][chosen])[:, None].astype(float)
    if question.model == "regression":
        x, _ = points(question.shift)
        line = flat["intercept"][chosen, None] + flat["slope"][chosen, None] * x
        return line + flat["sigma"][chosen, None] * rng.standard_t(question.freedom, (PREDICTED, len(x)))
    assert effects is not None
    return rng.normal(effects[chosen], ERRORS)
