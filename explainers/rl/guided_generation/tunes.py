"""The tunes that the generator is trained on, read from the package `music21` (10.5.1, `pip install music21`).

Ryan's Mammoth Collection of 1883: reels, jigs, hornpipes and strathspeys for the fiddle. The tunes are in the public
domain; their encodings are those of volunteers and stay in the package.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from music21 import common, converter

from explainers.rl.guided_generation.notes import DURATIONS, LENGTH, LOWEST, PITCHES, Tokens, token

COLLECTION = "ryansMammoth"
MIDDLE = 72  # C5, near which the mean pitch of each tune is moved


def tunes() -> Iterator[tuple[str, list[Tokens]]]:
    """Yield the title of each tune, in small letters, and its phrases: 16 notes from the start of every bar on."""
    for file in sorted(Path(common.getCorpusFilePath(), COLLECTION).glob("*.abc")):
        score = converter.parse(file)
        title = re.sub(r"[^a-z]", "", str(score.metadata.title or "").lower())
        yield title, phrases(score)


def phrases(score: Any) -> list[Tokens]:
    """Return the phrases of a tune, moved to the tonic C, its commonest duration an eighth note."""
    keys = list(score.recurse().getElementsByClass("Key"))
    notes, bars = melody(score)
    if len(keys) != 1 or not notes:
        return []
    usual = Counter(long for _, long in notes).most_common(1)[0][0]
    shift = -keys[0].tonic.pitchClass
    shift += 12 * round((MIDDLE - shift - np.mean([pitch for pitch, _ in notes])) / 12)
    found = []
    for start in bars:
        some = list(islice(notes, start, start + LENGTH))
        pitch = np.array([note + shift for note, _ in some])
        places = [np.flatnonzero(np.isclose(DURATIONS, long / usual)) for _, long in some]
        if len(some) == LENGTH and all(map(len, places)) and LOWEST <= pitch.min() <= pitch.max() < LOWEST + PITCHES:
            found.append(token(pitch, np.concatenate(places)))
    return found


def melody(score: Any) -> tuple[list[tuple[int, float]], list[int]]:
    """Return pitch and length of all notes of a tune, and which of them begin a bar. Rests lengthen the note before."""
    notes: list[tuple[int, float]] = []
    bars = []
    for bar in score.recurse().getElementsByClass("Measure"):
        first = len(notes)
        for sound in bar.notesAndRests:
            long = float(sound.quarterLength)
            tied = sound.isRest or (sound.tie is not None and sound.tie.type != "start")
            if tied and notes:
                notes[-1] = notes[-1][0], notes[-1][1] + long
            elif sound.isNote and long:
                notes.append((sound.pitch.midi, long))
        if len(notes) > first:
            bars.append(first)
    return notes, [one for one, other in pairwise([*bars, -1]) if one != other]
