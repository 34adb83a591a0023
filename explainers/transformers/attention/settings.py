"""What the learner can set, and how texts that stand for several numbers are read."""

import re
import unicodedata
from dataclasses import dataclass

from explainers.problems import BadInput

EXAMPLES = {
    "street": "The animal didn't cross the street because it was too tired",
    "drink": "When Mary and John went to the store, John gave a drink to",
    "capital": "The capital of France is Paris. The capital of Germany is",
    "bank": "The bank raised its rates while we sat on the bank of the",
    "repeat": "red fox, blue whale, green frog; red fox, blue whale, green",
}
MOST_TOKENS = 48  # of a text; what is beyond is cut off, and said to be
MOST_LETTERS = 2000  # of a text, before it is cut into tokens
MOST_WRITTEN = 24  # tokens that the model may write behind it
ENDS = (0, 2)  # tokens with which SmolLM2 says that it has done: <|endoftext|> and <|im_end|>


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    text: str = EXAMPLES["street"]  # the sentence that is read
    layer: int = 13  # of the head that is open, counted from 0, of 30
    head: int = 8  # of the head that is open, counted from 0, of 9
    row: int = 8  # i, the token that looks, counted from 0
    other_layer: int = 2  # of the head of MiniLM beside it, of 6
    other_head: int = 0  # of the head of MiniLM beside it, of 12
    learned: bool = True  # whether MiniLM adds its learned positions to its tokens
    temperature: float = 1.0  # τ, by which scores are divided before the softmax, in one cell
    column: int = 1  # j, the token that is looked at, and whose value is overwritten
    value: float = 1.0  # by which the value of token j is multiplied: 0 erases it
    positions: bool = True  # whether queries and keys are turned by their positions, in one cell
    silent: bool = False  # whether the open head is switched off, everywhere in the sentence
    off: str = ""  # other heads that are switched off, "layer.head", with blanks between
    edit: bool = False  # whether cell (i, j) of the open head is overwritten
    weight: float = 0.0  # w, the weight that it is given
    share: bool = False  # whether the others of its row share what is left, so that the row still sums to one
    whole: bool = False  # whether the scatter weighs whole heads, or one cell of each
    written: str = ""  # tokens the model wrote behind the text: their numbers, with dots between
    steps: int = 0  # k, how many of them are in sight
    heat: float = 0.8  # T, the sampler's temperature
    top_k: int = 50  # k, the sampler looks at the likeliest only
    top_p: float = 0.95  # p, and at the fewest of them that together are this likely
    number: int = 23  # that is translated
    piece: int = 0  # the piece of the translation whose look is told, counted from 0
    moment: int = 18  # of the training of the two-layer model, counted from 0
    period: int = 10  # letters until its sequence repeats
    seed: int = 0  # of the sampler and of the letters


def readable(text: str) -> str:
    """Return a text without control characters, blanks run together. Raises BadInput when nothing is left."""
    kept = "".join(" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or not _hidden(c))
    kept = re.sub(" +", " ", kept).strip()[:MOST_LETTERS]
    if not kept:
        raise BadInput("text", "There is no text to read: type a sentence.")
    return kept


def _hidden(letter: str) -> bool:
    """Return whether a character is one that steers and does not show: joiners are needed by scripts and emoji."""
    return (
        unicodedata.category(letter) in ("Cc", "Cs", "Cn")
        or letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def read_heads(off: str) -> list[tuple[int, int]]:
    """Return the heads that are named, such as "3.7 12.0": layer and head. Raises BadInput."""
    heads = []
    for part in off.replace(",", " ").split():
        found = re.fullmatch(r"(\d{1,2})\.(\d)", part)
        if not found or int(found[1]) > 29 or int(found[2]) > 8:
            raise BadInput("off", f"“{part[:20]}” is no head: write layer.head, from 0.0 to 29.8.")
        heads.append((int(found[1]), int(found[2])))
    return sorted(set(heads))


@dataclass(frozen=True)
class Cell:
    """A cell of a map, and what is written into it."""

    layer: int
    head: int
    row: int
    column: int
    weight: float
    share: bool  # whether the others of its row share the rest

    def __str__(self) -> str:
        """Return it as a question has it: "3.7.9.4=0.5", or "3.7.9.4~0.5" where the others share the rest."""
        return f"{self.layer}.{self.head}.{self.row}.{self.column}{'~' if self.share else '='}{self.weight:g}"


def read_cell(text: str) -> Cell | None:
    """Return the cell that a question names, if it names one."""
    if not text:
        return None
    place, how, weight = re.split("([=~])", text)
    layer, head, row, column = map(int, place.split("."))
    return Cell(layer, head, row, column, float(weight), how == "~")


def numbers_in(written: str) -> list[int]:
    """Return the numbers of tokens, written with dots between. Raises BadInput."""
    parts = [part for part in written.split(".") if part]
    if not all(re.fullmatch(r"\d{1,5}", part) and int(part) < 49152 for part in parts):
        raise BadInput("written", "What was written cannot be read from this link.")
    return [int(part) for part in parts[:MOST_WRITTEN]]
