"""What the models read: a key named in noise, perhaps another one before it, and then a question."""

from functools import lru_cache

import numpy as np

from explainers.problems import BadInput
from explainers.transformers.memory.kinds import ASK, KEYS, LONGEST, NOISE, SEGMENT, TOKENS

DICKENS = "it was the best of times it was the worst of times it was the age of wisdom it was the age of foolishness "


@lru_cache(maxsize=256)
def text_of(key: str, noise: str, gap: int, seed: int) -> tuple[str, int]:
    """Return noise in which a key is named, with another one `gap` letters before it, and the place of the key.

    Where the key stands in its segment is drawn; so is the other one. Raises BadInput.
    """
    key, noise = key.upper(), noise.lower()
    if key not in tuple(KEYS):
        raise BadInput("key", f"A key is one letter from A to Z, and “{key}” is not." if key else "Name a key: A to Z.")
    if strange := sorted(set(noise) - set(NOISE)):
        raise BadInput("noise", f"These models know a to z and blanks only, and here is “{strange[0]}”.")
    if not noise.strip():
        raise BadInput("noise", "Type a few letters for the models to read before they are asked.")
    draw = np.random.default_rng(seed)
    place, other = int(draw.integers(SEGMENT)) + gap, draw.choice([letter for letter in KEYS if letter != key])
    again = noise.strip() + " "
    letters = list((again * (1 + (place + LONGEST) // len(again)))[: place + LONGEST])
    letters[place - gap] = str(other)
    letters[place] = key
    return "".join(letters), place


def ids_of(text: str) -> list[int]:
    """Return the numbers of its tokens."""
    return [TOKENS.index(letter) for letter in text]


def asked(text: str, at: int) -> str:
    """Return the text with a question in the place of what stood at `at`, and nothing behind it."""
    return text[:at] + ASK
