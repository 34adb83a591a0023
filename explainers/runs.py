"""What happens step by step and can be wound back: kept at some steps, replayed to any other.

A training run is a function of its Params, every step of it had back to the bit. So few of its states need be kept, and
runs that branch share what they have in common.
"""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
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


S = TypeVar("S")
AnyState = TypeVar("AnyState", bound=TrainingState)
AnyFound = TypeVar("AnyFound")


class Replay(ABC, Generic[S]):
    """The states after 0, 1, 2, … steps, as far as anyone has asked for them. Several visitors may ask."""

    def __init__(self, first: S, spacing: int = 1) -> None:
        """Begin with the state before the first step, and keep that after every `spacing` steps."""
        self.kept: dict[int, S] = {0: first}
        self.spacing = spacing
        self.tip: tuple[int, S] = (0, first)  # the state last asked for
        self.lock = RLock()

    @abstractmethod
    def advanced(self, step: int, state: S) -> S:
        """Return the state one step after that of `step`; it may be the same object, changed."""

    def copied(self, state: S) -> S:
        """Return a state that does not change when this one does: itself, where steps make new objects."""
        return state

    def at(self, step: int) -> S:
        """Return the state after `step` steps: the nearest at hand before it, moved on. Not to be changed."""
        with self.lock:
            start, state = self.nearest(step)
            if start < step:
                state = self.moved(start, step, self.copied(state))
            self.tip = step, state
            return state

    def moved(self, start: int, step: int, state: S) -> S:
        """Return the state after `step` steps from that after `start`; keep those on the way that are to be kept."""
        for now in range(start + 1, step + 1):
            state = self.advanced(now - 1, state)
            self.keep(now, state)
        return state

    def nearest(self, step: int) -> tuple[int, S]:
        """Return the last state at hand that is not after `step`, and after how many steps that is."""
        with self.lock:
            near = step // self.spacing * self.spacing
            near = near if near in self.kept else max(kept for kept in self.kept if kept <= step)
            return self.tip if near < self.tip[0] <= step else (near, self.kept[near])

    def keep(self, step: int, state: S) -> None:
        """Keep a new state, where it is one of those to be kept."""
        if step % self.spacing == 0 and step not in self.kept:
            self.kept[step] = self.copied(state)


class Recording(Replay[S]):
    """The states that an endless iterator makes, each a new object; all of them are kept."""

    def __init__(self, states: Iterator[S]) -> None:
        super().__init__(next(states))
        self._states = states

    def advanced(self, step: int, state: S) -> S:
        """Return what the iterator makes next."""
        return next(self._states)


class BrokenDown(Exception):
    """Numbers outgrew their bound in the step to `step`."""

    def __init__(self, step: int) -> None:
        super().__init__(f"training broke down at step {step}")
        self.step = step


class RewindableRun(Replay[AnyState], Generic[AnyParams, AnyState, AnyFound]):
    """One training run: `AnyFound` is what is measured now and then."""

    timeline: ClassVar[Timeline]  # type: ignore[type-arg]  # a class variable cannot be generic
    measure_every: ClassVar[tuple[tuple[int, int], ...]]  # up to which step, and the steps between two measurements
    room: ClassVar[int]  # bytes for states: when they fill it, every second one is dropped, and half as many kept then

    def __init__(self, params: AnyParams) -> None:
        """Make the state before the first step; train nothing yet."""
        self.params = params
        super().__init__(self.start(), KEEP_EVERY)
        columns = len(self.noted(self.kept[0]))
        self.history: NDArray[np.float32] = np.full((self.timeline.most + 1, columns), np.nan, dtype=np.float32)
        self.measures: dict[int, AnyFound] = {}
        self.diverged: int | None = None  # the step at which numbers outgrew BOUND

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
        """Return the state after `step` steps, or the last good one where training broke down. Not to be changed."""
        with self.lock:
            try:
                return super().at(min(step, self.timeline.most if self.diverged is None else self.diverged - 1))
            except BrokenDown as problem:
                self.diverged = problem.step
                return super().at(problem.step - 1)

    def advanced(self, step: int, state: AnyState) -> AnyState:
        """Make one step, in place. Raises BrokenDown."""
        self.make_step(state, self.timeline.settings_at(self.params, step))
        if not self.size(state) < BOUND:  # nor if it is no number
            raise BrokenDown(step + 1)
        return state

    def copied(self, state: AnyState) -> AnyState:
        """Return a state that shares nothing with this one."""
        return state.copy()

    def keep(self, step: int, state: AnyState) -> None:
        """Note what a new step brought; drop every second state where they fill their room."""
        self.history[step] = self.noted(state)
        every = next(every for until, every in self.measure_every if step <= until)
        if step % every == 0 and step not in self.measures:
            self.measures[step] = self.measure(state)
        super().keep(step, state)
        while len(self.kept) * state.bytes > self.room and self.spacing < self.timeline.most:
            self.spacing *= 2
            self.kept = {kept: state for kept, state in self.kept.items() if kept % self.spacing == 0}

    def take_over(self, other: Self, shared: int) -> None:
        """Begin with what another run has at hand of the first steps, up to `shared`, which both have in common."""
        with other.lock:
            self.kept |= {step: state for step, state in other.kept.items() if step <= shared}
            self.measures |= {step: found for step, found in other.measures.items() if step <= shared}
            self.spacing = other.spacing
            self.history[: shared + 1] = other.history[: shared + 1]
            self.diverged = other.broken_down(shared) or self.diverged

    def broken_down(self, steps: int) -> int | None:
        """Return the step at which training broke down, if it did so within the first `steps`."""
        return self.diverged if self.diverged is not None and self.diverged <= steps else None


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
        here: int = self.run_of(params).nearest(min(params.steps, self.timeline.most))[0]
        return min(here, self.reached(without)) if without else here
