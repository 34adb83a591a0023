"""What does size buy? A class-conditional GAN in several sizes, the truncation trick, and training that breaks down."""

from explainers.gans.big import EXPLAINER
from pages import stage

stage.page(EXPLAINER)
