"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Number, Select, Slider
from explainers.gans.style.networks import LAYERS

DIRECTIONS = 6  # principal components that are shown
MODELS = {"adain": "AdaIN", "demodulation": "Demodulation"}
NOISE = {"all": "in all layers", "none": "off", **{f"{i + 1}": f"only in layer {i + 1}" for i in range(LAYERS)}}
COMPONENTS = {f"{i + 1}": f"component {i + 1}" for i in range(DIRECTIONS)}
KIND_HELP = "How a style acts. AdaIN normalises feature maps (StyleGAN, 2019), demodulation weights (StyleGAN2, 2020)."
A_HELP = "Seed of the first noise vector z; further sources have the seeds after it."
B_HELP = "Seed of the noise vector z at which the walk ends."
CROSS_HELP = "k: layers 1 to k take the style of A, the others that of B. At 8 all is A's, at 0 all is B's."
PSI_HELP = "ψ pulls every w towards the mean: w̄ + ψ (w − w̄). 1 is no truncation, 0 the mean picture."
NOISE_HELP = "Layers whose noise input is on. Off, a picture is a function of w alone."
ALPHA_HELP = "α: how far w is moved along the component, in standard deviations of w along it."
LAYER_HELP = "ℓ: the place where its norm is largest is followed through all layers."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    kind: Annotated[str, Choice("Model", MODELS, help=KIND_HELP)] = "adain"
    crossover: Annotated[int, Slider("Layers from A", 0, LAYERS, 1, symbol="k", help=CROSS_HELP)] = 4
    a: Annotated[int, Number("First source", 0, 9999, symbol="A", help=A_HELP)] = 198
    b: Annotated[int, Number("Walk to", 0, 9999, symbol="B", help=B_HELP)] = 203
    psi: Annotated[float, Slider("Truncation", 0.0, 2.0, 0.1, symbol="ψ", help=PSI_HELP)] = 1.0
    noise: Annotated[str, Select("Noise", NOISE, help=NOISE_HELP)] = "all"
    component: Annotated[str, Select("Direction", COMPONENTS, symbol="v", help="A principal component of w.")] = "1"
    alpha: Annotated[float, Slider("Move by", -4.0, 4.0, 0.5, symbol="α", unit="σ", help=ALPHA_HELP)] = 2.0
    layer: Annotated[int, Slider("Peak of layer", 1, LAYERS, 1, symbol="ℓ", help=LAYER_HELP)] = LAYERS
    seed: Annotated[int, Number("Seed of the noise", 0, 9999, help="Of the noise inputs of all layers.")] = 0
