"""From head to head through all layers: attention rollout and attention flow (Abnar and Zuidema 2020).

Both follow weights alone. They know nothing of what is carried, nor of what feed-forward layers make of it.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from explainers.transformers.dot_product import Array

CAPACITY_SCALE = 1_000_000  # scipy's maximum flow takes whole capacities: a weight of 1 is this many


def with_residual(maps: Array) -> Array:
    """Return each layer's attention, averaged over its heads, half and half with what passes by: (layer, T, T)."""
    return 0.5 * maps.mean(axis=1) + 0.5 * np.eye(maps.shape[-1])


def rollout(maps: Array) -> Array:
    """Return the product of the layers up to each, (layer + 1, T, T); before the first, every token is itself."""
    reached = [np.eye(maps.shape[-1])]
    for layer in with_residual(maps):
        reached.append(layer @ reached[-1])
    return np.stack(reached)


def flow(maps: Array, row: int) -> Array:
    """Return the most that can flow from each input token to token `row` behind the last layer: (T,).

    Layers are edges whose capacities are the weights of `with_residual`.
    """
    layers = with_residual(maps)
    length = maps.shape[-1]
    sources, targets, capacities = [], [], []
    for number, weights in enumerate(layers):
        i, j = np.nonzero(np.round(CAPACITY_SCALE * weights))
        sources.append(number * length + j)
        targets.append((number + 1) * length + i)
        capacities.append(np.round(CAPACITY_SCALE * weights[i, j]).astype(np.int32))
    size = (len(layers) + 1) * length
    edges = coo_array(
        (np.concatenate(capacities), (np.concatenate(sources), np.concatenate(targets))), (size, size)
    ).tocsr()
    sink = len(layers) * length + row
    return np.array([maximum_flow(edges, j, sink).flow_value / CAPACITY_SCALE for j in range(length)])
