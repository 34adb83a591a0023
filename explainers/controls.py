"""What a control is, as data: declared once, at the field of `Params` that it sets.

    separation: Annotated[float, Slider("Separation", -6.0, 6.0, 0.1, symbol="t", help="How far q is moved.")] = 2.5

From it follow the widget, what a link may say, the sentence for a value out of range, the checks of the words file, the
table of symbols, the titles of CSV columns and what property tests draw. A control is also a group of constraints as
`annotated_types` has them, so that hypothesis (`st.from_type`) and pydantic read it.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypeVar, get_origin, get_type_hints

from annotated_types import Ge, GroupedMetadata, Le, MaxLen, Predicate

from explainers.problems import BadInput

# What a change does to a model in training: nothing, as only the view of it changes; it takes effect from the next step
# on; or training begins again.
Effect = Literal["view", "continue", "restart"]
P = TypeVar("P")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, eq=False)
class Control(GroupedMetadata):
    """What every control has. `help` says in a sentence what it is, in the field's terms."""

    label: str
    help: str = field(default="", kw_only=True)
    symbol: str = field(default="", kw_only=True)  # in the maths of the page
    unit: str = field(default="", kw_only=True)
    effect: Effect = field(default="view", kw_only=True)

    @property
    def caption(self) -> str:
        """What stands at the widget: label, symbol and unit."""
        return self.label + (f"  {self.symbol}" if self.symbol else "") + (f", in {self.unit}" if self.unit else "")

    @property
    def column(self) -> str:
        """What stands over a column of a CSV file."""
        return " ".join(filter(None, (self.label, self.symbol, f"({self.unit})" if self.unit else "")))

    def __iter__(self) -> Iterator[object]:
        """Yield the constraints on a value."""
        yield from ()

    def problem(self, value: Any) -> str:
        """Return why a value is not possible, in a sentence; "" where it is."""
        return ""


@dataclass(frozen=True, eq=False)
class _Between(Control):
    low: float
    high: float

    def __iter__(self) -> Iterator[object]:
        """Yield the ends of the range."""
        yield Ge(self.low)
        yield Le(self.high)

    def problem(self, value: Any) -> str:
        """Return a sentence where the value is no finite number of the range."""
        if isinstance(value, int | float) and math.isfinite(value) and self.low <= value <= self.high:
            return ""
        shown = f"{value:,g}" if isinstance(value, int | float) else f"“{str(value)[:40]}”"
        return f"{shown} is out of range: this page takes {self.low:,g} to {self.high:,g}."


@dataclass(frozen=True, eq=False)
class Slider(_Between):
    """Evenly spaced stops between two numbers."""

    step: float


@dataclass(frozen=True, eq=False)
class Number(_Between):
    """A number that is typed; `step` is that of its buttons, where it is not whole."""

    step: float | None = None


@dataclass(frozen=True, eq=False)
class Stops(Control):
    """A slider over given numbers that are not evenly spaced. In between, a link or a script may have any."""

    values: tuple[float, ...]

    def __iter__(self) -> Iterator[object]:
        """Yield the ends of the range."""
        yield Ge(self.values[0])
        yield Le(self.values[-1])

    def problem(self, value: Any) -> str:
        """Return a sentence where the value is no number from the first to the last stop."""
        return Number(self.label, self.values[0], self.values[-1]).problem(value)


@dataclass(frozen=True, eq=False)
class Select(Control):
    """One of several options, from a list: their names, and what a visitor reads. Of an int, names are its digits."""

    options: Mapping[str, str]

    def __iter__(self) -> Iterator[object]:
        """Yield that it is one of the options."""
        yield Predicate(lambda value: str(value) in self.options)

    def problem(self, value: Any) -> str:
        """Return a sentence where the value is none of the options."""
        return "" if str(value) in self.options else f"“{str(value)[:40]}” is not one of: {', '.join(self.options)}."


@dataclass(frozen=True, eq=False)
class Choice(Select):
    """One of a few options, all in sight."""


@dataclass(frozen=True, eq=False)
class Text(Control):
    """A line of text, of at most `most` characters."""

    most: int

    def __iter__(self) -> Iterator[object]:
        """Yield how long it may be."""
        yield MaxLen(self.most)

    def problem(self, value: Any) -> str:
        """Return a sentence where the text is too long."""
        long = len(value) > self.most
        return f"This is {len(value):,} characters long, and the page takes {self.most:,}." if long else ""


@dataclass(frozen=True, eq=False)
class Drawing(Text):
    """Points or strokes drawn on a pad, kept as text: "x,y x,y …" in the unit square, strokes parted by ";"."""

    points: int = 100  # at most
    role: str = "real"  # the colour of the ink, by role
    lines: bool = False  # strokes instead of points
    follows: bool = False  # whether the picture follows while a stroke grows: its page computes it in a moment
    in_sight: bool = False  # whether the pad stands among the controls, not behind a button


@dataclass(frozen=True, eq=False)
class Cells(Text):
    """A grid of cells, painted one by one, kept as text: a character for each, rows with "/" between them."""

    kinds: Mapping[str, str]  # what each character stands for
    shown: str = ""  # what is on the pad while the text is empty
    follows: bool = True  # whether the picture follows while cells are painted


@dataclass(frozen=True, eq=False)
class Toggle(Control):
    """A switch."""


@dataclass(frozen=True, eq=False)
class Sliders(_Between):
    """A vector, a slider for each of its `count` numbers. In links and words they are called name_1, name_2, …"""

    step: float
    count: int

    def element(self, i: int) -> Slider:
        """Return the slider of number i, counted from 1. In `help`, {i} stands for it."""
        name = f"{self.symbol}{str(i).translate(SUBSCRIPTS)}" if self.symbol else str(i)
        return Slider(self.label, self.low, self.high, self.step, symbol=name, help=self.help.format(i=i),
                      effect=self.effect)  # fmt: skip

    def problem(self, value: Any) -> str:
        """Return a sentence where there are not `count` numbers, or one is out of range."""
        if len(value) != self.count:
            return f"There are {len(value)} numbers here, and it takes {self.count}."
        return next(filter(None, (_Between.problem(self, number) for number in value)), "")


@dataclass(frozen=True, eq=False)
class Private(Text):
    """What a visitor uploaded, as text: never in a link, never kept where other visitors' answers are."""


_declared: dict[type, Mapping[str, Control]] = {}
_kinds: dict[type, Mapping[str, type]] = {}
_elements: dict[type, dict[str, tuple[str, int]]] = {}


def controls_of(params: type) -> Mapping[str, Control]:
    """Return the controls that the fields of a class of Params declare, by field, in the order of the fields."""
    if params not in _declared:
        hints = get_type_hints(params, include_extras=True)
        notes = {f.name: getattr(hints[f.name], "__metadata__", ()) for f in fields(params)}
        controls = {name: [note for note in some if isinstance(note, Control)] for name, some in notes.items()}
        _declared[params] = {name: some[0] for name, some in controls.items() if some}
    return _declared[params]


def kinds_of(params: type) -> Mapping[str, type]:
    """Return the plain types of the fields of a class of Params: float, int, str, bool or tuple."""
    if params not in _kinds:
        hints = get_type_hints(params)
        _kinds[params] = {f.name: get_origin(hints[f.name]) or hints[f.name] for f in fields(params)}
    return _kinds[params]


def check(params: Any) -> None:
    """Raise BadInput, naming the field, where a setting is not possible."""
    for name, control in controls_of(type(params)).items():
        if problem := control.problem(getattr(params, name)):
            raise BadInput(name, problem)


def is_private(params: Any) -> bool:
    """Whether some setting holds a visitor's own data: an upload, a drawing, a text that was typed."""
    return any(
        isinstance(control, Text) and getattr(params, name) != getattr(type(params), name)
        for name, control in controls_of(type(params)).items()
    )


def elements_of(params: type) -> Mapping[str, tuple[str, int]]:
    """Return, by names such as phi_2, which number of which vector is meant, counted from 0."""
    if params not in _elements:
        vectors = [(name, control) for name, control in controls_of(params).items() if isinstance(control, Sliders)]
        _elements[params] = {f"{name}_{i + 1}": (name, i) for name, control in vectors for i in range(control.count)}
    return _elements[params]


def changed(params: P, settings: Mapping[str, Any]) -> P:
    """Return Params with some settings changed, by the names of fields or of numbers of a vector."""
    elements, kinds = elements_of(type(params)), kinds_of(type(params))
    for name, value in settings.items():
        if name in elements:
            whole, i = elements[name]
            numbers = list(getattr(params, whole))
            numbers[i] = float(value)
            params = replace(params, **{whole: tuple(numbers)})  # type: ignore[type-var]
        else:
            params = replace(params, **{name: kinds[name](value)})  # type: ignore[type-var]
    return params
