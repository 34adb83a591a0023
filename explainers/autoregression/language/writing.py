"""Writing letter by letter, and how much of what is written stands word for word in what was learnt from."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explainers.data.texts.texts import LETTERS
from explainers.sampler import picked

Array = NDArray[np.float64]
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


def copied(text: str, source: str, prompt: str = "") -> NDArray[np.int64]:
    """Return, for each letter of a text, how long the longest stretch around it is that stands in the source.

    Stretches may begin in the prompt, before the text. Two pointers over the text, each stretch as long as it goes.
    """
    whole, start = prompt + text, 0
    longest = np.zeros(len(whole), dtype=np.int64)
    for end in range(1, len(whole) + 1):
        while whole[start:end] not in source:
            start += 1
        longest[start:end] = np.maximum(longest[start:end], end - start)
    return longest[len(prompt) :]
