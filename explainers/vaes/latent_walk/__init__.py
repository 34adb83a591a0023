"""What lies between a sneaker and a boot? A variational autoencoder: its map of pictures, and walks on it."""

from explainers.vaes.latent_walk.figure_train import plot_train
from explainers.vaes.latent_walk.learning import advance, train
from explainers.vaes.latent_walk.settings import LIVE, MAX_STEPS, SEEN, Params, branch, settings_at
from explainers.vaes.latent_walk.training import Trained, reached
from explainers.vaes.latent_walk.training import trained as simulate

__all__ = [
    "LIVE",
    "MAX_STEPS",
    "SEEN",
    "Params",
    "Trained",
    "advance",
    "branch",
    "plot_train",
    "reached",
    "settings_at",
    "simulate",
    "train",
]
