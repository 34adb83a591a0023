"""Gridworld: the model against a trusted source."""

import numpy as np
import pytest

from explainers.rl.gridworld import Params, simulate


@pytest.mark.parametrize("slope", [-2.0, 0.0, 1.5])
def test_the_line_is_numpys(slope: float):
    result = simulate(Params(slope=slope))
    np.testing.assert_allclose(result.y, np.polyval([slope, 0.0], result.x))
