"""A run that can be wound back: kept at some steps, replayed to any other, shared with the runs that branch from it."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import RLock

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.gans.training.game import State, advance, draw_noise, pool, start
from explainers.gans.training.measures import earth_mover, js_and_kl, modes_and_quality
from explainers.gans.training.networks import generate
from explainers.gans.training.settings import FIXED, LIVE, MAX_STEPS, SEEN, Params, segments
from explainers.gans.training.targets import Target, target

KEEP_EVERY = 100  # steps between states that are kept, at first
ROOM = 6_000_000  # bytes for them: when they fill it, every second one is dropped, and half as many are kept from then
MEASURE_EVERY = ((1000, 50), (MAX_STEPS, 200))  # up to which step, and the steps between two measurements
MEASURED = 10_000  # generated points for the divergences
BOUND = 1e6  # beyond which a run counts as broken down
TRANSPORTED = 128  # points of either kind for W₁
MAX_RUNS = 12  # of all visitors together
LOSSES_KEPT = ("loss_d", "loss_g", "d_real", "d_fake")


def length(state: State) -> float:
    """Return the length of all weights together, as one vector."""
    return sum(float(torch.dot(who.flat, who.flat)) for who in (state.g, state.d)) ** 0.5


@dataclass
class Run:
    """One training run, as far as anyone has asked for it."""

    params: Params
    real: Tensor  # (POOL, 2)
    kept: dict[int, State] = field(default_factory=dict)
    history: NDArray[np.float32] = field(default_factory=lambda: np.full((MAX_STEPS + 1, 4), np.nan, dtype=np.float32))
    measures: dict[int, tuple[float, float, float, int, float]] = field(default_factory=dict)
    spacing: int = KEEP_EVERY  # steps between states that are kept
    tip: State | None = None  # the state last asked for
    diverged: int | None = None  # the step at which numbers outgrew BOUND
    lock: RLock = field(default_factory=RLock)

    @property
    def target(self) -> Target:
        """The density to imitate."""
        return target(self.params.data, self.params.drawn)

    def at(self, step: int) -> State:
        """Return the state after `step` steps: the nearest at hand before it, trained on. Not to be changed."""
        with self.lock:
            step = min(step, MAX_STEPS if self.diverged is None else self.diverged - 1)
            state = self.nearest(step).copy()
            held = segments(self.params)
            while state.step < step:
                settings = next(settings for until, settings in held if state.step < until)
                advance(state, settings, self.real)
                if not abs(state.loss_d) + abs(state.loss_g) + length(state) < BOUND:  # nor if it is no number
                    self.diverged = state.step
                    return self.at(state.step - 1)
                self.keep(state)
            self.tip = state
            return state

    def nearest(self, step: int) -> State:
        """Return the last state at hand that is not after `step`."""
        with self.lock:
            near = self.kept[max(kept for kept in self.kept if kept <= step)]
            return self.tip if self.tip and near.step < self.tip.step <= step else near

    def keep(self, state: State) -> None:
        """Note what a new step brought."""
        self.history[state.step] = [getattr(state, name) for name in LOSSES_KEPT]
        every = next(every for until, every in MEASURE_EVERY if state.step <= until)
        if state.step % every == 0 and state.step not in self.measures:
            self.measures[state.step] = self.measure(state)
        if state.step % self.spacing == 0 and state.step not in self.kept:
            self.kept[state.step] = state.copy()
            while len(self.kept) * state.bytes > ROOM and self.spacing < MAX_STEPS:
                self.spacing *= 2
                self.kept = {step: kept for step, kept in self.kept.items() if step % self.spacing == 0}

    def measure(self, state: State) -> tuple[float, float, float, int, float]:
        """Return JS, KL(p ‖ q), W₁, how many modes are covered, and the share of high-quality points."""
        points = self.generated(state, MEASURED).astype(np.float64)
        truth = self.real[:TRANSPORTED].numpy().astype(np.float64)
        js, kl = js_and_kl(self.target.cells(), points)
        return js, kl, earth_mover(truth, points[:TRANSPORTED]), *modes_and_quality(self.target, points[:1000])

    def generated(self, state: State, n: int) -> NDArray[np.float32]:
        """Return n generated points, shape (n, 2), from noise that is the same at every step."""
        weights = state.shown(self.params)
        z = draw_noise(self.params, n, torch.Generator().manual_seed(self.params.seed + 77))
        with torch.no_grad():
            points: NDArray[np.float32] = generate(z, weights, self.params.activation).numpy()
        return points


_runs: OrderedDict[Params, Run] = OrderedDict()
_runs_lock = RLock()


def run_of(params: Params) -> Run:
    """Return the run with these settings. It starts with what runs have in common with it that are still at hand."""
    params = replace(params, **{name: getattr(Params, name) for name in SEEN if name != "average"})
    with _runs_lock:
        if params in _runs:
            _runs.move_to_end(params)
            return _runs[params]
        run = Run(params, pool(params), {0: start(params)})
        others = [(common_steps(params, other.params), other) for other in _runs.values()]
        shared, other = max(others, key=lambda pair: pair[0], default=(0, run))
        if shared:
            with other.lock:
                run.kept |= {step: state for step, state in other.kept.items() if step <= shared}
                run.measures |= {step: found for step, found in other.measures.items() if step <= shared}
                run.spacing = other.spacing
                run.history[: shared + 1] = other.history[: shared + 1]
                if other.diverged is not None and other.diverged <= shared:
                    run.diverged = other.diverged
        if not run.measures:
            run.measures[0] = run.measure(run.kept[0])
        _runs[params] = run
        while len(_runs) > MAX_RUNS:
            _runs.popitem(last=False)
        return run


def common_steps(one: Params, other: Params) -> int:
    """Return up to which step two runs are the same."""
    if any(getattr(one, name) != getattr(other, name) for name in (*FIXED, "average")):
        return 0
    ends = sorted({until for params in (one, other) for until, _ in segments(params)})
    step = 0
    for end in ends:
        held = [next(s for until, s in segments(params) if step < until) for params in (one, other)]
        if any(getattr(held[0], name) != getattr(held[1], name) for name in LIVE):
            return step
        step = min(end, MAX_STEPS)
    return step
