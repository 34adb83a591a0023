"""Sentences, and how texts that stand for several numbers are read."""

import re
import unicodedata
from dataclasses import dataclass

from explainers.problems import BadInput
from explainers.transformers.lm.shape import HEADS, LAYERS, VOCABULARY

EXAMPLES = {
    "street": "The animal didn't cross the street because it was too tired",
    "drink": "When Mary and John went to the store, John gave a drink to",
    "capital": "The capital of France is Paris. The capital of Germany is",
    "bank": "The bank raised its rates while we sat on the bank of the",
    "repeat": "red fox, blue whale, green frog; red fox, blue whale, green",
}
MAX_TOKENS = 48  # of a text; what is beyond is cut off, and said to be
MAX_CHARACTERS = 2000  # of a text, before it is cut into tokens
MAX_WRITTEN = 24  # tokens that the model may write behind it
END_TOKENS = (0, 2)  # with which SmolLM2 says that it has done: <|endoftext|> and <|im_end|>
PART = "\u2009"  # a thin space: what stands behind it says which part of a character a token is


def readable(text: str, field: str = "text") -> str:
    """Return a text without control characters, blanks run together. Raises BadInput when nothing is left."""
    kept = "".join(" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or not _hidden(c))
    kept = re.sub(" +", " ", kept).strip()
    if not kept:
        raise BadInput(field, "There is no text to read: type a sentence.")
    return kept


def _hidden(letter: str) -> bool:
    """Return whether a character is one that steers and does not show: joiners are needed by scripts and emoji."""
    return (
        unicodedata.category(letter) in ("Cc", "Cs", "Cn")
        or letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def spelling(tokens: list[str]) -> str:
    """Return the text that tokens spell; characters of several tokens count once."""
    whole = [token.partition(PART) for token in tokens]
    return "".join(text for text, part, number in whole if not part or number.startswith("1/"))


def what_was_cut(text: str, tokens: list[str], most: int = MAX_TOKENS) -> str:
    """Say how much of a text was too much for a page that reads `most` tokens; nothing where all of it was read."""
    if len(tokens) < most:
        return ""
    left = len(text.split()) - len(spelling(tokens).split())
    return f"The page reads {most} tokens at most: the last {left:,} words were cut off." if left > 0 else ""


def read_heads(off: str, field: str = "also_ablated") -> list[tuple[int, int]]:
    """Return the heads that are named, such as "3.7 12.0": layer and head. Raises BadInput."""
    heads = []
    for part in off.replace(",", " ").split():
        found = re.fullmatch(r"(\d{1,2})\.(\d)", part)
        if not found or int(found[1]) >= LAYERS or int(found[2]) >= HEADS:
            last = f"{LAYERS - 1}.{HEADS - 1}"
            raise BadInput(field, f"“{part[:20]}” is no head: write layer.head, from 0.0 to {last}.")
        heads.append((int(found[1]), int(found[2])))
    return sorted(set(heads))


@dataclass(frozen=True)
class Cell:
    """One attention weight, and what it is overwritten with."""

    layer: int
    head: int
    row: int
    column: int
    weight: float
    renormalise: bool  # whether the others of its row are scaled, so that the row still sums to one

    def __str__(self) -> str:
        """Return it as a question has it: "3.7.9.4=0.5", or "3.7.9.4~0.5" where the row is normalised again."""
        return f"{self.layer}.{self.head}.{self.row}.{self.column}{'~' if self.renormalise else '='}{self.weight:g}"


def read_cell(text: str) -> Cell | None:
    """Return the cell that a question names, if it names one."""
    if not text:
        return None
    place, how, weight = re.split("([=~])", text)
    layer, head, row, column = map(int, place.split("."))
    return Cell(layer, head, row, column, float(weight), how == "~")


def read_ids(written: str, most: int = MAX_WRITTEN, field: str = "written") -> list[int]:
    """Return the numbers of tokens, written with dots between, at most so many. Raises BadInput."""
    parts = [part for part in written.split(".") if part]
    if not all(re.fullmatch(r"\d{1,5}", part) and int(part) < VOCABULARY for part in parts):
        raise BadInput(field, "What was written cannot be read from this link.")
    return [int(part) for part in parts[:most]]
