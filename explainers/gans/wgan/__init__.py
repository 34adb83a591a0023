"""Can a loss tell you how good the forgery is? Six GAN losses raced, each beside the true Wasserstein distance."""

from explainers.explainer import Explainer, View
from explainers.gans.potential import potential
from explainers.gans.training.updates import penalty_gradient, update_discriminator
from explainers.gans.wgan.critic import examined
from explainers.gans.wgan.equations import equations
from explainers.gans.wgan.figure_critic import plot_critic
from explainers.gans.wgan.figure_race import plot_race
from explainers.gans.wgan.figure_seeds import plot_seeds
from explainers.gans.wgan.race import gains, rank_correlation, reached
from explainers.gans.wgan.result import Result, challenge, sentences, simulate, tables
from explainers.gans.wgan.seeds import race
from explainers.gans.wgan.settings import MAX_STEPS, TIMELINE, Params

SETTINGS = ("data", "d_updates", "lr_g", "penalty", "clip")


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/wgan",
    params=Params,
    simulate=simulate,
    views=(
        View("race", "The race", plot_race, SETTINGS, (update_discriminator, rank_correlation, gains), trains=True),
        View("critic", "The critic", plot_critic, SETTINGS, (examined, potential, penalty_gradient), trains=True),
        View("seeds", "Ten seeds", plot_seeds, SETTINGS[:3], (race,)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=reached,
    sentences=sentences,
    summary=lambda result: {"ρ, penalty": round(result.racers["wasserstein_gp"].rho, 2)},
    answers=lambda result: result.answers,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
