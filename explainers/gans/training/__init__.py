"""What do a forger and a detective teach each other? A generative adversarial network, trained where you can see it."""

from explainers.gans.training.equations import equations
from explainers.gans.training.figure_game import plot_game
from explainers.gans.training.figure_step import plot_step
from explainers.gans.training.game import advance, train
from explainers.gans.training.losses import LOSSES
from explainers.gans.training.model import Result, challenge, reached, simulate, tables
from explainers.gans.training.settings import LIVE, MAX_STEPS, SEEN, Params, branch, settings_at

__all__ = [
    "LIVE",
    "LOSSES",
    "MAX_STEPS",
    "SEEN",
    "Params",
    "Result",
    "advance",
    "branch",
    "challenge",
    "equations",
    "plot_game",
    "plot_step",
    "reached",
    "settings_at",
    "simulate",
    "tables",
    "train",
]
