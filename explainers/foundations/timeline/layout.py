"""Where everything on the map goes: years across, subfields down, and only as many labels as do not overlap."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explainers.foundations.timeline.model import FIRST, LAST, SUBFIELDS, Idea, Result, ideas

EVEN = 0.12  # share of the width that is spread evenly over years; the rest goes to years by their number of ideas
ROWS = (0.5, 0.2, 0.8)  # places within a lane, the middle first
APART = 10.5  # pixels between the centres of two ideas
DOT = 7.0  # pixels from the centre of an idea that no label may touch


@dataclass(frozen=True)
class Page:
    """The room that a map has, in pixels, and the size of its type."""

    width: float  # between its left and right ends
    height: float
    text: float
    inside: bool = False  # whether the names of the lanes stand on it, and not beside it

    @property
    def names(self) -> list["Box"]:
        """The names of the lanes, where they stand on the page: each in the upper left corner of its lane."""
        tops = [i / len(SUBFIELDS) * self.height for i in range(len(SUBFIELDS))]
        wide = [0.53 * self.text * len(name) + 4 for name in SUBFIELDS.values()]
        boxes = [Box(0, y, x, y + 1.2 * self.text) for x, y in zip(wide, tops, strict=True)]
        return boxes if self.inside else []


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two rectangles overlap."""
        return (self.left < other.right and other.left < self.right and self.top < other.bottom
                and other.top < self.bottom)  # fmt: skip

    def within(self, page: Page) -> bool:
        """Whether it lies on the page."""
        return self.left >= 0 and self.right <= page.width and self.top >= 0 and self.bottom <= page.height


@dataclass(frozen=True)
class Label:
    """The name of an idea, and where it stands from its dot."""

    side: str  # "right", "left", "above", "below", "above right", …
    box: Box


@lru_cache(maxsize=1)
def _scale() -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    years = np.arange(FIRST, LAST + 1)
    counts = np.array([sum(entry.year == year for entry in ideas().values()) for year in years])
    share = np.cumsum(counts**0.8)
    places = EVEN * (years - FIRST) / (LAST - FIRST) + (1 - EVEN) * share / share[-1]
    return years, places


def across(year: float) -> float:
    """Return the place of a year, from 0 to 1: years with many ideas take more room."""
    return float(np.interp(year, *_scale()))


@lru_cache(maxsize=1)
def places() -> Mapping[str, tuple[float, float]]:
    """Return where each idea stands: across, from 0 to 1, and down, in lanes from 0.

    Each goes to the place nearest to its year, and to the middle of its lane, where it hides no other.
    """
    found: dict[str, tuple[float, float]] = {}
    for entry in ideas().values():
        x, room, lane = (
            across(entry.year),
            across(entry.year) - across(entry.year - 1),
            list(SUBFIELDS).index(entry.subfield),
        )
        free = [(x - shift * room, lane + row) for shift in (0.0, 0.3, 0.6) for row in ROWS]
        found[entry.id] = next((at for at in free if _apart(at, found.values()) > APART), max(
            free, key=lambda at: _apart(at, found.values())))  # fmt: skip
    return found


def _apart(at: tuple[float, float], others: Iterable[tuple[float, float]]) -> float:
    """Return how far, in pixels, a place is from the nearest of others on the smallest page."""
    return min((np.hypot((at[0] - x) * 540, (at[1] - y) * 36) for x, y in others), default=np.inf)


def window(span: tuple[int, int]) -> tuple[float, float]:
    """Return the ends of the map across, for a span of years, with room for the first and the last dot."""
    low, high = across(span[0]), across(span[1])
    return low - 0.02 * (high - low), high + 0.02 * (high - low)


def pixels(entry: Idea, span: tuple[int, int], page: Page) -> tuple[float, float]:
    """Return the centre of the dot of an idea, in pixels from the upper left."""
    (x, y), (low, high) = places()[entry.id], window(span)
    return (x - low) / (high - low) * page.width, y / len(SUBFIELDS) * page.height


def labels(result: Result, page: Page) -> dict[str, Label]:
    """Return the labels that fit, by id: those of what is lit first, the chosen idea before all others.

    A label touches no other label and no dot, but that what is lit may cover what is not, and the chosen idea any.
    """
    dots = {entry.id: pixels(entry, result.span, page) for entry in result.shown}
    marks = {id: Box(x - DOT, y - DOT, x + DOT, y + DOT) for id, (x, y) in dots.items()}
    lit_marks = [box for id, box in marks.items() if id in result.lit]
    found: dict[str, Label] = {}
    for entry in sorted(result.shown, key=lambda entry: _turn(entry, result)):
        avoided = lit_marks if entry.id in result.lit else list(marks.values())
        avoided = [*avoided, *page.names, *(label.box for label in found.values())]
        label = _free(entry.idea, dots[entry.id], page, avoided)
        if label is None and entry == result.focus:
            label = _free(entry.idea, dots[entry.id], page, page.names)
        if label:
            found[entry.id] = label
    return found


def _free(text: str, dot: tuple[float, float], page: Page, avoided: Sequence[Box]) -> Label | None:
    """Return the first place for a label that lies on the page and meets nothing to be avoided."""
    places = (Label(side, box) for side, box in _sides(text, *dot, page) if box.within(page))
    return next((label for label in places if not any(label.box.meets(other) for other in avoided)), None)


def _turn(entry: Idea, result: Result) -> tuple[bool, bool, bool, int]:
    """Return a key by which labels take turns: chosen, lit, has a page here, has many that build on it."""
    chosen = result.focus is not None and entry.id == result.focus.id
    return not chosen, entry.id not in result.lit, not entry.explainer, -_children(entry.id)


@lru_cache(maxsize=256)
def _children(id: str) -> int:
    return sum(id in entry.on for entry in ideas().values())


def _sides(text: str, x: float, y: float, page: Page) -> Iterable[tuple[str, Box]]:
    """Yield the places for a label, each with its box; letters are taken to be 0.53 of the size of type wide."""
    wide, high, off = 0.53 * page.text * len(text) + 4, 1.2 * page.text, DOT + 1
    yield "right", Box(x + off, y - high / 2, x + off + wide, y + high / 2)
    yield "left", Box(x - off - wide, y - high / 2, x - off, y + high / 2)
    for name, bottom in (("above", y - off), ("below", y + off + high)):
        for way, left in (("", x - wide / 2), (" right", x - off), (" left", x + off - wide)):
            yield name + way, Box(left, bottom - high, left + wide, bottom)
