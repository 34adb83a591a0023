"""The data to learn from: typed, drawn from a hidden truth, or historical, as one array of numbers."""

import re

import numpy as np
from numpy.typing import NDArray

from explainers.data.historical import HISTORICAL
from explainers.problems import BadInput

MAX_OBSERVATIONS = 2_500
FAMILY_OF = {"births": "coin", "horse_kicks": "counts", "newcomb": "measurements"}
WRITTEN = {  # of each family, what typed data are called and how they are written
    "coin": ("Flips", "Heads and tails as HHTHT, or a count such as 7 of 10."),
    "counts": ("Counts", "Whole numbers between commas or spaces, one for each period observed."),
    "measurements": ("Measurements", "Numbers between commas or spaces."),
}
Array = NDArray[np.float64]


def read(text: str, family: str) -> Array:
    """Return the observations written in `text`, shape (n,).

    A coin takes "HHTHT" or "7 of 10"; the other families take numbers between commas, semicolons or white space.
    Raises BadInput, with a sentence, for anything that cannot have been observed.
    """
    if not text.strip():
        raise BadInput("data", "There are no observations yet: the posterior would be the prior.")
    return _read_flips(text) if family == "coin" else _read_numbers(text, family)


def _read_flips(text: str) -> Array:
    if re.fullmatch(r"[HhTt\s,;]+", text):
        letters = re.sub(r"[\s,;]", "", text)
        if not letters:
            raise BadInput("data", "There is no flip in it.")
        _limit(len(letters))
        return np.array([letter in "Hh" for letter in letters], dtype=float)
    counts = re.fullmatch(r"\s*(\S+)\s*(?:of|/|out of)\s*(\S+)\s*", text)
    if counts is None:
        flips = _read_numbers(text, "counts")
        if not np.isin(flips, (0, 1)).all():
            raise BadInput("data", "Write flips as HHTHT, as 1 0 1, or as a count such as 7 of 10.")
        return flips
    heads, flips_made = (_whole(number) for number in counts.groups())
    if heads > flips_made:
        raise BadInput("data", f"{heads} heads cannot come from {flips_made} flips.")
    _limit(flips_made)
    return np.repeat([1.0, 0.0], [heads, flips_made - heads])


def _read_numbers(text: str, family: str) -> Array:
    _check_commas(re.split(r"[\s;]+", text.strip()))
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    if not words:
        raise BadInput("data", "There is no number in it.")
    _limit(len(words))
    if family == "counts":
        return np.array([_whole(word) for word in words], dtype=float)
    numbers = np.array([_number(word) for word in words])
    if np.abs(numbers).max() > 1e6:
        raise BadInput("data", "Measurements beyond a million leave no room to see anything: use a larger unit.")
    return numbers


def _check_commas(words: list[str]) -> None:
    """Raise BadInput for commas that may belong to numbers, as in "1,5 2,5" and "992 1,011"."""
    grouped = [word for word in words if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", word)]
    pairs = [word for word in words if re.fullmatch(r"[+-]?\d+,\d+", word)]
    lists = [word for word in words if word.count(",") > 1 and word not in grouped]
    if len(words) > 1 and not lists and (grouped or len(pairs) > 1):
        word = (grouped or pairs)[0][:30]
        one = word.replace(",", "") if grouped else word.replace(",", ".")
        raise BadInput("data", f"“{word}” may be one number or several: write {one} for one, and a space behind the "
                       "comma for several.")  # fmt: skip


def _number(word: str) -> float:
    try:
        number = float(word)
    except ValueError:
        raise BadInput("data", f"“{word[:30]}” is not a number.") from None
    if not np.isfinite(number):
        raise BadInput("data", f"“{word[:30]}” is not a number that can be measured.")
    return number


def _whole(word: str) -> int:
    number = _number(word)
    if number < 0:
        raise BadInput("data", f"A count cannot be negative, and {word[:30]} is.")
    if number != int(number):
        raise BadInput("data", f"A count is a whole number, and {word[:30]} is not.")
    if number > 1e6:
        raise BadInput("data", f"{word[:30]} is more than this page can count.")
    return int(number)


def _limit(count: int) -> None:
    if count > MAX_OBSERVATIONS:
        raise BadInput("data", f"This page takes at most {MAX_OBSERVATIONS:,} observations, and these are {count:,}.")


def draw(family: str, truth: float, sigma: float, size: int, seed: int) -> Array:
    """Return `size` observations drawn with the parameter at `truth`, shape (size,)."""
    rng = np.random.default_rng(seed)
    match family:
        case "coin":
            return (rng.random(size) < truth).astype(float)
        case "counts":
            return rng.poisson(truth, size).astype(float)
        case _:
            return rng.normal(truth, sigma, size)


def hidden_truth(family: str, seed: int) -> float:
    """Return a parameter to be found by observing, with two decimals."""
    low, high = {"coin": (0.05, 0.95), "counts": (0.2, 8.0), "measurements": (-30.0, 60.0)}[family]
    return round(float(np.random.default_rng(seed).uniform(low, high)), 2)


def historical(name: str, seed: int) -> Array:
    """Return a bundled data set, shape (n,); shuffled by `seed` where history kept no order."""
    dataset = HISTORICAL[name]
    values = np.array(dataset.values, dtype=float)
    return values if dataset.ordered else np.random.default_rng(seed).permutation(values)
