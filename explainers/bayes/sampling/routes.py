"""The same posteriors by PyMC: NUTS and ADVI. These functions run in a worker process, which keeps what it compiled."""

import threading
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from explainers.bayes.sampling.chains import FEW, Chains, stick
from explainers.bayes.sampling.compiled_models import is_compiled, pymc_model, ready
from explainers.bayes.sampling.diagnostics import FEW_FOR_ARVIZ, one, quiet_arviz
from explainers.bayes.sampling.posteriors import EFFECTS, ERRORS, PARAMETERS, Array, Question, points
from explainers.bayes.sampling.pymc_models import data_of, name_of
from explainers.nuts import Sampled, sampled
from explainers.worker_process import Report

PREDICTED = 400  # replicated data sets for the posterior predictive check
ROUNDS = 4000  # of ADVI
FITTED = 4000  # draws from what it fitted
BACK = {"_logodds__": expit, "_log__": np.exp, "": np.asarray}  # from PyMC's unconstrained scales
EVERY = (Question("coin"), Question("regression"), Question("schools"), Question("schools", centred=False))
BESIDE = {"coin": (), "regression": ("sigma",), "schools": ("theta",)}  # what else is read of a trace
TOO_LONG: dict[str, Any] = {"step_size_adapt_method": "2.5"}  # fixed, where more than 2 cannot be stable


@dataclass(frozen=True)
class Asked:
    """What a route is asked for."""

    question: Question
    draws: int = 1000  # of each chain
    chains: int = 4
    seed: int = 0
    fault: str = "none"  # what is done to NUTS: one of FAULTS in chains.py


@dataclass(frozen=True)
class Answer:
    """What a route found."""

    route: str  # "nuts" or "advi"
    draws: dict[str, Array]  # (chains, draws) by name: the parameters, for the schools also "theta_1"
    diverged: NDArray[np.bool_]  # (chains, draws) whether the trajectory that led here went wrong
    summary: dict[str, dict[str, float]]  # by name: mean, sd, mcse, r_hat, ess_bulk, ess_tail, all by ArviZ
    predicted: Array  # (PREDICTED, n) data that the model would give, by draws of its posterior
    seconds: float  # of sampling
    energy: Array = field(default_factory=lambda: np.empty((0, 0)))  # (chains, draws)

    @property
    def nbytes(self) -> int:
        """How much memory its arrays take."""
        return sum(x.nbytes for x in (*self.draws.values(), self.diverged, self.predicted, self.energy))


def warm_nuts(report: Report) -> None:
    """Compile NUTS for every model of the page, so that no visitor waits for it."""
    for number, question in enumerate(EVERY):
        report((number + 0.2) / len(EVERY), f"compiling “{name_of(question)}” ({number + 1} of {len(EVERY)})")
        nuts(Asked(question, draws=20, chains=1))


def warm_advi(report: Report) -> None:
    """Compile ADVI for every model of the page while the process works already."""
    threading.Thread(target=lambda: [fitting(question) for question in EVERY], daemon=True).start()


def nuts(asked: Asked, report: Report = lambda share, doing: None) -> Answer:
    """Sample with NUTS by nutpie, in a model that is compiled once. Raises what `report` raises."""
    question, name = asked.question, name_of(asked.question)
    names = (*PARAMETERS[question.model], *BESIDE[question.model])
    report(0.0, "" if is_compiled(question) else f"compiling the model “{name}”, the first time only")
    draws = min(asked.draws, FEW) if asked.fault == "few" else asked.draws
    settings: dict[str, Any] = TOO_LONG if asked.fault == "large" else {}
    trace = sampled(ready(question), names, draws, asked.chains, asked.seed, report, **settings)
    if asked.fault == "stuck":
        trace = Sampled({key: stick(x) for key, x in trace.values.items()}, trace.diverged, trace.energy, trace.seconds)
    values, effects = dict(trace.values), None
    if question.model == "schools":
        theta = values.pop("theta")
        values["theta_1"], effects = theta[..., 0], theta.reshape(-1, len(EFFECTS))
    predicted = predict(question, values, effects, asked.seed)
    summary = summarise(values, question)
    return Answer("nuts", values, trace.diverged, summary, predicted, trace.seconds, trace.energy)


@dataclass
class Fitting:
    """ADVI of one model, compiled once: a step of it, its parameters, and all that a step changes, as at first."""

    step: Any
    approximation: Any
    first: list[tuple[Any, Any]]  # shared variables and their first values


_fittings: dict[str, Fitting] = {}  # in this process
_compiling = threading.Lock()  # one at a time: they are compiled in the background, or when first asked for


def fitting(question: Question, report: Report = lambda share, doing: None) -> Fitting:
    """Return ADVI of a model, compiled. Raises what `report` raises while another model is being compiled."""
    import pymc as pm

    name = name_of(question)
    while not _compiling.acquire(timeout=0.1):
        report(0.05, f"compiling ADVI for “{name}”, the first time only")
    try:
        if name not in _fittings:
            with pymc_model(question):
                advi = pm.ADVI(random_seed=0)
                step = advi.objective.step_function(score=True, obj_n_mc=4, obj_optimizer=pm.adagrad(learning_rate=0.3))
            shared = {*step.get_shared(), *advi.approx.params}
            first = [(variable, variable.get_value()) for variable in shared]
            _fittings[name] = Fitting(step, advi.approx, first)
    finally:
        _compiling.release()
    return _fittings[name]


def restarted(fit: Fitting, question: Question, seed: int) -> None:
    """Bring all that a step changes back to where it was at first, and set seed and data."""
    for variable, value in fit.first:
        variable.set_value(np.random.default_rng(seed) if isinstance(value, np.random.Generator) else value)
    for data, value in data_of(question).items():
        pymc_model(question)[data].set_value(value)


def advi(asked: Asked, report: Report = lambda share, doing: None) -> Answer:
    """Fit a Gaussian on the unconstrained scale by ADVI (Kucukelbir et al. 2017); draw from it."""
    question, name = asked.question, name_of(asked.question)
    report(0.05, "fitting" if name in _fittings else f"compiling ADVI for “{name}”, the first time only")
    fit = fitting(question, report)
    started = perf_counter()
    restarted(fit, question, asked.seed)
    for i in range(ROUNDS):
        if i % 100 == 0:
            report(0.1 + 0.85 * i / ROUNDS, f"fitting, {i:,} of {ROUNDS:,} rounds")
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


def chains_of(answer: Answer, names: tuple[str, ...]) -> Chains:
    """Return NUTS' draws of some parameters as chains to be diagnosed."""
    draws = np.stack([answer.draws[name] for name in names], axis=-1)
    return Chains(draws, answer.energy, np.nan, int(answer.diverged.sum()), True)


def summarise(draws: dict[str, Array], question: Question) -> dict[str, dict[str, float]]:
    """Return ArviZ's summary of each parameter; R-hat is nan for a single chain, which has none to agree with."""
    az = quiet_arviz()

    found = {}
    for name in PARAMETERS[question.model]:
        x = draws[name]
        enough = x.shape[1] >= FEW_FOR_ARVIZ
        with np.errstate(all="ignore"):  # chains that do not move at all
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
