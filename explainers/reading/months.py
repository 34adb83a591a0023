"""Names of months in the languages that files most often come in."""

import unicodedata
from functools import lru_cache

from dateutil.parser import parserinfo

ENGLISH = parserinfo()
NAMES = (  # German, French, Spanish, Italian, Portuguese and Dutch, without accents; English is dateutil's
    "januar janner janvier enero gennaio janeiro januari",
    "februar feber fevrier febrero febbraio fevereiro februari",
    "marz maerz mars marzo marco maart mrt",
    "april avril abril aprile",
    "mai mayo maggio maio mei",
    "juni juin junio giugno junho",
    "juli juillet julio luglio julho",
    "august aout agosto augustus",
    "september septembre septiembre settembre setembro",
    "oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "dezember decembre diciembre dicembre dezembro december",
)
SHORTEST = 3  # letters by which a month may be meant


def beginnings() -> dict[str, int]:
    """Return the beginnings of the names above that can mean one month only."""
    found: dict[str, set[int]] = {}
    for month, names in enumerate(NAMES, 1):
        for name in names.split():
            for n in range(SHORTEST, len(name) + 1):
                found.setdefault(name[:n], set()).add(month)
    return {start: min(months) for start, months in found.items() if len(months) == 1}


BEGINNINGS = beginnings()


@lru_cache(maxsize=1000)
def month_of(word: str) -> int:
    """Return the number of a month by its name or the beginning of it, 0 for any other word."""
    word = word.rstrip(".").lower()
    if found := ENGLISH.month(word):
        return int(found)
    decomposed = unicodedata.normalize("NFKD", word)
    return BEGINNINGS.get("".join(sign for sign in decomposed if not unicodedata.combining(sign)), 0)
