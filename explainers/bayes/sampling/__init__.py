"""How does a computer find a posterior nobody can integrate? By walking through it; and by three other routes."""

from explainers.bayes.sampling.calibration import calibrate
from explainers.bayes.sampling.chains import walking
from explainers.bayes.sampling.diagnostics import verdicts
from explainers.bayes.sampling.equations import equations
from explainers.bayes.sampling.figure_chain import plot_chain
from explainers.bayes.sampling.figure_diagnostics import plot_diagnostics
from explainers.bayes.sampling.figure_routes import plot_routes
from explainers.bayes.sampling.figure_simulated import plot_simulated
from explainers.bayes.sampling.model import Result, challenge, simulate, tables
from explainers.bayes.sampling.posteriors import grid
from explainers.bayes.sampling.routes import advi, nuts
from explainers.bayes.sampling.samplers import hmc, random_walk
from explainers.bayes.sampling.samplers import nuts as nuts_step
from explainers.bayes.sampling.settings import MAX_STEPS, TIMELINE, Params
from explainers.bayes.sampling.trials import trials
from explainers.explainer import Explainer, View
from explainers.nuts import sampled

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="bayes/sampling",
    params=Params,
    simulate=simulate,
    views=(
        View("chain", "A chain", plot_chain, ("sampler", "target", "size", "leaps"), (random_walk, hmc, nuts_step),
             trains=True),
        View("routes", "Four routes", plot_routes, ("model",), (nuts, sampled, advi, grid)),
        View("diagnostics", "Diagnostics", plot_diagnostics, ("examined",), (verdicts, walking)),
        View("simulated", "Calibration", plot_simulated, ("model",), (calibrate, trials)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
)  # fmt: skip
