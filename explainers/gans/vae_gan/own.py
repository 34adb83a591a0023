"""A drawing brought into the form of the letters."""

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from explainers.data.glyphs.cut import BASELINE, CAP, FINER, MARGIN
from explainers.data.glyphs.glyphs import SIDE
from explainers.problems import BadInput
from explainers.vaes.own_pictures import read_strokes

PEN = 3.0  # pixels, the width of a stroke: that of a regular face
FULLEST = 0.41  # share of ink that no letter of the data has


def drawn_letter(text: str, field: str) -> Tensor:
    """Return strokes as a letter, (1, 1, SIDE, SIDE) from -1 to 1: as high as a capital, on the baseline, centred.

    Raises BadInput where nothing is drawn, or hardly any paper is left.
    """
    strokes = read_strokes(text, field)
    points = np.array([point for stroke in strokes for point in stroke])
    low, (wide, high) = points.min(0), np.ptp(points, axis=0)
    scale = min((CAP - PEN) / max(high, 0.02), (SIDE - 2 * MARGIN - PEN) / max(wide, 0.02))
    left, bottom = (SIDE - scale * wide) / 2, BASELINE - PEN / 2
    canvas = Image.new("L", (SIDE * FINER, SIDE * FINER))
    pen = ImageDraw.Draw(canvas)
    for stroke in strokes:
        places = [(FINER * (left + (x - low[0]) * scale), FINER * (bottom - (y - low[1]) * scale)) for x, y in stroke]
        pen.line(places, 255, round(FINER * PEN), joint="curve")
        for place in places:  # round ends
            pen.circle(place, FINER * PEN / 2, 255)
    ink = np.asarray(canvas.resize((SIDE, SIDE), Image.Resampling.BOX), dtype=np.float32) / np.float32(255)
    if ink.mean() > FULLEST:
        raise BadInput(field, "Nearly all is ink, so there is no letter to encode: draw strokes, with paper between.")
    return torch.from_numpy(2 * ink - 1)[None, None]
