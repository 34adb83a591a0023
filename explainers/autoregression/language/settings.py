"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.autoregression.language.ngrams import MOST
from explainers.controls import Number, Private, Select, Slider, Stops, Text
from explainers.data.texts.texts import TEXTS

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000)  # letters that may be learnt from
OWN = "own"
CORPORA = {name: text.title for name, text in TEXTS.items()} | {OWN: "Your own text"}
MODELS = {
    "counted": "Counted: an n-gram",
    "bigram": "Learnt: a bigram net",
    "perceptron": "Learnt: Bengio's perceptron",
    "recurrent": "Learnt: a recurrent net",
    "transformer": "Learnt: a small transformer",
}
SMOOTHINGS = {"kneser_ney": "Kneser-Ney", "interpolated": "Interpolation", "laplace": "Laplace"}
LONGEST, MOST_OWN = 240, 40_000  # letters that are written; and of a visitor's own corpus
STANDING = 600  # letters that may stand already
SMOOTHING_HELP = "How letters that have never followed a context get a probability all the same."
SIZE_HELP = "N, how many letters of the text, from its beginning, are learnt from."
TEMPERATURE_HELP = "T: letters are drawn from p to the power of 1/T, made to sum to one. At 0 the likeliest is taken."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    corpus: Annotated[str, Select("Text", CORPORA, help="What is learnt from; a part of it is held out.")] = "novel"
    own: Annotated[str, Private("Your own text", MOST_OWN, help="It stays in this session.")] = ""
    model: Annotated[str, Select("Model", MODELS, help="The networks have learnt from Moby-Dick.")] = "counted"
    order: Annotated[
        int, Slider("Order", 1, MOST, 1, symbol="n", help="n: the next letter is guessed from the last n − 1.")
    ] = 4  # fmt: skip
    smoothing: Annotated[str, Select("Smoothing", SMOOTHINGS, help=SMOOTHING_HELP)] = "kneser_ney"
    size: Annotated[int, Stops("Letters learnt from", SIZES, symbol="N", help=SIZE_HELP)] = SIZES[-1]
    prompt: Annotated[str, Text("Begin with", STANDING, help="What stands already; the model goes on from there.")] = (
        "The whale"
    )
    written: Annotated[
        int, Slider("Letters written", 0, LONGEST, 8, symbol="t", help="t, how many letters the model has written.")
    ] = 120  # fmt: skip
    temperature: Annotated[float, Slider("Temperature", 0.0, 2.0, 0.1, symbol="T", help=TEMPERATURE_HELP)] = 1.0
    typed: Annotated[str, Text("Read this", 300, help="A text whose every letter is to be guessed.")] = (
        "Call me Ishmael. The whale went down with the ship, and then I posted a selfie and a tweet about blockchain."
    )
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the letters that are drawn.")] = 2
