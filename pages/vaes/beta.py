"""Which knob moves what? A β-VAE on sprites whose factors are known, and how well its latents find them."""

from explainers.vaes.beta import EXPLAINER
from pages import stage

stage.page(EXPLAINER)
