"""The take-home script as one writes it with PyMC: the very model of the page, then sampling, checking, comparing."""

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from explainers.bayes.sampling import pymc_models
from explainers.bayes.sampling.model import Result
from explainers.bayes.sampling.posteriors import EFFECTS, ERRORS, PARAMETERS, points


def pymc_script(result: Result) -> str:
    """Return a script that samples the model on the stage with PyMC and checks the chains with ArviZ."""
    q, asked = result.question, result.asked
    data, call = "", ""
    function: Callable[..., Any] = pymc_models.coin_model
    match pymc_models.name_of(q):
        case "coin":
            call = f"coin_model(heads={q.heads}, flips={q.flips}, strength={q.strength})"
        case "regression":
            x, y = points(q.shift)
            data = f"x = np.array({x.round(6).tolist()})\ny = np.array({y.round(6).tolist()})\n"
            call, function = f"regression_model(x, y, freedom={q.freedom})", pymc_models.regression_model
        case name:
            data = f"effects = np.array({EFFECTS.tolist()})\nerrors = np.array({ERRORS.tolist()})\n"
            function = pymc_models.centred_schools if name == "schools" else pymc_models.non_centred_schools
            call = f"{function.__name__}(effects, errors, scale={q.scale})"
    source = inspect.getsource(function).replace("    import pymc as pm\n\n", "").replace(": Array", ": np.ndarray")
    source = source.replace(" -> Any", " -> pm.Model")
    names = list(PARAMETERS[q.model])
    body = f"""
    if __name__ == "__main__":
        model = {call}
        with model:
            trace = pm.sample({asked.draws}, tune=1000, chains={asked.chains}, random_seed={asked.seed})
            approximation = pm.fit(20_000, method="advi", random_seed={asked.seed})
            trace.extend(pm.sample_posterior_predictive(trace, random_seed={asked.seed}))
        print(az.summary(trace, var_names={names}))
        print("divergent:", int(trace.sample_stats.diverging.sum()))
        print(az.summary(approximation.sample(4000), var_names={names}, kind="stats"))
    """
    return (
        '"""How does a computer find a posterior nobody can integrate? By PyMC, as on the page.\n\n'
        'Needs Python 3.11 or newer: pip install "pymc<6" "arviz<1"\n"""\n\n'
        "import arviz as az\nimport numpy as np\nimport pymc as pm\n\n\n"
        f"{source}\n\n{data}\n{textwrap.dedent(body).strip()}\n"
    )
