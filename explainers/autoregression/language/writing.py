"""Writing letter by letter, and how much of what is written stands word for word in what was learnt from."""

from collections.abc import Callable

import numpy as np

from explainers.autoregression.language.ngrams import BASE, MOST, Array, Counts, Ints, encoded, grams
from explainers.data.texts.texts import LETTERS
from explainers.sampler import picked

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

    Stretches may begin in the prompt, before the text.
    """
    codes = encoded(prompt + text)
    keys, ends = grams(codes, MOST), np.zeros(len(codes), dtype=np.int64)
    for k in range(1, MOST + 1):
        known = counts.seen(k).at(keys % BASE**k)[0] > 0
        ends[k - 1 :][known[k - 1 :]] = k
    longest = np.zeros_like(ends)
    for end, length in enumerate(ends):
        reach = longest_suffix(counts, codes[: end + 1]) if length == MOST else length
        around = longest[end + 1 - reach : end + 1]
        np.maximum(around, reach, out=around)
    return longest[len(prompt) :]


def longest_suffix(counts: Counts, codes: Ints) -> int:
    """Return how many letters at the end of a text stand, in one stretch, in what was counted: MOST at least."""
    places, length = counts.ends_of(int(grams(codes[-MOST:], MOST)[-1])), MOST
    while length < len(codes):
        places = places[places >= length]
        places = places[counts.codes[places - length] == codes[-1 - length]]
        if not len(places):
            break
        length += 1
    return length
