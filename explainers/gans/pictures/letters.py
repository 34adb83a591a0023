"""The capitals of many faces as tensors, in the range that the chapter's networks take in and give out."""

import numpy as np
import torch
from torch import Tensor

from explainers.data.glyphs.glyphs import LETTERS, glyphs, places


def letter_pictures(letters: str = LETTERS, part: str = "train") -> tuple[Tensor, Tensor]:
    """Return pictures (n, 1, SIDE, SIDE) from -1 (paper) to 1 (ink), and the place of each one's letter in `letters`.

    Letter after letter, each in the order of `faces()`. Raises ValueError for what is no capital letter.
    """
    found = np.concatenate([glyphs(letter)[places(part)] for letter in letters])
    x = torch.from_numpy(found).unsqueeze(1).float() / 127.5 - 1
    return x, torch.arange(len(letters)).repeat_interleave(len(found) // len(letters))


def grey(x: Tensor) -> Tensor:
    """Return pictures from -1 to 1 as grey values from 0 (paper) to 1 (ink), shape (n, SIDE, SIDE)."""
    return (x.detach()[:, 0] / 2 + 0.5).clamp(0, 1)
