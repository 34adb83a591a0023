"""Melodies to listen to: each a piano roll with a button, its notes made into sound by the browser; one may be preferred."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from explainers.sound import Sound
from pages.stage.components import BAR, script
from pages.stage.shown import digest

_melodies = st.components.v2.component(
    "melodies",
    html="<div class='melodies'></div><output class='said' aria-live='polite'></output>",
    css=BAR
    + """
    .melodies { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; }
    .melody { flex: 1 1 13rem; min-width: 0; }
    .melody svg { display: block; width: 100%; height: 5.2rem; border: 1px solid var(--st-border-color);
                  border-radius: var(--st-button-radius); background: var(--st-background-color); }
    .melody .bar { margin-top: 0.25rem; flex-wrap: nowrap; }
    .melody .name { flex: 1; min-width: 0; overflow-wrap: anywhere; }
    .melody .play { min-width: 4.4rem; }
    .melodies ~ .said { display: block; font-size: 0.85rem; color: var(--st-text-color); }
    """,
    js=script("listen.js"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Heard:
    """A melody to listen to."""

    name: str  # what stands beside its button
    sound: Sound
    colour: str  # CSS, of its notes

    @property
    def described(self) -> dict[str, object]:
        """Return it as the browser reads it; a note is its pitch, frequency, beginning and length."""
        s = self.sound
        notes = zip(s.pitch.tolist(), s.hertz.round(3).tolist(), s.start.round(4).tolist(), s.length.round(4).tolist(),
                    strict=True)  # fmt: skip
        return {"name": self.name, "colour": self.colour, "notes": list(notes)}


def listen(key: str, melodies: Sequence[Heard], prefer: Callable[[int], None] | None = None) -> None:
    """Offer melodies to listen to, side by side, and, with `prefer`, a button under each that says it is liked better.

    `prefer` is called with the place of the melody. One sounds at a time; it stops with its button, with Escape, and when
    the tab goes to the background or the page is left.
    """
    described = [melody.described for melody in melodies]
    pitches = [int(p) for melody in melodies for p in melody.sound.pitch]

    def preferred() -> None:
        if prefer:
            prefer(int(st.session_state[key]["preferred"]))

    data = {"melodies": described, "choose": prefer is not None, "version": digest(repr(described))}
    data |= {"low": min(pitches) - 1, "high": max(pitches) + 1}
    _melodies(key=key, data=data, on_preferred_change=preferred)
