"""The page VAE comparison: the same place on three maps, what is decoded there, and what β costs."""

import numpy as np
import pytest
import torch

from explainers.data.images import IMAGES, pictures
from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.vaes.latent_walk.codes import decoded
from explainers.vaes.latent_walk.shipped_models import chances, recorded
from explainers.vaes.model_comparison import EXPLAINER, Params, lenses, simulate
from explainers.vaes.model_comparison.result import COMPARED

DATA = list(IMAGES)
GRID = np.arange(-3, 3.01, 0.3).round(1)


def seen_from(kind: str, z: np.ndarray) -> np.ndarray:
    """Return the chances of each digit for what a model decodes at z (n, 2): (n, 10)."""
    return chances("digits", torch.tensor(decoded("digits", kind, z))).numpy()


@pytest.mark.parametrize("data", DATA)
def test_a_price_buys_less_kl_and_the_best_elbo_is_that_of_its_due_weight(data: str):
    reached = [recorded(data)[f"{kind}-2"] for kind in COMPARED]
    assert reached[0]["kl"] > reached[1]["kl"] > reached[2]["kl"]
    assert max(reached, key=lambda row: row["elbo"]) is reached[1]
    for row in reached:
        assert row["elbo"] == pytest.approx(row["reconstruction"] - row["kl"], abs=0.02)


@pytest.mark.parametrize("data", DATA)
def test_the_forward_pass_of_all_models_takes_the_same_noise(data: str):
    result = simulate(Params(data=data, image=7, draw=3))
    passes = [result.forward_pass_of(kind) for kind in COMPARED]
    assert all(np.array_equal(forward.epsilon, passes[0].epsilon) for forward in passes)
    assert all(np.array_equal(forward.x, pictures(data, "test")[7]) for forward in passes)


def test_the_same_place_on_screen_is_drawn_on_every_map():
    result = simulate(Params())
    planes = lenses("compare", result, Style())
    assert [lens.axes for lens in planes] == [("x", "y"), ("x2", "y2"), ("x3", "y3")]
    shares = []
    for lens, kind in zip(planes, COMPARED, strict=True):
        z = result.place_in(kind)
        shares.append([(z[0] - lens.x[0]) / (lens.x[-1] - lens.x[0]), (z[1] - lens.y[0]) / (lens.y[-1] - lens.y[0])])
    assert np.ptp(shares, axis=0) == pytest.approx(0, abs=1e-6)
    assert result.place_in("vae").tolist() == [1.5, -1.8]


def test_the_hole_of_the_story_is_one_and_no_map_is_free_of_them():
    result = simulate(Params(z_1=0.6, z_2=-1.5))
    assert result.seen("autoencoder")[1] < 0.5
    assert [result.seen(kind)[0] for kind in COMPARED[1:]] == ["6", "6"]
    assert min(result.seen(kind)[1] for kind in COMPARED[1:]) > 0.95
    for kind in COMPARED:
        places = [simulate(Params(z_1=a, z_2=b)).place_in(kind) for a in GRID for b in GRID]
        assert 0.01 < (seen_from(kind, np.array(places)).max(axis=1) < 0.5).mean() < 0.05, kind


def test_draws_from_the_prior_are_of_few_kinds_without_a_price():
    z = np.random.default_rng(0).standard_normal((400, 2))
    classes = {kind: np.bincount(seen_from(kind, z).argmax(axis=1), minlength=10) / 400 for kind in COMPARED}
    three = {kind: np.sort(shares)[-3:].sum() for kind, shares in classes.items()}
    assert three["autoencoder"] > 0.75
    assert three["vae"] < 0.6
    assert (classes["vae"] > 0.02).sum() >= 9


def test_the_challenge_is_met_in_few_places_but_can_be():
    met = [(a, b) for a in GRID for b in GRID if EXPLAINER.challenge(simulate(Params(z_1=a, z_2=b)))[0]]
    assert 5 < len(met) < 40
    assert not EXPLAINER.challenge(simulate(Params()))[0]


def test_a_number_out_of_range_is_refused():
    with pytest.raises(BadInput, match="image"):
        simulate(Params(image=2000))
