"""The page VAE comparison: records of three models, and the reconstruction error as an alarm, against scipy."""

import numpy as np
import pytest
import torch
from scipy import stats

from explainers.data.images import IMAGES, pictures
from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.vaes.latent_walk.shipped_models import shipped_model
from explainers.vaes.model_comparison import EXPLAINER, Params, lenses, simulate
from explainers.vaes.model_comparison.anomaly import reconstruction_errors, roc
from explainers.vaes.model_comparison.figure_compare import COMPARED, counterpart

DATA = list(IMAGES)


@pytest.mark.parametrize("data", DATA)
def test_an_error_is_minus_the_log_likelihood_at_the_mean_code(data: str):
    model, x = shipped_model(data), torch.tensor(pictures(data, "test")[::400])
    with torch.no_grad():
        p = model.decode(model.encode(x)[0]).sigmoid().double().numpy()
    known = -(x.numpy() * np.log(p) + (1 - x.numpy()) * np.log1p(-p)).sum(-1)
    assert reconstruction_errors(data, "vae", 2, x.numpy()) == pytest.approx(known, rel=1e-4)


@pytest.mark.parametrize("data", DATA)
def test_the_area_under_the_curve_is_the_chance_of_the_larger_error(data: str):
    found = roc(data, "vae", 2)
    assert found.area == pytest.approx(np.trapezoid(found.true_positive_rate, found.false_positive_rate), abs=1e-3)
    u = stats.mannwhitneyu(found.out_of_distribution, found.in_distribution).statistic
    assert found.area == pytest.approx(u / (2000 * 2000), abs=1e-9)
    assert (np.diff(found.true_positive_rate) >= 0).all()
    assert (np.diff(found.false_positive_rate) >= 0).all()
    assert (found.in_distribution <= found.threshold(0.95)).mean() == pytest.approx(0.95, abs=1e-3)


def test_a_model_of_clothes_is_fooled_by_digits_and_not_the_other_way_round():
    """As Nalisnick et al. (2019) found for likelihoods: what is simpler scores better."""
    assert roc("digits", "vae", 2).area > 0.99
    assert roc("fashion", "vae", 2).area < 0.55
    assert simulate(Params(data="fashion")).true_positives < 15


def test_the_rates_are_those_of_the_curve_at_the_threshold():
    for alarm in (0.5, 0.9, 0.98):
        result = simulate(Params(alarm=alarm))
        assert result.false_positives == pytest.approx(100 * (1 - alarm), abs=0.05)
        at = np.searchsorted(result.roc.false_positive_rate, result.false_positives / 100)
        assert result.true_positives == pytest.approx(100 * result.roc.true_positive_rate[at], abs=0.3)


def test_a_scribble_is_judged():
    result = simulate(Params(stray="0.1,0.1 0.9,0.9; 0.1,0.9 0.9,0.1; 0.5,0 0.5,1; 0,0.5 1,0.5"))
    picture, error = result.scribble
    assert picture.shape == (784,)
    assert error > result.threshold
    assert "your scribble" in str(EXPLAINER.plot("alarm").draw(result, Style()).traces)
    assert simulate(Params()).scribble is None
    with pytest.raises(BadInput, match="stray"):
        simulate(Params(stray="x"))


def test_the_challenge_is_met_by_the_autoencoder_alone():
    met = {
        (kind, alarm)
        for kind in COMPARED
        for alarm in np.arange(0.95, 0.996, 0.005).round(3).tolist()
        if EXPLAINER.challenge(simulate(Params(kind=kind, alarm=alarm)))[0]
    }
    assert met == {("autoencoder", 0.98), ("autoencoder", 0.985)}


def test_the_same_place_on_screen_is_drawn_on_every_map():
    result = simulate(Params())
    planes = lenses("compare", result, Style())
    assert [lens.axes for lens in planes] == [("x", "y"), ("x2", "y2"), ("x3", "y3")]
    shares = []
    for lens, kind in zip(planes, COMPARED, strict=True):
        z = counterpart(result, kind)
        shares.append([(z[0] - lens.x[0]) / (lens.x[-1] - lens.x[0]), (z[1] - lens.y[0]) / (lens.y[-1] - lens.y[0])])
    assert np.ptp(shares, axis=0) == pytest.approx(0, abs=1e-6)
    assert counterpart(result, "vae").tolist() == [1.5, -1.8]
