"""Whose style, whose shape? StyleGAN on capitals of real faces, in the forms of 2019 and of 2020."""

from explainers.gans.style import EXPLAINER
from pages import stage

stage.page(EXPLAINER)
