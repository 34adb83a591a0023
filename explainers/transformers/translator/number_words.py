"""Numbers in words, English and German, cut into the pieces of which they are made."""

import re
from functools import lru_cache

from num2words import num2words

MAX_NUMBER = 999_999
UNITS = ["null", "eins", "ein", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
TEENS = ["zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]
TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
GERMAN = ["<start>", "<end>", *UNITS, *TEENS, *TENS, "hundert", "tausend", "und"]  # the pieces, by their number
PIECE = re.compile("|".join(sorted(GERMAN[2:], key=len, reverse=True)))  # the longest that fits
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_REST = "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand and <end>"
ENGLISH = f"{_ONES} {_REST}".split()


@lru_cache(maxsize=4096)
def english(number: int) -> tuple[str, ...]:
    """Return a number in English, in words: 23 is twenty, three."""
    return tuple(re.findall(r"[a-z]+", str(num2words(number, lang="en"))))


@lru_cache(maxsize=4096)
def german(number: int) -> tuple[str, ...]:
    """Return a number in German, in pieces: 23 is drei, und, zwanzig."""
    return tuple(PIECE.findall(str(num2words(number, lang="de"))))


def held_out(number: int) -> bool:
    """Return whether a number is kept from training: of those above 20, one in ten, by Knuth's multiplicative hash."""
    return number > 20 and (number * 2654435761 % 2**32) % 10 == 0
