"""What does cyclegan do?"""

from explainers.gans.cyclegan import EXPLAINER
from pages import stage

stage.page(EXPLAINER)
