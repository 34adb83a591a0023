"""The VQ-VAE against brute force, autograd, an arithmetic coder and what was recorded."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from explainers.arithmetic_coder import decoded, encoded
from explainers.data.images import pictures
from explainers.problems import BadInput
from explainers.vaes.quantised import Params
from explainers.vaes.quantised.codecs import curves, measured
from explainers.vaes.quantised.model import simulate
from explainers.vaes.quantised.models import KINDS, bits, codes_of, model_name, prior_of, reached, recorded, vqvae
from explainers.vaes.quantised.networks import COMMITMENT, book_terms, nearest, straight_through

every_set = pytest.mark.parametrize("data", list(KINDS))


@every_set
def test_codes_are_the_nearest_entries_by_brute_force(data):
    model = vqvae(data, 128)
    with torch.no_grad():
        z = model.encode(torch.tensor(pictures(data, "test")[::50])).flatten(0, 1)
    distances = cdist(z.double().numpy(), model.book.double().numpy())
    found = nearest(z, model.book).numpy()
    np.testing.assert_allclose(distances[np.arange(len(z)), found], distances.min(axis=1), atol=1e-5)


@given(st.integers(0, 1000))
def test_commitment_moves_only_z_and_the_book_term_only_e_and_straight_through_hands_on(seed):
    draw = torch.Generator().manual_seed(seed)
    z, e, w = (torch.randn(5, 4, generator=draw, dtype=torch.float64) for _ in range(3))
    z.requires_grad_()
    e.requires_grad_()
    book, commitment = book_terms(z, e)
    for term, moved, still, wanted in ((book, e, z, 2 * (e - z) / 5), (commitment, z, e, COMMITMENT * 2 * (z - e) / 5)):
        gradient, none = torch.autograd.grad(term, (moved, still), allow_unused=True, retain_graph=True)
        assert none is None
        torch.testing.assert_close(gradient, wanted.detach())
    (handed,) = torch.autograd.grad((w * straight_through(z, e)).sum(), z)
    torch.testing.assert_close(handed, w)
    torch.testing.assert_close(straight_through(z, e), e)


@every_set
def test_an_arithmetic_coder_reaches_the_code_length_within_a_hundredth(data):
    codes, prior = codes_of(vqvae(data, 32), pictures(data, "test")[::100]), prior_of(data, 32)
    with torch.no_grad():
        table = prior(codes[:, :-1]).exp().double().flatten(0, 1).numpy()
    written = encoded(codes.flatten().tolist(), lambda before: table[len(before)])
    wanted = float(bits(prior, codes).sum())
    assert wanted == pytest.approx(-np.log2(table[np.arange(len(table)), codes.flatten()]).sum(), rel=1e-5)
    assert wanted <= len(written) <= 1.01 * wanted
    assert decoded(written, codes.numel(), lambda before: table[len(before)]) == codes.flatten().tolist()


@every_set
def test_a_prior_sees_only_codes_before(data):
    codes, prior = codes_of(vqvae(data, 8), pictures(data, "test")[:1]), prior_of(data, 8)
    other = codes.clone()
    other[:, 30:] = (other[:, 30:] + 1) % 8
    with torch.no_grad():
        torch.testing.assert_close(prior(codes)[:, :31], prior(other)[:, :31])
        torch.testing.assert_close(prior(codes).exp().sum(-1), torch.ones(1, 49))


@every_set
@pytest.mark.parametrize(("entries", "cured"), [(32, True), (512, False)])
def test_models_reach_what_was_recorded(data, entries, cured):
    found = reached(vqvae(data, entries, cured), prior_of(data, entries) if cured else None, data)
    noted = recorded()[data][model_name(entries, cured)]
    for name in ("error", "perplexity", "prior_bits") if cured else ("error", "perplexity"):
        assert found[name] == pytest.approx(noted[name], rel=1e-3)
    assert found["live"] == pytest.approx(noted["live"], abs=1)


def test_files_are_as_long_as_was_measured():
    now, noted = measured("JPEG", 8, pictures("digits", "test")), curves("digits", "own")["JPEG"]
    np.testing.assert_allclose(now["own"], noted[2], rtol=0.03)


@pytest.mark.parametrize(("field", "settings"), [
    ("edits", {"edits": "1,2"}), ("edits", {"edits": "9,1:3"}), ("edits", {"edits": "1,1:0"}),
    ("entries", {"entries": 100}), ("drawn", {"source": "drawn"}),
])  # fmt: skip
def test_bad_input_gets_a_sentence(field, settings):
    with pytest.raises(BadInput) as caught:
        simulate(Params(**settings))
    assert caught.value.field == field
