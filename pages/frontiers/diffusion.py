"""What does diffusion do?"""

from explainers.frontiers.diffusion import EXPLAINER
from pages import stage

stage.page(EXPLAINER)
