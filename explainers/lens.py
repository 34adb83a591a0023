"""A lens: pictures over a plane, of which the browser shows the one that belongs to the place under the pointer."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Lens:
    """Pictures on a regular grid of places in one pair of axes of a figure; between places they are mixed."""

    name: str  # of the pictures: other pictures have another
    axes: tuple[str, str]  # such as ("x", "y") or ("x2", "y2")
    x: NDArray[np.float64]  # (columns,) places, evenly spaced
    y: NDArray[np.float64]  # (rows,)
    pictures: NDArray[np.uint8]  # (rows, columns, height, width), grey
    paper: str  # colour of 0, as "#rrggbb"
    ink: str  # colour of 255

    def described(self) -> dict[str, Any]:
        """Return everything but the pictures, for the browser."""
        rows, columns, height, width = self.pictures.shape
        return {
            "name": self.name,
            "axes": self.axes,
            "x": [float(self.x[0]), float(self.x[-1])],
            "y": [float(self.y[0]), float(self.y[-1])],
            "shape": [rows, columns, height, width],
            "paper": self.paper,
            "ink": self.ink,
        }
