"""A run of the game that can be wound back, with what is noted of every step and measured now and then."""

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.gans.training.measures import earth_mover, js_and_kl, modes_and_quality
from explainers.gans.training.networks import generate
from explainers.gans.training.settings import MAX_STEPS, TIMELINE, Params
from explainers.gans.training.targets import Target, target
from explainers.gans.training.updates import State, advance, draw_noise, pool, start
from explainers.runs import AnyFound, RewindableRun, Runs

MEASURED = 10_000  # generated points for the divergences
TRANSPORTED = 128  # points of either kind for W₁
MAX_RUNS = 12


class Game(RewindableRun[Params, State, AnyFound]):
    """One training run, whatever is measured of it."""

    timeline = TIMELINE

    def __init__(self, params: Params) -> None:
        """Draw the real points, and make the state before the first step."""
        super().__init__(params)
        self.real = pool(params)  # (POOL, 2)

    @property
    def target(self) -> Target:
        """The density to imitate."""
        return target(self.params.data, self.params.drawn)

    def start(self) -> State:
        """Return the state before the first step."""
        return start(self.params)

    def make_step(self, state: State, settings: Params) -> None:
        """Make one step, in place."""
        advance(state, settings, self.real)

    def noted(self, state: State) -> tuple[float, float, float, float]:
        """Return the losses of D and of G, and the means of σ(D) on real and on generated points."""
        return state.loss_d, state.loss_g, state.d_real, state.d_fake

    def size(self, state: State) -> float:
        """Return the losses and the length of all weights together, as one vector."""
        length: float = sum(float(torch.dot(who.flat, who.flat)) for who in (state.g, state.d)) ** 0.5
        return abs(state.loss_d) + abs(state.loss_g) + length

    def generated(self, state: State, n: int) -> NDArray[np.float32]:
        """Return n generated points, shape (n, 2), from noise that is the same at every step."""
        weights = state.shown(self.params)
        z = draw_noise(self.params, n, torch.Generator().manual_seed(self.params.seed + 77))
        with torch.no_grad():
            points: NDArray[np.float32] = generate(z, weights, self.params.activation).numpy()
        return points


class Run(Game[tuple[float, float, float, int, float]]):
    """One training run, as the page of the game measures it."""

    measure_every = ((1000, 50), (MAX_STEPS, 200))
    room = 6_000_000

    def measure(self, state: State) -> tuple[float, float, float, int, float]:
        """Return JS, KL(p ‖ q), W₁, how many modes are covered, and the share of high-quality points."""
        points = self.generated(state, MEASURED).astype(np.float64)
        truth = self.real[:TRANSPORTED].numpy().astype(np.float64)
        js, kl = js_and_kl(self.target.cells(), points)
        return js, kl, earth_mover(truth, points[:TRANSPORTED]), *modes_and_quality(self.target, points[:1000])


RUNS = Runs(Run, TIMELINE, MAX_RUNS)
