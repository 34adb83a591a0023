"""Runs of a network that Adam trains (Kingma and Ba 2015), as `torch.optim` has it, which can be wound back."""

import copy
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

import torch
from torch import Tensor, nn

from explainers.runs import AnyFound, RewindableRun
from explainers.timeline import AnyParams

Network = TypeVar("Network", bound=nn.Module)


@dataclass
class AdamState(Generic[Network]):
    """Everything that the next step depends on."""

    step: int
    network: Network
    optimiser: torch.optim.Adam
    noted: float = float("nan")  # of the last step: its loss, or whatever else the page draws

    @classmethod
    def before(cls, network: Network) -> Self:
        """Return the state before the first step."""
        return cls(0, network, torch.optim.Adam(network.parameters(), fused=True))

    def copy(self) -> Self:
        """Return a state that shares nothing with this one."""
        return copy.deepcopy(self)

    @property
    def bytes(self) -> int:
        """How much memory this takes: Adam keeps two more numbers for every parameter."""
        return 3 * sum(w.nbytes for w in self.network.parameters())

    def descend(self, loss: Tensor, rate: float) -> None:
        """Make one step down the gradient of a loss, in place."""
        self.optimiser.param_groups[0]["lr"] = rate
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        self.step += 1


class AdamRun(RewindableRun[AnyParams, AdamState[Network], AnyFound], Generic[AnyParams, Network, AnyFound]):
    """One training run of such a network."""

    def chance(self, seed: int, state: AdamState[Network]) -> torch.Generator:
        """Return the chance of the next step, which depends on seed and step alone.

        So any step can be had back, and runs that part meet the same batches.
        """
        return torch.Generator().manual_seed(seed * (self.timeline.most + 1) + state.step)

    def noted(self, state: AdamState[Network]) -> tuple[float]:
        """Return what is noted of every step."""
        return (state.noted,)

    @torch.no_grad()
    def size(self, state: AdamState[Network]) -> float:
        """Return what the last step noted and the length of all weights together."""
        length: float = sum(float((w * w).sum()) for w in state.network.parameters()) ** 0.5
        return length + (abs(state.noted) if state.step else 0.0)
