"""Melodies as notes: what a token is, and what can be said of a melody in numbers.

A melody is an array of tokens, (16,); a token is a pitch and a duration. All tunes stand on the tonic C.
"""

import numpy as np
from numpy.typing import NDArray

from explainers.sound import Sound, in_turn

Array = NDArray[np.float64]
Tokens = NDArray[np.int64]  # (…, T)

LENGTH = 16  # notes of a melody
LOWEST, PITCHES = 57, 32  # MIDI numbers 57 (A3) to 88 (E6)
DURATIONS = np.array([0.5, 1.0, 1.5, 2.0, 3.0, 4.0])  # in eighth notes
VOCABULARY = PITCHES * len(DURATIONS)
EIGHTH = 0.21  # seconds
MAJOR, MINOR, TRIAD = (4, 9, 11), (3, 8, 10), (0, 3, 4, 7)  # semitones over the tonic
FEATURES = {  # by name: what is measured of a melody
    "height": "Height: mean pitch",
    "range": "Range: highest less lowest pitch",
    "leaps": "Leaps: mean interval",
    "mood": "Mood: major less minor notes",
    "home": "Home: notes of the tonic chord",
    "repeats": "Repeats: notes heard just before",
    "pace": "Pace: notes per time",
    "uneven": "Unevenness: changes of duration",
}


def token(pitch: NDArray[np.int64], duration: NDArray[np.int64]) -> Tokens:
    """Return the tokens of MIDI pitches and of places in DURATIONS."""
    return (pitch - LOWEST) * len(DURATIONS) + duration


def pitches(tokens: Tokens) -> Tokens:
    """Return the MIDI numbers of tokens."""
    return LOWEST + tokens // len(DURATIONS)


def durations(tokens: Tokens) -> Array:
    """Return how long tokens sound, in eighth notes."""
    return DURATIONS[tokens % len(DURATIONS)]


def features(tokens: Tokens) -> Array:
    """Return what is measured of melodies (n, T), shape (n, 8), in the order of FEATURES.

    Height, range and leaps in semitones; mood, home, repeats and unevenness as shares of notes; pace in notes a beat.
    """
    pitch, long = pitches(tokens), durations(tokens)
    degree, step = pitch % 12, np.diff(pitch, axis=1)
    heard = (pitch[:, 2:] == pitch[:, 1:-1]) | (pitch[:, 2:] == pitch[:, :-2])
    return np.column_stack([
        pitch.mean(axis=1),
        np.ptp(pitch, axis=1),
        np.abs(step).mean(axis=1),
        np.isin(degree, MAJOR).mean(axis=1) - np.isin(degree, MINOR).mean(axis=1),
        np.isin(degree, TRIAD).mean(axis=1),
        heard.mean(axis=1),
        2 / long.mean(axis=1),
        (np.diff(long, axis=1) != 0).mean(axis=1),
    ])  # fmt: skip


def distinct(tokens: Tokens) -> float:
    """Return the share of different ones among all intervals, from pitch to pitch, in melodies (n, T)."""
    pitch = pitches(tokens)
    pairs = pitch[:, :-1] * 128 + pitch[:, 1:]
    return len(np.unique(pairs)) / pairs.size


def sound(tokens: Tokens) -> Sound:
    """Return when each note of a melody (T,) sounds."""
    return in_turn(pitches(tokens), durations(tokens), EIGHTH)
