"""Four small tasks from text to text: a prefix says which (Raffel et al. 2020, section 2.4)."""

from calendar import month_name, monthrange
from collections.abc import Callable
from datetime import date, timedelta
from zlib import crc32

import numpy as np
from num2words import num2words

WORDS = (
    "peace war law work home time day world people nation land school water money food health freedom power trade "
    "tax budget job city farm child woman family future history energy"
)
YEARS = (1946, 2030)
Draw = Callable[[np.random.Generator], str]


def spoken(asked: str) -> str:
    """Return a number in words. Raises ValueError where it is not from 0 to 9,999."""
    number = int(asked)
    if not 0 <= number <= 9999:
        raise ValueError(asked)
    return str(num2words(number, lang="en")).replace(",", "")


def reversed_words(asked: str) -> str:
    """Return words from the last to the first."""
    return " ".join(reversed(asked.split()))


def sorted_numbers(asked: str) -> str:
    """Return numbers in rising order."""
    return " ".join(map(str, sorted(map(int, asked.split()))))


def written(day: date) -> str:
    """Return a date as the addresses write it."""
    return f"{month_name[day.month]} {day.day}, {day.year}"


def day_after(asked: str) -> str:
    """Return the day after a date."""
    month, day, year = asked.replace(",", "").split()
    return written(date(int(year), list(month_name).index(month), int(day)) + timedelta(days=1))


def some_date(rng: np.random.Generator) -> str:
    """Return a date; two in five are among the last days of a month, where there is more to know."""
    year, month = int(rng.integers(YEARS[0], YEARS[1] + 1)), int(rng.integers(1, 13))
    last = monthrange(year, month)[1]
    return written(date(year, month, int(rng.integers(last - 2 if rng.random() < 0.4 else 1, last + 1))))


def some_numbers(rng: np.random.Generator) -> str:
    """Return three to six numbers below 100."""
    return " ".join(map(str, rng.integers(0, 100, rng.integers(3, 7))))


def some_words(rng: np.random.Generator) -> str:
    """Return two to six words."""
    return " ".join(rng.choice(WORDS.split(), rng.integers(2, 7)))


# By name: prefix, right answer, how an input is drawn, and an example of one.
TASKS: dict[str, tuple[str, Callable[[str], str], Draw, str]] = {
    "words": ("words:", spoken, lambda rng: str(rng.integers(0, 10 ** rng.integers(1, 5))), "1205"),
    "reverse": ("reverse:", reversed_words, some_words, "war peace law"),
    "sort": ("sort:", sorted_numbers, some_numbers, "41 7 93"),
    "next_day": ("next day:", day_after, some_date, "December 31, 1999"),
}


def held_out(asked: str) -> bool:
    """Whether an input is kept from training: one in ten, by its checksum."""
    return crc32(asked.encode()) % 10 == 0


def drawn(task: str, rng: np.random.Generator, kept: bool = False) -> tuple[str, str]:
    """Return an input with its prefix, and the answer; `kept` says whether of those that are held out."""
    prefix, answer, draw, _ = TASKS[task]
    while held_out(asked := draw(rng)) != kept:
        pass
    return f"{prefix} {asked}", answer(asked)
