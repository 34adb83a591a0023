"""What did it read a thousand words ago? A key is named, then noise, then it is asked for."""

from explainers.transformers.memory import EXPLAINER
from pages import stage

stage.page(EXPLAINER)
