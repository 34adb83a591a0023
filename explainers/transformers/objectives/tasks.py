"""Four small tasks from text to text: a prefix says which (Raffel et al. 2020, section 2.4)."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

import numpy as np
from num2words import num2words

WORDS = (
    "peace war law work home time day world people nation land school water money food health freedom power trade "
    "tax budget job city farm child woman family future history energy"
)
YEARS = (1946, 2030)


@dataclass(frozen=True)
class Task:
    """A task from text to text."""

    prefix: str
    answer: Callable[[str], str]  # the right one to an input; raises ValueError where there is none
    draw: Callable[[np.random.Generator], str]  # an input
    example: str


def spoken(asked: str) -> str:
    """Return a number in words. Raises ValueError where it is not from 0 to 9,999."""
    number = int(asked)
    if not 0 <= number <= 9999:
        raise ValueError(asked)
    return str(num2words(number, lang="en")).replace(",", "")


def written(day: date) -> str:
    """Return a date as the addresses write it."""
    return f"{day:%B} {day.day}, {day.year}"


def day_after(asked: str) -> str:
    """Return the day after a date. Raises ValueError."""
    day = datetime.strptime(asked.replace(",", ""), "%B %d %Y").date()
    if day == date.max:
        raise ValueError(asked)
    return written(day + timedelta(days=1))


def some_date(rng: np.random.Generator) -> str:
    """Return a date; two in five are among the last days of a month, where there is more to know."""
    year, month = int(rng.integers(YEARS[0], YEARS[1] + 1)), int(rng.integers(1, 13))
    last = monthrange(year, month)[1]
    return written(date(year, month, int(rng.integers(last - 2 if rng.random() < 0.4 else 1, last + 1))))


TASKS = {
    "words": Task("words:", spoken, lambda rng: str(rng.integers(10 ** rng.integers(1, 5))), "1205"),
    "reverse": Task("reverse:", lambda asked: " ".join(reversed(asked.split())),
                    lambda rng: " ".join(rng.choice(WORDS.split(), rng.integers(2, 7))), "war peace law"),
    "sort": Task("sort:", lambda asked: " ".join(map(str, sorted(map(int, asked.split())))),
                 lambda rng: " ".join(map(str, rng.integers(100, size=rng.integers(3, 7)))), "41 7 93"),
    "next_day": Task("next day:", day_after, some_date, "December 31, 1999"),
}  # fmt: skip


def held_out(asked: str) -> bool:
    """Whether an input is kept from training: one in ten, by its checksum."""
    return crc32(asked.encode()) % 10 == 0


def drawn(task: str, rng: np.random.Generator, kept: bool = False) -> tuple[str, str]:
    """Return an input with its prefix, and the answer; `kept` says whether of those that are held out."""
    while held_out(asked := TASKS[task].draw(rng)) != kept:
        pass
    return f"{TASKS[task].prefix} {asked}", TASKS[task].answer(asked)
