"""Attention in numpy, against torch."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainers.transformers.dot_product import attention, causal, layer_norm, multi_head


@given(
    st.integers(1, 5), st.integers(1, 9), st.integers(1, 9), st.integers(1, 16), st.booleans(), st.integers(0, 10**6)
)
def test_attention_is_torchs_scaled_dot_product_attention(heads, rows, columns, size, masked, seed):
    rng = np.random.default_rng(seed)
    columns = rows if masked else columns
    q, k, v = (rng.normal(size=(heads, n, size)) for n in (rows, columns, columns))
    ours = attention(q, k, v, causal(rows) if masked else None)
    trusted = torch.nn.functional.scaled_dot_product_attention(*map(torch.tensor, (q, k, v)), is_causal=masked)
    np.testing.assert_allclose(ours.output, trusted.numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.weights.sum(axis=-1), 1.0, atol=1e-12)
    if masked:
        assert not np.triu(ours.weights, 1).any(), "nobody sees the future"


@given(st.floats(0.05, 20.0), st.integers(0, 10**6))
def test_temperature_divides_the_scores(temperature, seed):
    q, k, v = np.random.default_rng(seed).normal(size=(3, 6, 8))
    np.testing.assert_allclose(
        attention(q, k, v, causal(6), temperature).weights, attention(q / temperature, k, v, causal(6)).weights
    )


def torch_block() -> tuple[torch.nn.MultiheadAttention, torch.Tensor, torch.Tensor, dict[str, np.ndarray]]:
    torch.manual_seed(0)
    block = torch.nn.MultiheadAttention(12, 3, batch_first=True).double()
    weights = {f"block.{name}": value.detach().numpy() for name, value in block.state_dict().items()}
    return block, torch.randn(1, 5, 12).double(), torch.randn(1, 7, 12).double(), weights


def test_heads_and_norms_are_torchs():
    block, x, y, weights = torch_block()
    norm = torch.nn.LayerNorm(12).double()
    written, attended = multi_head(x[0].numpy(), y[0].numpy(), weights, "block", 3)
    trusted, looks = block(x, y, y, average_attn_weights=False)
    np.testing.assert_allclose(written, trusted[0].detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(attended.weights, looks[0].detach().numpy(), atol=1e-12)
    gain, shift = norm.weight.detach().numpy(), norm.bias.detach().numpy()
    np.testing.assert_allclose(layer_norm(x[0].numpy(), gain, shift), norm(x)[0].detach().numpy(), atol=1e-12)


def test_an_ablated_head_is_a_slice_of_the_output_projection_that_is_zero():
    block, x, y, weights = torch_block()
    written, _ = multi_head(x[0].numpy(), y[0].numpy(), weights, "block", 3, ablated=1)
    with torch.no_grad():
        block.out_proj.weight[:, 4:8] = 0
        np.testing.assert_allclose(written, block(x, y, y)[0][0].numpy(), atol=1e-12)
