"""Flows against autograd, closed forms and numerical integration; the gap of the ELBO against draws and scipy."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from explainers.problems import BadInput
from explainers.vaes.elbo import bernoulli, log_evidence, log_normal
from explainers.vaes.flows.layers import KINDS, Flow
from explainers.vaes.flows.model import Params, simulate
from explainers.vaes.flows.posterior import (
    DEPTHS,
    PICTURES,
    ROWS,
    case,
    chosen,
    encoder_gap,
    exact,
    fitted,
    fitted_gap,
    mean_gaps,
    model,
)
from explainers.vaes.flows.shipped_flows import DATA, LAYERS, flow_name, reached, recorded, shipped_flow
from explainers.vaes.flows.targets import target
from explainers.vaes.flows.training_run import RUNS, Run

kinds, counts, seeds = st.sampled_from(list(KINDS)), st.integers(1, 6), st.integers(0, 999)
points = st.lists(st.tuples(st.floats(-4, 4), st.floats(-4, 4)), min_size=1, max_size=5)


def some_flow(kind: str, count: int, seed: int) -> Flow:
    torch.manual_seed(seed)
    flow = Flow(kind, count).double()
    for weights in flow.parameters():
        torch.nn.init.normal_(weights, std=0.7)  # far from the identity
    return flow.requires_grad_(requires_grad=False)


@given(kinds, counts, seeds, points, st.floats(0, 1))
def test_log_determinants_are_those_of_the_jacobian_by_autograd(kind, count, seed, places, share):
    flow, z = some_flow(kind, count, seed), torch.tensor(places, dtype=torch.float64)
    found = flow(z, share * count)[1]
    for one, value in zip(z, found, strict=True):
        jacobian = torch.autograd.functional.jacobian(lambda a: flow(a[None], share * count)[0][0], one)
        assert torch.linalg.det(jacobian) > 0
        assert float(value) == pytest.approx(float(torch.linalg.slogdet(jacobian).logabsdet), abs=1e-7)


@given(kinds, counts, seeds, points, st.floats(0, 1))
def test_the_inverse_undoes_every_layer(kind, count, seed, places, share):
    flow, z = some_flow(kind, count, seed), torch.tensor(places, dtype=torch.float64)
    x, total = flow(z, share * count)
    back, same = flow.inverse(x, share * count)
    torch.testing.assert_close(back, z, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(same, total, atol=1e-4, rtol=1e-4)


@given(kinds, seeds)
def test_the_gradient_through_an_inverse_is_that_of_finite_differences(kind, seed):
    flow, x = some_flow(kind, 2, seed), torch.tensor([[0.3, -0.8]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(flow.log_density, (x,), eps=1e-5, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", DATA)
def test_densities_integrate_to_one_after_any_number_of_layers(data, kind):
    flow, z = shipped_flow(data, kind, 4), torch.randn(20_000, 2, generator=torch.Generator().manual_seed(0))
    for t in (0.0, 1.5, 4.0):
        x = flow(z, t)[0]
        axes = [torch.linspace(float(part.min()) - 1, float(part.max()) + 1, 601) for part in x.T]
        cell = float(torch.stack([axis[1] - axis[0] for axis in axes]).prod())
        assert float(flow.log_density(torch.cartesian_prod(*axes), t).exp().sum()) * cell == pytest.approx(1, abs=4e-3)


@pytest.mark.parametrize("data", DATA)
def test_targets_integrate_to_one_and_their_points_have_their_density(data):
    axis, p = torch.linspace(-12, 12, 601), target(data)
    places = torch.cartesian_prod(axis, axis)
    density = p.log_density(places).exp() * (24 / 600) ** 2
    x = p.draw(20_000, torch.Generator().manual_seed(0))
    assert float(density.sum()) == pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(x.mean(0), density @ places, atol=0.05)
    np.testing.assert_allclose(p.log_density(x).mean(), density @ p.log_density(places), atol=0.05)


@pytest.mark.parametrize("name", [name for name in recorded() if not name.startswith("posterior")])
def test_shipped_flows_reach_what_was_recorded(name):
    data, kind, layers = name.split("-")
    assert reached(shipped_flow(data, kind, int(layers)), data) == pytest.approx(recorded()[name], abs=2e-4)


@pytest.mark.parametrize("depth", DEPTHS)
def test_fitted_posteriors_reach_what_was_recorded(depth):
    assert mean_gaps(fitted(depth)) == pytest.approx(recorded()[f"posterior-{depth}"], abs=1e-3)


def test_more_layers_come_nearer_and_a_banana_is_one_autoregressive_layer():
    for data in DATA:
        for kind in KINDS:
            kl = [recorded()[flow_name(data, kind, k)]["kl_pq"] for k in LAYERS]
            assert kl[-1] < kl[0] + 1e-3
    assert recorded()["banana-iaf-1"]["kl_pq"] < 0.03 < recorded()["banana-planar-1"]["kl_pq"]


@given(st.integers(0, PICTURES - 1), st.sampled_from(list(ROWS)), st.sampled_from(DEPTHS))
def test_the_gap_is_never_negative_and_is_log_p_less_the_elbo(image, rows, depth):
    found = fitted_gap(image, rows, depth)
    assert found.kl >= -1e-9
    assert found.elbo + found.kl == pytest.approx(exact(image, rows).evidence, abs=1e-6)
    assert found.held == pytest.approx(1, abs=0.03), "the window holds q"


@pytest.mark.parametrize(("image", "rows", "depth"), [(3, 28, 0), (17, 9, 8), (6, 14, 16)])
def test_the_elbo_on_the_grid_is_that_of_draws(image, rows, depth):
    which, q = case(image, rows), fitted(depth)
    epsilon = torch.randn(q.mu.shape[0], 4000, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        z, log_q = (part[which] for part in q(epsilon))
        pixels = bernoulli(chosen()[image], model().decode(z))[:, : rows * 28].sum(-1)
        each = pixels + log_normal(z, torch.zeros(2), torch.zeros(2)) - log_q
    error = float(each.std()) / 4000**0.5
    assert fitted_gap(image, rows, depth).elbo == pytest.approx(float(each.mean()), abs=4 * error + 0.02)


def test_evidence_is_that_of_the_chapter_and_a_gaussian_q_that_of_scipy():
    whole = log_evidence(model(), chosen()[:6], n=161)
    np.testing.assert_allclose([exact(i, 28).evidence for i in range(6)], whole, atol=2e-3)
    q, found = fitted(0), exact(3, 28)
    mean, sd = q.mu[case(3, 28), 0].numpy(), q.log_sigma[case(3, 28), 0].exp().numpy()
    wanted = multivariate_normal(mean, np.diag(sd**2)).pdf(found.places.numpy()).reshape(61, 61)
    np.testing.assert_allclose(fitted_gap(3, 28, 0).density, wanted, atol=2e-3 * wanted.max())
    assert encoder_gap(3).kl >= fitted_gap(3, 28, 0).kl - 1e-3, "no Gaussian is nearer than the one that was fitted"


def test_a_run_is_had_back_to_the_bit_and_says_where_it_broke_down():
    params = Params(data="ring", kind="planar", layers=2, steps=30)
    one, other = Run(RUNS.timeline.run_alone(params)), RUNS.run_of(params)
    torch.testing.assert_close(one.at(30).noted, other.at(30).noted, rtol=0, atol=0)
    assert one.measure(one.at(30)) == other.measure(other.at(30))
    wild = simulate(Params(data="ring", layers=4, rate=1.0, objective="reverse", batch=64, steps=60))
    assert wild.diverged is not None and wild.step == wild.diverged - 1
    assert np.isfinite(wild.measured).all(), "what is shown is the last good step"


@pytest.mark.parametrize("drawn", ["", "0.5,0.5", "0.1,0.2 0.3", "2,2 0,0 1,1 0,1 1,0", "a,b"])
def test_too_few_points_or_none_get_a_sentence(drawn):
    with pytest.raises(BadInput) as problem:
        simulate(Params(data="drawn", drawn=drawn))
    assert problem.value.field == "drawn"
