"""Writing letter by letter; how much of it stands word for word in what was learnt from; and programs that pack."""

import bz2
import gzip
import lzma
from collections.abc import Callable

import numpy as np

from explainers.autoregression.language.ngrams import MOST, Array, Counts, Ints, encoded
from explainers.data.texts.texts import LETTERS
from explainers.sampler import picked

PACKERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress}
Next = Callable[[str], Array]  # from a text, the probability of each of LETTERS after it


def tempered(probabilities: Array, temperature: float) -> Array:
    """Return p to the power of 1/T, made to sum to one; at T = 0 all for the likeliest letter."""
    if temperature == 0:
        return np.eye(len(probabilities))[int(probabilities.argmax())]
    with np.errstate(divide="ignore"):
        logs = np.log(probabilities) / temperature
    raised = np.exp(logs - logs.max())
    return np.asarray(raised / raised.sum())


def write(following: Next, prompt: str, length: int, temperature: float, seed: int) -> str:
    """Return a text that goes on from the prompt, a letter at a time, each drawn after all before it."""
    text = prompt
    for step in range(length):
        text += LETTERS[picked(tempered(following(text), temperature), seed, step)]
    return text[len(prompt) :]


def copied(counts: Counts, text: str, prompt: str = "") -> Ints:
    """Return, for each letter of a text, how long the longest stretch around it is that stands in what was counted.

    Stretches may begin in the prompt, before the text; of those of less than MOST letters it returns 0.
    """
    codes = encoded(prompt + text)
    longest = np.zeros(len(codes), dtype=np.int64)
    for end in range(MOST - 1, len(codes)):
        length, places = MOST, counts.ends_of(codes[end + 1 - MOST : end + 1])
        while len(places):
            stretch = longest[end + 1 - length : end + 1]
            np.maximum(stretch, length, out=stretch)
            places = places[places >= length] if length <= end else places[:0]
            places = places[counts.codes[places - length] == codes[end - length]]
            length += 1
    return longest[len(prompt) :]


def packed(train: str, test: str) -> dict[str, float]:
    """Return the bits per letter of a text, packed by programs that have read another one just before it.

    0 where a program needs fewer bytes for both than for one, as bzip2 may for a single letter over and over.
    """
    known, new = train.encode(), test.encode()
    more = {name: len(pack(known + new)) - len(pack(known)) for name, pack in PACKERS.items()}
    return {name: max(8 * count / len(new), 0.0) for name, count in more.items()}
