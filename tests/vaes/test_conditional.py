"""The conditional VAE against scikit-learn, torch.distributions and its record; what must hold of every mask."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from torch.distributions import Bernoulli, Normal, kl_divergence

from explainers.data.images import SIDE, labels, pictures
from explainers.probe import fit_probe, probe_of, right
from explainers.problems import BadInput
from explainers.vaes.conditional import Params, simulate
from explainers.vaes.conditional.fill import answered, draws, fill_terms, filled, hidden_log_likelihood
from explainers.vaes.conditional.masks import SIDES, cut, painted, random_masks
from explainers.vaes.conditional.reached import bounds, means, of_hidden, verdicts
from explainers.vaes.conditional.result import ordered
from explainers.vaes.conditional.shipped_models import (
    conditional,
    fill_in,
    judge,
    probe,
    recorded,
    regression,
    unconditional,
)

X, Y = pictures("digits", "test"), labels("digits", "test")
SEVEN = "0.2,0.8 0.5,0.8 0.8,0.8; 0.8,0.8 0.6,0.5 0.4,0.1"
both = pytest.mark.parametrize("name", ["conditional", "unconditional"])


def coder(name: str):
    return conditional().given(torch.tensor(Y)) if name == "conditional" else unconditional()


def codes(name: str):
    model = conditional() if name == "conditional" else unconditional()
    return means(model, "train"), means(model, "test")


@both
def test_the_probe_is_scikit_learns_logistic_regression(name):
    (known, z), y = codes(name), labels("digits", "train")
    theirs = LogisticRegression(C=1.0, tol=1e-6, max_iter=1000).fit(known, y)
    ours = fit_probe(known, y)
    np.testing.assert_allclose(ours[:-1] - ours[:-1].mean(1, keepdims=True), theirs.coef_.T, atol=5e-3)
    reached = recorded()["probe"][name]["linear"]
    assert theirs.score(z, Y) == pytest.approx(reached, abs=0.002)
    assert right(probe(name), z, Y) == pytest.approx(reached, abs=1e-9)
    for shipped, again in zip(probe(name).parameters(), probe_of(known, y).parameters(), strict=True):
        torch.testing.assert_close(shipped, again, atol=5e-3, rtol=5e-3)


@both
def test_neighbours_read_as_many_labels_as_scikit_learns(name):
    known, z = codes(name)
    theirs = KNeighborsClassifier(15).fit(known, labels("digits", "train")).score(z, Y)
    assert theirs == pytest.approx(recorded()["probe"][name]["neighbours"], abs=0.003)


@both
def test_the_elbo_is_at_most_the_importance_weighted_bound_and_both_are_as_recorded(name):
    found = bounds(coder(name), torch.tensor(X))
    assert found["elbo"] < found["iwae"]
    for part, value in recorded()[name].items():
        assert found[part] == pytest.approx(value, abs=0.02), part


@both
def test_the_bound_is_that_of_torch_distributions(name):
    x, model = torch.tensor(X), coder(name)
    mu, log_variance = model.encode(x)
    q = Normal(mu, (0.5 * log_variance).exp())
    z = mu + q.scale * torch.randn(mu.shape, generator=torch.Generator().manual_seed(5))
    said = Bernoulli(logits=model.decode(z), validate_args=False).log_prob(x).sum(-1)
    price = kl_divergence(q, Normal(torch.zeros_like(mu), torch.ones_like(mu))).sum(-1)
    assert float((said - price).mean()) == pytest.approx(recorded()[name]["elbo"], abs=0.5)


def test_the_likelihood_of_hidden_pixels_is_that_of_torch_distributions():
    x, visible = torch.tensor(X[:5]), torch.tensor(random_masks(5, np.random.default_rng(0)))
    logits = regression()(x, visible)
    by_pixel = Bernoulli(logits=logits, validate_args=False).log_prob(x)
    theirs = torch.stack([row[hidden].sum() for row, hidden in zip(by_pixel, visible == 0, strict=True)])
    torch.testing.assert_close(hidden_log_likelihood(x, logits, visible), theirs, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("which", ["left", "top"])
def test_filling_in_reaches_what_is_recorded_and_beats_the_regression(which):
    found = of_hidden(fill_in(), regression(), which)
    assert found == pytest.approx(recorded()["fill_in"][which], abs=0.02)
    assert found["elbo"] < found["iwae"]
    assert found["regression"] < found["iwae"], "on pictures that it has not seen"


def test_the_classifier_and_its_verdicts_are_as_recorded():
    with torch.no_grad():
        said = judge()(torch.tensor(X)).argmax(-1).numpy()
    assert [float((said[k == Y] == k).mean()) for k in range(10)] == pytest.approx(recorded()["judge"], abs=1e-6)
    assert np.abs(np.array(verdicts(conditional(), judge())) - recorded()["verdicts"]).max() <= 1


@settings(max_examples=25)
@given(st.integers(0, 1999), st.integers(0, 10_000), st.integers(0, 99))
def test_what_is_visible_stays_as_it_is(image, mask, seed):
    visible = random_masks(1, np.random.default_rng(mask))[0]
    x, seen = torch.tensor(X[image]), torch.tensor(visible)
    for made in (filled(fill_in(), x, seen, draws(3, seed)), answered(regression(), x, seen)[None]):
        assert torch.equal(made[:, visible == 1], x[visible == 1].expand(len(made), -1))
    noise = draws(3, seed)
    changed = torch.where(seen > 0, x, 1 - x)  # and what is hidden is not looked at
    torch.testing.assert_close(filled(fill_in(), x, seen, noise)[:, visible == 0],
                               filled(fill_in(), changed, seen, noise)[:, visible == 0])  # fmt: skip


@given(st.integers(1, SIDE - 1))
def test_sides_are_cut_where_they_say(lines):
    squares = {side: cut(side, lines).reshape(SIDE, SIDE) for side in SIDES}
    assert all(square.sum() == lines * SIDE for square in squares.values())
    assert squares["left"][:, 0].all() and squares["right"][:, -1].all()
    assert squares["top"][0].all() and squares["bottom"][-1].all()


def test_decoding_under_the_own_label_is_a_reconstruction_and_kl_is_never_negative():
    result = simulate(Params())
    own = ordered(result.encoded[0][None])[0]
    distance = np.abs(own - result.x).mean(axis=1)
    assert distance.argmin() == result.label
    noise = torch.Generator().manual_seed(0)
    x = torch.tensor(X[::40])
    with torch.no_grad():
        price = fill_terms(fill_in(), x, torch.tensor(cut("left", 14)).expand_as(x), noise)[1]
    assert bool((price >= 0).all())
    assert result.bounds["mean"] <= result.bounds["weighted"]


def test_every_turn_of_the_draws_is_a_fair_draw():
    turned = [simulate(Params(theta=angle)).samples for angle in (0, 90, 360)]
    np.testing.assert_allclose(turned[0], turned[2], atol=1e-4)
    assert np.abs(turned[0] - turned[1]).max() > 0.1
    assert np.abs(turned[0].mean(0) - turned[1].mean(0)).max() < 0.35, "64 draws of the same pictures"


def test_bad_drawings_and_masks_get_a_sentence():
    with pytest.raises(BadInput, match="Nothing is drawn"):
        simulate(Params(source="drawn"))
    everything = "; ".join(f"0,{y / 20} 1,{y / 20}" for y in range(21))
    with pytest.raises(BadInput, match="hides every pixel"):
        simulate(Params(side="own", painted=everything))
    with pytest.raises(BadInput, match="painted over"):
        simulate(Params(side="own"))
    drawn = simulate(Params(source="drawn", drawn=SEVEN, side="own", painted="0.2,0.2 0.8,0.8"))
    assert drawn.label == 7 and "for a 7" in drawn.note
    assert 0 < painted("0.5,0.5", "painted").mean() < 1
    assert simulate(replace(drawn.params, label="1")).label == 1
