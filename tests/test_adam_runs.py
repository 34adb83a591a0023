"""Runs of networks that Adam trains, of which the deep networks are one."""

from dataclasses import replace

import torch

from explainers.foundations.deep_networks.network import Run
from explainers.foundations.deep_networks.settings import TIMELINE, Params


def weights(run: Run, step: int) -> torch.Tensor:
    """Return all weights after so many steps, as one vector."""
    return torch.nn.utils.parameters_to_vector(run.at(step).network.parameters()).detach()


def test_a_run_replays_and_branches_to_the_bit():
    params = Params(steps=30)
    branch = TIMELINE.branch(params, 20, rate=0.1, penalty="l1")
    one, other = (Run(TIMELINE.run_alone(some)) for some in (params, branch))
    last = weights(one, 130)
    assert torch.equal(weights(one, 17), weights(other, 17))
    assert torch.equal(weights(one, 130), last)
    assert not torch.equal(weights(other, 30), weights(one, 30))
    direct = Run(replace(params, rate=0.1, penalty="l1", schedule="20 rate=0.01 penalty=none"))
    assert torch.equal(weights(direct, 30), weights(other, 30))


def test_a_run_whose_weights_explode_stops_at_its_last_good_step():
    run = Run(Params(rate=10.0, activation="linear", data="plane", layers=6))
    state = run.at(1000)
    assert run.diverged == state.step + 1
    assert torch.isfinite(weights(run, 1000)).all()
