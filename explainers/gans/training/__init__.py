"""What do a forger and a detective teach each other? A generative adversarial network, trained where you can see it."""

from typing import Any

from explainers.explainer import Explainer, View
from explainers.gans.losses import LOSSES
from explainers.gans.training.equations import equations
from explainers.gans.training.figure_game import plot_game
from explainers.gans.training.figure_step import plot_step
from explainers.gans.training.result import Result, challenge, simulate, tables
from explainers.gans.training.settings import MAX_STEPS, TIMELINE, Params
from explainers.gans.training.training_run import RUNS
from explainers.gans.training.update_trace import trace_step
from explainers.gans.training.updates import advance, update_discriminator, update_generator


def summary(result: Result) -> dict[str, Any]:
    """Return what the drawer of runs says of a run, by column."""
    return {
        "JS": result.measured[:, 1].round(4).tolist(),
        "JS now": round(result.js, 3),
        "Modes": f"{result.covered} of {result.modes}" if result.modes else "",
    }


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/training",
    params=Params,
    simulate=simulate,
    views=(
        View("game", "The game", plot_game, ("data", "loss", "lr_g", "lr_d"),
             (advance, update_discriminator, update_generator), trains=True),
        View("step", "One step", plot_step, ("data", "loss", "lr_g", "lr_d"),
             (trace_step, update_discriminator, update_generator), above=("stage",), trains=True),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=RUNS.reached,
    summary=summary,
)  # fmt: skip

__all__ = ["EXPLAINER", "LOSSES", "Params", "Result"]
