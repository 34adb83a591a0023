"""What does style do?"""

from explainers.gans.style import EXPLAINER
from pages import stage

stage.page(EXPLAINER)
