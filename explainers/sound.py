"""How notes sound: their frequencies, and when each begins. The browser makes the sound (`pages/stage/listen.js`)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sound:
    """A melody as it is played."""

    pitch: NDArray[np.int64]  # (T,) MIDI numbers
    start: Array  # (T,) in seconds
    length: Array  # (T,) in seconds

    @property
    def hertz(self) -> Array:
        """The frequency of each note, (T,)."""
        return frequency(self.pitch)


def frequency(pitch: NDArray[np.int64]) -> Array:
    """Return the frequencies of MIDI numbers, in Hz: equal temperament, A4 = 69 at 440 Hz."""
    return np.asarray(440.0 * 2.0 ** ((pitch - 69) / 12))


def in_turn(pitch: NDArray[np.int64], beats: Array, beat: float) -> Sound:
    """Return notes that follow each other without rests, each so many `beats` long; a `beat` is in seconds."""
    length = beat * beats
    return Sound(pitch, np.cumsum(length) - length, length)
