"""How do you bend a bell curve into a banana? Flows of invertible layers in the plane, and as the q of a VAE."""

from typing import Any

from explainers.data.images import IMAGES
from explainers.explainer import Explainer, View
from explainers.shipped import shipped
from explainers.vaes.flows.equations import equations
from explainers.vaes.flows.figure_bend import plot_bend
from explainers.vaes.flows.figure_layers import plot_layers
from explainers.vaes.flows.figure_train import plot_train
from explainers.vaes.flows.figure_vae import plot_vae
from explainers.vaes.flows.layers import Affine, Flow, planar, planar_inverse
from explainers.vaes.flows.model import Result, challenge, simulate, tables
from explainers.vaes.flows.posterior import RECORDED, WEIGHTS, Posteriors, gap
from explainers.vaes.flows.settings import MAX_STEPS, TIMELINE, Params
from explainers.vaes.flows.shipped_flows import reached
from explainers.vaes.flows.targets import divergences
from explainers.vaes.flows.training_run import RUNS, loss_of, make_step
from explainers.vaes.latent_walk.shipped_models import WEIGHTS as VAE_WEIGHTS

SAID = {
    "bend": "Densities are coloured by their square root, so that thin threads show. On its way, a deep flow may "
    "leave the frame.",
    "layers": "Each saw 25,600 points 20 times, by maximum likelihood. In the plane, an inverse autoregressive layer "
    "is a coupling layer that also scales its first coordinate.",
    "train": "Forward inverts every layer at points of p, planar ones by finding a root; reverse only goes to x.",
    "vae": "p(z|x) is that of the latent walk’s VAE for digits. Each q was fitted to its own posterior by the ELBO, "
    "the better of two starts. Lines hold 50% and 95% of p(z|x).",
}


def sentences(result: Result, view: str) -> list[str]:
    """Return what is said about a view beside its picture."""
    own = "Your points have no flows of all sizes yet: the picture shows the banana."
    return [SAID[view], *([own] if view == "layers" and result.known != result.params.data else [])]


def summary(result: Result) -> dict[str, Any]:
    """Return what the drawer of runs says of a run, by column."""
    return {"KL(p ‖ q)": result.measured[:, 1].round(4).tolist(), "Now": round(float(result.measured[-1, 1]), 3)}


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: flows, and for the posterior pictures and the VAE."""
    names = [WEIGHTS, RECORDED, IMAGES["digits"].sheets["test"], VAE_WEIGHTS["digits"]]
    return {name: shipped(name) for name in names}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="vaes/flows",
    params=Params,
    simulate=simulate,
    views=(
        View("bend", "Through the layers", plot_bend, ("data", "kind", "layers", "t"), (Affine, planar, Flow),
             more=("source", "seed", "steps", "schedule", "rate", "objective", "batch")),
        View("layers", "How many layers", plot_layers, ("data", "layers"), (reached, divergences), more=()),
        View("train", "Train it", plot_train, ("data", "kind", "layers", "objective", "rate"),
             (make_step, loss_of, planar_inverse), trains=True, more=("batch", "seed", "steps", "fork", "schedule")),
        View("vae", "Inside a VAE", plot_vae, ("image", "rows", "depth"), (gap, Posteriors), more=()),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=RUNS.reached,
    sentences=sentences,
    summary=summary,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
