"""How small networks are trained for shipping."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

EPOCHS, BATCH, RATE = 40, 128, 2e-3


def fit(
    network: nn.Module,
    n: int,
    loss: Callable[[Tensor], Tensor],
    seed: int,
    epochs: int = EPOCHS,
    batch: int = BATCH,
    rate: float = RATE,
) -> None:
    """Minimise `loss` of a batch, given as places among n examples: Adam, its rate up and down once (Smith 2018)."""
    draw = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(network.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=epochs * (n // batch))
    for _ in range(epochs):
        for places in torch.randperm(n, generator=draw)[: n // batch * batch].reshape(-1, batch):
            optimiser.zero_grad()
            loss(places).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
