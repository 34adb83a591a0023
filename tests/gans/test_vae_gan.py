"""The VAE-GAN against torch.distributions, autograd and its record; what must hold of every walk and measure."""

import base64
import struct
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Normal, kl_divergence

from explainers.figure_style import Style
from explainers.gans.pictures.reader import reader
from explainers.gans.vae_gan import Params, simulate
from explainers.gans.vae_gan.models import MODELS, model, named, recorded
from explainers.gans.vae_gan.networks import LATENT, Trio, new_trio
from explainers.gans.vae_gan.objectives import gradients, vae_gan_terms, vae_terms
from explainers.gans.vae_gan.pictures import apart, blurred, drawn_letter, pixels, shifted, unit, unseen
from explainers.gans.vae_gan.result import searched
from explainers.gans.vae_gan.settings import FACES, LETTERS, SIGMAS
from explainers.gans.vae_gan.train import given_back, moved, quality, samples
from explainers.problems import BadInput
from explainers.vaes.tiles import tiles

X = unseen()[0]
A = "0.2,0.1 0.5,0.9 0.8,0.1; 0.3,0.4 0.7,0.4"


def noise(n: int, seed: int) -> torch.Tensor:
    return torch.randn(n, LATENT, generator=torch.Generator().manual_seed(seed))


def terms_of(trio: Trio):
    return vae_gan_terms(trio, X[:6], noise(6, 0), noise(6, 1))


@pytest.mark.parametrize("sigma", SIGMAS)
def test_the_terms_of_the_elbo_are_those_of_torch_distributions(sigma):
    x, epsilon, name = X[::300], noise(len(X[::300]), 0), f"vae-{sigma}"
    prior, reconstruction = vae_terms(model(name).encoder, model(name).decoder, x, epsilon, float(sigma))
    mu, log_variance = model(name).encoder(x)
    q = Normal(mu, (log_variance / 2).exp())
    made = model(name).decoder(mu + q.scale * epsilon)
    torch.testing.assert_close(prior, kl_divergence(q, Normal(0.0, 1.0)).sum(1).mean())
    torch.testing.assert_close(reconstruction, -Normal(made, float(sigma)).log_prob(x).flatten(1).sum(1).mean())


def test_likeness_is_minus_a_gaussian_of_unit_variance_in_features_of_d():
    trio = new_trio(0)
    mu, log_variance = trio.encoder(X[:6])
    made = trio.decoder(mu + (log_variance / 2).exp() * noise(6, 0))
    density = Normal(trio.discriminator.features(made), 1.0).log_prob(trio.discriminator.features(X[:6]))
    wanted = -density.flatten(1).sum(1).mean() - 0.5 * np.log(2 * np.pi) * density[0].numel()
    torch.testing.assert_close(terms_of(trio).likeness, wanted, rtol=1e-3, atol=1e-2)


@pytest.mark.parametrize("gamma", [0.0, 0.01, 1.0])
def test_each_network_learns_from_its_own_terms_only(gamma):
    trio = new_trio(0)
    found = gradients(trio, terms_of(trio), gamma)

    def slopes(part: str, network: torch.nn.Module):
        return torch.autograd.grad(getattr(terms_of(trio), part), list(network.parameters()), allow_unused=True)

    like, fool = slopes("likeness", trio.decoder), slopes("fooling", trio.decoder)
    stated = [slopes("caught", trio.discriminator)]
    stated.insert(0, tuple(gamma * a + b for a, b in zip(like, fool, strict=True)))
    prior, reconstruct = slopes("prior", trio.encoder), slopes("likeness", trio.encoder)
    stated.insert(0, tuple(a + b for a, b in zip(prior, reconstruct, strict=True)))
    for ours, theirs in zip(found, stated, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)
    assert all(part is None for part in slopes("prior", trio.decoder)), "KL says nothing to the decoder"
    assert any(part.abs().max() > 1e-6 for part in slopes("fooling", trio.encoder)), "but D would to the encoder"


@pytest.mark.parametrize("name", MODELS)
def test_shipped_models_reach_what_is_recorded(name):
    kept = recorded()[name]
    for measure, value in quality(samples(name)).items():
        assert value == pytest.approx(kept["samples"][measure], rel=2e-3, abs=2e-3), measure
    if name != "gan":
        assert given_back(name) == pytest.approx(kept["back"], abs=2e-3)
    if "moved" in kept:
        for change, far in moved(name).items():
            assert far == pytest.approx(kept["moved"][change], abs=2e-3)


def test_the_classifier_reads_these_letters():
    x, y = unseen()
    assert len(x) == FACES * len(LETTERS)
    assert float((reader().read(x).argmax(1) == y).float().mean()) > 0.97


@pytest.mark.parametrize(("image", "other", "gamma"), [(0, 1600, 0.001), (600, 30, 1.0)])
def test_a_walk_goes_from_one_reconstruction_to_the_other(image, other, gamma):
    result = simulate(Params(image=image, other=other, gamma=gamma, search=0))
    back = simulate(replace(result.params, image=other))
    for kind in ("vae", "gan", "vae_gan"):
        ends = result.walk(kind, np.array([0.0, 1.0]))
        torch.testing.assert_close(ends[:1], result.back[kind], rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(ends[1:], back.back[kind], rtol=1e-3, atol=1e-4)


@given(st.integers(0, len(X) - 1), st.integers(0, 4))
def test_distances_are_nought_from_itself_and_symmetric(image, by):
    x, d = X[image][None], model(named(0.01)).discriminator
    with torch.no_grad():
        for features in (pixels, d.features):
            assert float(apart(features, x, x)) == 0
            torch.testing.assert_close(apart(features, x, shifted(x, by)), apart(features, shifted(x, by), x))
    torch.testing.assert_close(shifted(x, by)[..., by:], x[..., : 32 - by])
    torch.testing.assert_close(blurred(x, 0.0), x)
    bar = torch.full((1, 1, 65, 65), -1.0).index_fill(2, torch.tensor(32), 1)
    gaussian = Normal(0.0, 2.0).log_prob(torch.arange(-32.0, 33)).exp()
    torch.testing.assert_close((blurred(bar, 2.0)[0, 0, :, 32] + 1) / 2, gaussian, atol=1e-3, rtol=0)


def test_the_unit_is_the_mean_distance_of_different_pictures():
    x = X[::20]
    assert unit(pixels, x) == pytest.approx(
        float(np.mean([np.linalg.norm((x[i] - x[i - len(x) // 2]).numpy()) for i in range(len(x))])), rel=1e-4
    )


def test_a_search_comes_nearer_and_begins_at_the_best_draw():
    x = X[100][None]
    z = torch.tensor(searched(x.numpy().tobytes()))
    with torch.no_grad():
        far = apart(pixels, x, model("gan").decoder(z)).numpy()
        draws = apart(pixels, x, model("gan").decoder(noise(64, 0)))
    assert far[0] == pytest.approx(float(draws.min()), rel=1e-4)
    assert far[-1] < 0.9 * far[0]


def test_drawings_stand_as_the_letters_do_and_bad_ones_get_a_sentence():
    ink = drawn_letter(A, "drawn")[0, 0].numpy() > 0
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    assert (rows[0], rows[-1]) == (3, 23)
    assert abs(columns[0] + columns[-1] - 31) <= 1
    assert simulate(Params(source="drawn", drawn=A)).back["vae"].shape == (1, 1, 32, 32)
    everything = "; ".join(f"0,{y / 30} 1,{y / 30}" for y in range(31))
    for drawn, says in (("", "Nothing is drawn"), (everything, "Nearly all is ink"), ("a,b", "Strokes are points")):
        with pytest.raises(BadInput, match=says):
            simulate(Params(source="drawn", drawn=drawn))
    assert drawn_letter("0.5,0.5", "drawn").max() > 0, "a dot is ink"


@given(st.integers(1, 40), st.integers(1, 3), st.integers(1, 3))
def test_tiles_are_one_unit_wide_and_high_whatever_their_side(side, columns, rows):
    trace = tiles(np.zeros((columns * rows, side, side)), columns, "real", Style())
    header = base64.b64decode(trace["source"].partition(",")[2])
    wide, high = struct.unpack(">II", header[16:24])  # of a PNG
    assert (wide * trace["dx"], high * trace["dy"]) == pytest.approx((columns, rows))
    assert trace["x0"] - trace["dx"] / 2 == pytest.approx(-0.5)
