"""Can you translate without a dictionary? A CycleGAN between two domains of letters whose true pairs are known."""

from explainers.gans.cyclegan import EXPLAINER
from pages import stage

stage.page(EXPLAINER)
