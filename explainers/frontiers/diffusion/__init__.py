"""How do you make a picture out of noise? Diffusion and flow matching in the plane, learned and exact."""

from typing import Any

from explainers.data.glyphs.glyphs import FACES, sheet_of
from explainers.explainer import Explainer, View
from explainers.frontiers.diffusion.equations import equations
from explainers.frontiers.diffusion.exact import Mixture
from explainers.frontiers.diffusion.figure_film import plot_film
from explainers.frontiers.diffusion.figure_makers import plot_makers
from explainers.frontiers.diffusion.figure_plane import plot_plane
from explainers.frontiers.diffusion.figure_steps import plot_steps
from explainers.frontiers.diffusion.figure_train import plot_train
from explainers.frontiers.diffusion.learners import advance, guess_of, learn, reflowed
from explainers.frontiers.diffusion.pictures import RECORDED, WEIGHTS, between, guided, painted
from explainers.frontiers.diffusion.result import Result, challenge, simulate, tables
from explainers.frontiers.diffusion.samplers import ddim, langevin, probability_flow
from explainers.frontiers.diffusion.settings import MAX_STEPS, TIMELINE, Params
from explainers.frontiers.diffusion.training_run import RUNS
from explainers.frontiers.diffusion.unet import LETTERS, UNet
from explainers.gans.vae_gan.models import file_of
from explainers.shipped import shipped

SAID = {
    "train": "Error of ε̂ = −σ · score, so that all times count alike; 0 is the exact answer.",
    "film": "A U-Net of 361,001 weights; 20 steps of DDIM, or of Heun from two pictures.",
    "makers": "Of 300 samples, in features of a classifier trained here: no FID. Bits a pixel: a bound; ms: one core.",
    "steps": "Sliced W₁ of 512 samples and 512 points of the target; two samples of the target differ too.",
}
LEARNT = ("rate", "batch", "units", "seed", "steps", "schedule")


def sentences(result: Result, view: str) -> list[str]:
    """Return what is said about a view beside its picture."""
    stopped = "This schedule never reaches noise, and sampling starts from noise all the same: samples are off."
    bound = (
        "After a reflow noise and data belong together, so ε̂ is no score any more: DDPM and Langevin miss the target."
    )
    said = [SAID[view]] if view in SAID else []
    said += [] if result.path.reaches_noise or view in ("film", "makers") else [stopped]
    return [*said, bound] if result.params.reflow and view == "steps" else said


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: pictures, weights, and what the makers reached."""
    names = (WEIGHTS, RECORDED, FACES, *map(sheet_of, LETTERS), file_of("vae-1"), file_of("gan"))
    return {name: shipped(name) for name in names} if view in ("film", "makers") else {}


def summary(result: Result) -> dict[str, Any]:
    """Return what the drawer of runs says of a run, by column."""
    return {"Error of ε̂, velocity": result.measured[:, 2].round(4).tolist(),
            "Now": round(float(result.measured[-1, 2]), 3)}  # fmt: skip


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="frontiers/diffusion",
    params=Params,
    simulate=simulate,
    views=(
        View("plane", "From noise to data", plot_plane, ("data", "way", "t", "field", "known"),
             (Mixture, probability_flow, ddim, langevin),
             more=("sampler", "path", "evaluations", "langevin", "smoothing", "followed", *LEARNT)),
        View("train", "Three learners", plot_train, ("data", "path", "field", "t", "rate"),
             (advance, learn, guess_of), trains=True,
             more=("batch", "units", "known", "smoothing", "seed", "steps", "fork", "schedule")),
        View("steps", "Fewer steps", plot_steps, ("data", "path", "field", "sampler", "evaluations"),
             (ddim, probability_flow, langevin, reflowed), more=("reflow", "langevin", "known", "smoothing", *LEARNT)),
        View("film", "Letters out of noise", plot_film, ("start", "letter", "t", "w", "picture"),
             (guided, painted, between, UNet), more=("part", "other", "hidden", "seed")),
        View("makers", "Beside VAE and GAN", plot_makers, ("w",), (guided,), more=("seed",)),
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
