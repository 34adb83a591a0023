"""Two heaps of sand that do not touch: how far apart are they? Wasserstein's distance beside JS, KL, TV and MMD."""

from explainers.explainer import Explainer, View
from explainers.gans.wasserstein_vs_js.clouds import exact, sinkhorn
from explainers.gans.wasserstein_vs_js.critic import critic_updates
from explainers.gans.wasserstein_vs_js.descent import running
from explainers.gans.wasserstein_vs_js.distances import measure, overlap_parts, transport_parts
from explainers.gans.wasserstein_vs_js.equations import equations
from explainers.gans.wasserstein_vs_js.figure_apart import plot_apart
from explainers.gans.wasserstein_vs_js.figure_clouds import plot_clouds
from explainers.gans.wasserstein_vs_js.figure_critic import plot_critic
from explainers.gans.wasserstein_vs_js.figure_descent import plot_descent
from explainers.gans.wasserstein_vs_js.figure_plan import plot_plan
from explainers.gans.wasserstein_vs_js.model import MAX_STEPS, Params, Result, challenge, simulate, tables
from explainers.gans.wasserstein_vs_js.transport import potential, slices

HEAPS = ("real", "generated", "separation")
EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/wasserstein_vs_js",
    params=Params,
    simulate=simulate,
    views=(
        View("apart", "Distances", plot_apart, (*HEAPS, "width", "bandwidth"),
             (measure, transport_parts, overlap_parts)),
        View("plan", "The plan", plot_plan, (*HEAPS, "width", "moved"), (slices, transport_parts)),
        View("clouds", "In the plane", plot_clouds, ("cloud", "separation", "epsilon", "points"), (exact, sinkhorn)),
        View("critic", "The critic", plot_critic, (*HEAPS, "width", "bound"), (critic_updates, potential), trains=True),
        View("descent", "Descend on each", plot_descent, (*HEAPS, "bandwidth", "epsilon"), (running,), trains=True),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
