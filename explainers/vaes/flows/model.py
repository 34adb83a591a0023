"""What a flow does to the plane, and what it is worth inside a VAE."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.controls import check
from explainers.vaes.flows.layers import KINDS, Flow
from explainers.vaes.flows.posterior import DEPTHS, Exact, Gap, encoder_gap, exact, fitted_gap
from explainers.vaes.flows.settings import MAX_STEPS, TIMELINE, Params
from explainers.vaes.flows.shipped_flows import DATA, LAYERS, flow_name, log_on_grid, recorded, shipped_flow
from explainers.vaes.flows.targets import REACH, Array, divergences, log_target, places, target
from explainers.vaes.flows.training_run import RUNS, State

LINES, ALONG, FINE = 11, 37, 145  # of the grid in each direction, and places on each line: drawn, and computed
SPREAD = 3.0  # the grid reaches so many standard deviations of z
SHOWN = 80  # samples
FOLLOWED = (0.8, -1.2)  # the z that the equations follow


@dataclass(frozen=True)
class Result:
    """A flow with what it is to imitate, and a posterior with what imitates it. All is computed when asked for."""

    params: Params

    @property
    def trained_here(self) -> bool:
        """Whether the flow is that of the run, not one that comes with the page."""
        return self.params.source == "here" or self.params.data not in DATA

    @property
    def layers(self) -> int:
        """How many layers the flow has: of those that come with the page, the nearest number that there is."""
        return self.params.layers if self.trained_here else self.nearest

    @cached_property
    def flow(self) -> Flow:
        """The flow that is looked at."""
        if self.trained_here:
            return self.state.network
        return shipped_flow(self.params.data, self.params.kind, self.layers)

    @property
    def depth(self) -> float:
        """How many layers z has passed, in parts."""
        return self.params.t * self.layers

    @cached_property
    def bent(self) -> tuple[Array, Array]:
        """The lines of the grid after `depth` layers, (2 · LINES, ALONG, 2), and the log-determinants there."""
        return evenly(*moved(self.flow, _grid(), self.depth))

    @cached_property
    def samples(self) -> Array:
        """Samples after `depth` layers, (SHOWN, 2)."""
        return moved(self.flow, _noise(self.params.seed), self.depth)[0]

    @cached_property
    def log_q(self) -> Array:
        """log q after `depth` layers on the grid of places, (SIDE²,)."""
        return log_on_grid(self.flow, self.depth)

    @cached_property
    def log_p(self) -> Array:
        """log p on the same grid."""
        return log_target(self.params.data, self.params.drawn)

    @property
    def kl(self) -> float:
        """KL(p ‖ q), in nats, of what z has become so far."""
        return divergences(self.log_p, self.log_q)[0]

    @cached_property
    def followed(self) -> tuple[list[Array], list[float]]:
        """Where one z lies before and after each layer, and the log-determinant of each layer there."""
        z = torch.tensor([FOLLOWED])
        places, found = [z[0].double().numpy()], []
        with torch.no_grad():
            for layer in self.flow.layers:
                z, one = layer(z)
                places.append(z[0].double().numpy())
                found.append(float(one))
        return places, found

    # The flows that come with the page

    @property
    def known(self) -> str:
        """The target, or for points of one's own the banana: there are flows that come with the page."""
        return self.params.data if self.params.data in DATA else "banana"

    @property
    def nearest(self) -> int:
        """The number of layers, of those that there are."""
        return min(LAYERS, key=lambda some: abs(some - self.params.layers))

    def at_layers(self, of: str = "kl_pq") -> dict[str, Array]:
        """Return by kind what the flows reached with each number of layers, (len(LAYERS),)."""
        return {kind: np.array([recorded()[flow_name(self.known, kind, k)][of] for k in LAYERS]) for kind in KINDS}

    @property
    def off(self) -> float:
        """Which percentage of the flow's samples lie outside the region that holds 99% of the target."""
        if self.trained_here:
            return 100 * self.measured[-1, 3]
        return 100 * recorded()[flow_name(self.params.data, self.params.kind, self.layers)]["off"]

    # The run

    @property
    def of_run(self) -> "Result":
        """The same with the flow of the run, all its layers passed."""
        return Result(replace(self.params, source="here", t=1.0))

    @cached_property
    def state(self) -> State:
        """The flow in training, after `params.steps` steps, or where it broke down."""
        return RUNS.run_of(self.params).at(min(self.params.steps, MAX_STEPS))

    @property
    def step(self) -> int:
        """How many steps were made: fewer than asked for where training broke down."""
        return self.state.step

    @cached_property
    def diverged(self) -> int | None:
        """The step at which training broke down, if it did."""
        at, run = self.step, RUNS.run_of(self.params)
        return run.diverged if run.diverged is not None and at < run.diverged <= self.params.steps else None

    @cached_property
    def history(self) -> Array:
        """The loss of every step so far, (step + 1,)."""
        return RUNS.run_of(self.params).history[: self.step + 1, 0].astype(np.float64)

    @cached_property
    def measured(self) -> Array:
        """Step, KL(p ‖ q), KL(q ‖ p) and the share of q off the target, now and then: (M, 4)."""
        state, run = self.state, RUNS.run_of(self.params)
        with run.lock:
            before = [(step, *found) for step, found in sorted(run.measures.items()) if step < state.step]
            return np.array([*before, (state.step, *run.measure(state))])

    @cached_property
    def beside(self) -> "Result | None":
        """The run without the change at `params.fork`, at the same step."""
        without = TIMELINE.unchanged(self.params)
        return Result(without) if without else None

    # Inside a VAE

    @property
    def q_layers(self) -> int:
        """How many layers the q of the posterior has: the nearest number that there is."""
        return min(DEPTHS, key=lambda some: abs(some - self.params.depth))

    @property
    def exact(self) -> Exact:
        """The exact posterior."""
        return exact(self.params.image, self.params.rows)

    @property
    def gaussian(self) -> Gap:
        """The Gaussian q that was fitted to it."""
        return fitted_gap(self.params.image, self.params.rows, 0)

    @property
    def flowing(self) -> Gap:
        """The flow q that was fitted to it."""
        return fitted_gap(self.params.image, self.params.rows, self.q_layers)

    @property
    def encoded(self) -> Gap | None:
        """The q of the VAE's own encoder, where the picture is seen whole: it was trained on such pictures only."""
        return encoder_gap(self.params.image) if self.params.rows == 28 else None


def simulate(params: Params) -> Result:
    """Return what is known of a flow. Raises BadInput where a setting, the drawing or the schedule cannot be used."""
    check(params)
    TIMELINE.segments(params)
    target(params.data, params.drawn)
    return Result(params)


@torch.no_grad()
def moved(flow: Flow, z: torch.Tensor, depth: float) -> tuple[Array, Array]:
    """Return places z, shape (…, 2), after so many layers, and their log-determinants."""
    x, total = flow(z.reshape(-1, 2), depth)
    return x.double().numpy().reshape(z.shape), total.double().numpy().reshape(z.shape[:-1])


def evenly(lines: Array, told: Array) -> tuple[Array, Array]:
    """Return ALONG of the places on each line (m, n, 2), and what is told of each, (m, n): more where stretched."""
    inside = np.clip(lines, -1.2 * REACH, 1.2 * REACH)
    steps = np.hypot(*np.moveaxis(np.diff(inside, axis=1), 2, 0))
    way = np.pad(np.cumsum(steps + 0.3 * steps.mean(axis=1, keepdims=True) + 1e-9, axis=1), ((0, 0), (1, 0)))
    shares = np.linspace(0, 1, ALONG)
    some = np.stack([np.abs(one[:, None] / one[-1] - shares).argmin(axis=0) for one in way])
    rows = np.arange(len(lines))[:, None]
    return lines[rows, some], told[rows, some]


@lru_cache(maxsize=1)
def _grid() -> torch.Tensor:
    along, across = torch.linspace(-SPREAD, SPREAD, FINE), torch.linspace(-SPREAD, SPREAD, LINES)
    lines = torch.cartesian_prod(across, along).flip(1).reshape(LINES, FINE, 2)
    return torch.cat([lines, lines.flip(2)])


@lru_cache(maxsize=8)
def _noise(seed: int) -> torch.Tensor:
    return torch.randn(SHOWN, 2, generator=torch.Generator().manual_seed(seed))


def tables(result: Result) -> Mapping[str, Mapping[str, NDArray[Any]]]:
    """Return samples, densities and what the flows reached, as named columns."""
    x = places().double().numpy()
    reach = result.at_layers() if result.params.data in DATA else {}
    return {
        "samples": {"x1": result.samples[:, 0], "x2": result.samples[:, 1]},
        "densities": {"x1": x[:, 0], "x2": x[:, 1], "log_p": result.log_p, "log_q": result.log_q},
        "layers": {"layers": np.array(LAYERS), **reach},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "bring KL(p ‖ q) on the ring below 0.1 nats, with at most four layers"."""
    if result.params.data != "ring":
        return False, "Choose the ring first: the banana is easy."
    said = f"After {result.depth:.1f} layers KL(p ‖ q) is {result.kl:.3f} nats."
    if result.layers > 4:
        return False, f"{said} Use at most four layers."
    return result.kl < 0.1, said
