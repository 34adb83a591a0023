"""The tunes that the generator is trained on, read from the package `music21` (10.5.1, `pip install music21`).

Ryan's Mammoth Collection of 1883: reels, jigs, hornpipes and strathspeys for the fiddle. The tunes are in the public
domain; their encodings are those of volunteers and stay in the package.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from music21 import common, converter

from explainers.rl.guided_generation.notes import DURATIONS, LENGTH, LOWEST, PITCHES, Tokens, token

MIDDLE = 72  # C5, near which the mean pitch of each tune is moved


def tunes() -> Iterator[tuple[str, list[Tokens]]]:
    """Yield the title of each tune, in small letters, and its phrases: 16 notes from the start of every bar on."""
    for file in sorted(Path(common.getCorpusFilePath(), "ryansMammoth").glob("*.abc")):
        score = converter.parse(file)
        yield re.sub(r"[^a-z]", "", str(score.metadata.title or "").lower()), phrases(score)


def phrases(score: Any) -> list[Tokens]:
    """Return the phrases of a tune, moved to the tonic C, its commonest duration an eighth note."""
    keys = list(score.recurse().getElementsByClass("Key"))
    notes, bars = melody(score)
    if len(keys) != 1 or not notes:
        return []
    pitch = np.array([pitch for pitch, _ in notes]) - keys[0].tonic.pitchClass
    pitch += 12 * round((MIDDLE - pitch.mean()) / 12)
    lengths = [length for _, length in notes]
    same = np.isclose(np.array(lengths)[:, None] / Counter(lengths).most_common(1)[0][0], DURATIONS)
    sayable = same.any(axis=1) & (pitch >= LOWEST) & (pitch < LOWEST + PITCHES)
    tokens = token(pitch, same.argmax(axis=1))
    return [tokens[start : start + LENGTH] for start in bars
            if start + LENGTH <= len(tokens) and sayable[start : start + LENGTH].all()]  # fmt: skip


def melody(score: Any) -> tuple[list[tuple[int, float]], list[int]]:
    """Return pitch and length of all notes of a tune, and which of them begin a bar. Rests lengthen the note before."""
    notes: list[tuple[int, float]] = []
    bars = []
    for bar in score.recurse().getElementsByClass("Measure"):
        bars.append(len(notes))
        for sound in bar.notesAndRests:
            length = float(sound.quarterLength)
            tied = sound.isRest or (sound.tie is not None and sound.tie.type != "start")
            if tied and notes:
                notes[-1] = notes[-1][0], notes[-1][1] + length
            elif sound.isNote and length:
                notes.append((sound.pitch.midi, length))
    return notes, [start for start, end in pairwise([*bars, len(notes)]) if end > start]
