"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Number, Select, Slider, Stops, Toggle
from explainers.gans.cyclegan.letters import LETTERS, variable
from explainers.gans.cyclegan.models import LAMBDAS

FAMILIES = {name: name for name in variable()}
TRANSLATORS = {"trained": "The trained G", "built": "Letters shuffled by hand"}
LAM_HELP = "λ, the weight of the cycle loss in what the generators minimise (Zhu et al. 2017, equation 3)."
IDENTITY_HELP = "Whether G was also trained to leave pictures of B as they are, and F those of A: L_id, of weight 1."
FAMILY_HELP = "A typeface that was in no training set, with all nine weights and an italic."
WEIGHT_HELP = "Of the face that is translated, from 100 (thin) to 900 (black). The true translation is always regular."
BUILT_HELP = "The trained generator, or a table made by hand that gives every letter the italic of the next one."
LETTER_HELP = "The letter whose nine weights are translated."
AMPLIFY_HELP = "k: by how much the difference between G(a) and its mean over the nine weights is enlarged."
SIGMA_HELP = "σ, the standard deviation of the noise that is added to G(a), in grey values, before F reads it."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    lam: Annotated[float, Stops("Weight of the cycle", LAMBDAS, symbol="λ", help=LAM_HELP)] = 3.0
    identity: Annotated[bool, Toggle("Identity loss", help=IDENTITY_HELP)] = False
    family: Annotated[str, Select("Typeface", FAMILIES, help=FAMILY_HELP)] = "Albert Sans"
    weight: Annotated[int, Slider("Weight of the face", 100, 900, 100, help=WEIGHT_HELP)] = 800
    translator: Annotated[str, Select("Translator", TRANSLATORS, help=BUILT_HELP)] = "trained"
    letter: Annotated[str, Select("Letter", {letter: letter for letter in LETTERS}, help=LETTER_HELP)] = "O"
    amplify: Annotated[int, Slider("Amplify", 1, 20, 1, symbol="k", help=AMPLIFY_HELP)] = 4
    sigma: Annotated[float, Slider("Noise", 0.0, 0.4, 0.02, symbol="σ", help=SIGMA_HELP)] = 0.0
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the noise.")] = 0
