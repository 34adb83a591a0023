"""Training runs that can be wound back: kept at some steps, replayed to any other, shared by runs that branch.

A run is a function of its Params, every step of it had back to the bit. So few of its states need be kept.
"""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import RLock
from typing import ClassVar, Generic, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from explainers.timeline import AnyParams, Timeline

KEEP_EVERY = 100  # steps between states that are kept, at first
BOUND = 1e6  # beyond which a run counts as broken down


class TrainingState(Protocol):
    """Everything that the next step depends on."""

    step: int

    @property
    def bytes(self) -> int:
        """How much memory this takes."""

    def copy(self) -> Self:
        """Return a state that shares nothing with this one."""


AnyState = TypeVar("AnyState", bound=TrainingState)
AnyFound = TypeVar("AnyFound")


class RewindableRun(ABC, Generic[AnyParams, AnyState, AnyFound]):
    """One training run, as far as anyone has asked for it: `AnyFound` is what is measured now and then."""

    timeline: ClassVar[Timeline]  # type: ignore[type-arg]  # a class variable cannot be generic
    measure_every: ClassVar[tuple[tuple[int, int], ...]]  # up to which step, and the steps between two measurements
    room: ClassVar[int]  # bytes for states: when they fill it, every second one is dropped, and half as many kept then

    def __init__(self, params: AnyParams) -> None:
        """Make the state before the first step; train nothing yet."""
        self.params = params
        first = self.start()
        self.kept: dict[int, AnyState] = {0: first}
        self.spacing = KEEP_EVERY  # steps between states that are kept
        self.tip: AnyState | None = None  # the state last asked for
        self.history: NDArray[np.float32] = np.full(
            (self.timeline.most + 1, len(self.noted(first))), np.nan, dtype=np.float32
        )
        self.measures: dict[int, AnyFound] = {}
        self.diverged: int | None = None  # the step at which numbers outgrew BOUND
        self.lock = RLock()

    @abstractmethod
    def start(self) -> AnyState:
        """Return the state before the first step."""

    @abstractmethod
    def make_step(self, state: AnyState, settings: AnyParams) -> None:
        """Make one step, in place."""

    @abstractmethod
    def noted(self, state: AnyState) -> Sequence[float]:
        """Return what is noted of every step."""

    @abstractmethod
    def size(self, state: AnyState) -> float:
        """Return how large the numbers of a state are: no number, or beyond BOUND, where training broke down."""

    @abstractmethod
    def measure(self, state: AnyState) -> AnyFound:
        """Return what is measured now and then."""

    def at(self, step: int) -> AnyState:
        """Return the state after `step` steps: the nearest at hand before it, trained on. Not to be changed."""
        with self.lock:
            step = min(step, self.timeline.most if self.diverged is None else self.diverged - 1)
            state = self.nearest(step)
            if state.step < step:
                state = state.copy()
            held = self.timeline.segments(self.params)
            while state.step < step:
                settings = next(settings for until, settings in held if state.step < until)
                self.make_step(state, settings)
                if not self.size(state) < BOUND:  # nor if it is no number
                    self.diverged = state.step
                    return self.at(state.step - 1)
                self.keep(state)
            self.tip = state
            return state

    def nearest(self, step: int) -> AnyState:
        """Return the last state at hand that is not after `step`."""
        with self.lock:
            near = self.kept[max(kept for kept in self.kept if kept <= step)]
            return self.tip if self.tip and near.step < self.tip.step <= step else near

    def keep(self, state: AnyState) -> None:
        """Note what a new step brought."""
        self.history[state.step] = self.noted(state)
        every = next(every for until, every in self.measure_every if state.step <= until)
        if state.step % every == 0 and state.step not in self.measures:
            self.measures[state.step] = self.measure(state)
        if state.step % self.spacing == 0 and state.step not in self.kept:
            self.kept[state.step] = state.copy()
            while len(self.kept) * state.bytes > self.room and self.spacing < self.timeline.most:
                self.spacing *= 2
                self.kept = {step: kept for step, kept in self.kept.items() if step % self.spacing == 0}

    def take_over(self, other: Self, shared: int) -> None:
        """Begin with what another run has at hand of the first steps, up to `shared`, which both have in common."""
        with other.lock:
            self.kept |= {step: state for step, state in other.kept.items() if step <= shared}
            self.measures |= {step: found for step, found in other.measures.items() if step <= shared}
            self.spacing = other.spacing
            self.history[: shared + 1] = other.history[: shared + 1]
            if other.diverged is not None and other.diverged <= shared:
                self.diverged = other.diverged


AnyRun = TypeVar("AnyRun", bound=RewindableRun)  # type: ignore[type-arg]


class Runs(Generic[AnyParams, AnyRun]):
    """The runs last asked for, of all visitors together."""

    def __init__(self, make: Callable[[AnyParams], AnyRun], timeline: Timeline[AnyParams], most: int) -> None:
        """Know how to make a run, and keep at most so many."""
        self.make, self.timeline, self.most = make, timeline, most
        self.runs: OrderedDict[AnyParams, AnyRun] = OrderedDict()
        self.lock = RLock()

    def run_of(self, params: AnyParams) -> AnyRun:
        """Return the run with these settings. It starts with what it has in common with runs still at hand."""
        params = self.timeline.run_alone(params)
        with self.lock:  # never while waiting for that of a run, which may be training
            if params in self.runs:
                self.runs.move_to_end(params)
                return self.runs[params]
            others = list(self.runs.values())
        run = self.make(params)
        in_common = [(self.timeline.common_steps(params, other.params), other) for other in others]
        shared, other = max(in_common, key=lambda pair: pair[0], default=(0, run))
        if shared:
            run.take_over(other, shared)
        if not run.measures:
            run.measures[0] = run.measure(run.kept[0])
        with self.lock:
            run = self.runs.setdefault(params, run)  # somebody may have been faster
            while len(self.runs) > self.most:
                self.runs.popitem(last=False)
            return run

    def reached(self, params: AnyParams) -> int:
        """Return the last step up to `params.steps` from which training, also of the run beside it, can go on."""
        without = self.timeline.unchanged(params)
        here: int = self.run_of(params).nearest(min(params.steps, self.timeline.most)).step
        return min(here, self.reached(without)) if without else here
