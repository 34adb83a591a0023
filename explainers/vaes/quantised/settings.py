"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Drawing, Number, Select, Slider, Stops, Text
from explainers.data.images import IMAGES
from explainers.problems import BadInput
from explainers.vaes.quantised.models import SIZES, WEIGHTS
from explainers.vaes.quantised.networks import CELLS, GRID

TEST = 2000  # pictures to look at
STROKES = 150  # points of a drawing, at most
DATA = {name: IMAGES[name].title for name in WEIGHTS}
SOURCES = {"test": "A test picture", "drawn": "Draw one"}
LEARNT = {"averages": "EMA and restarts", "gradients": "Gradients alone"}
COUNTED = {"sheet": "All 2,000 in one file", "own": "A file for each", "weights": "One file and our weights"}
STROKES_HELP = "Strokes as 0.2,0.8 0.7,0.8; 0.7,0.8 0.4,0.2 in the unit square."
BRUSH_HELP = "The code that the open cell has instead of its own; 0 leaves it as it was encoded."
EDITS_HELP = "Cells painted before, as row,column:code, such as 3,4:17 3,5:2; a click in the grid of codes adds one."
COUNTED_HELP = "What one picture's share of a file is: its header counts once for all, or each time."


@dataclass(frozen=True)
class Params:
    """What the learner can set. Rows, columns, cells and codes are counted from 1."""

    data: Annotated[
        str, Select("Pictures", DATA, help="What the models have learnt: 1,000 of each of ten classes.")
    ] = "digits"
    entries: Annotated[
        int, Stops("Entries in the code book", SIZES, symbol="K", help="K, the size of the alphabet.")
    ] = 32
    source: Annotated[str, Select("x is", SOURCES, help="The picture that is encoded.")] = "test"
    image: Annotated[
        int, Number("Picture", 0, TEST - 1, symbol="x", help="A test picture by its number, 200 of each class.")
    ] = 1000
    drawn: Annotated[str, Drawing("Draw x", 10 * STROKES, points=STROKES, lines=True, help=STROKES_HELP)] = ""
    cell: Annotated[
        int, Slider("Open cell", 1, CELLS, 1, symbol="i", help="i, one of 7 × 7 cells, row by row from the top left.")
    ] = 25
    brush: Annotated[int, Slider("Paint it with code", 0, max(SIZES), 1, help=BRUSH_HELP)] = 0
    edits: Annotated[str, Text("Painted before", 600, help=EDITS_HELP)] = ""
    learnt: Annotated[
        str,
        Choice("How the book is learnt", LEARNT, help="By moving averages (EMA) and restarts, or as first proposed."),
    ] = "averages"
    moved: Annotated[
        float,
        Slider(
            "Step", 0.0, 1.0, 0.02, symbol="s", help="s, how far z is moved against the gradient, of what is drawn."
        ),
    ] = 0.0
    count: Annotated[
        int, Slider("Codes drawn", 0, CELLS, 1, symbol="n", help="n, how many of the 49 codes have been drawn.")
    ] = 24
    temperature: Annotated[
        float,
        Slider("Temperature", 0.4, 1.6, 0.1, symbol="τ", help="Probabilities to the power of 1/τ: below 1, safer."),
    ] = 1.0
    counted: Annotated[str, Select("Counted", COUNTED, help=COUNTED_HELP)] = "sheet"
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the codes that are drawn by chance.")] = 0


def read_edits(text: str, entries: int) -> dict[int, int]:
    """Return the code of each painted cell, both counted from 0. Raises BadInput for the field "edits"."""
    try:
        parts = [[int(number) for number in part.replace(":", ",").split(",")] for part in text.split()]
        places = {(row, column): code for row, column, code in parts}
    except ValueError:
        raise BadInput("edits", "A painted cell is written as row,column:code, such as 3,4:17.") from None
    if not all(1 <= number <= GRID for place in places for number in place):
        raise BadInput("edits", f"Rows and columns go from 1 to {GRID}.")
    if not all(1 <= code <= max(SIZES) for code in places.values()):
        raise BadInput("edits", f"Codes go from 1 to {max(SIZES)}.")
    return {GRID * (row - 1) + column - 1: min(code, entries) - 1 for (row, column), code in places.items()}
