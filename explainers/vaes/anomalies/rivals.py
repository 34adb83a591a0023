"""Three simpler detectors, on the same columns and the same normal records: PCA, isolation forest, neighbours."""

import numpy as np
from numpy.typing import NDArray

from explainers.data.anomalies.records import parted
from explainers.vaes.anomalies.detector import scaling

Array = NDArray[np.float64]
RIVALS = {"pca": "PCA", "forest": "Isolation forest", "neighbours": "Neighbours"}
KEPT = 0.9  # share of the variance that PCA keeps
NEIGHBOURS = 5


def rival_scores(name: str, records: Array) -> dict[str, Array]:
    """Return scores of records, shape (n, 9), of a set, shape (n,) each; the larger, the odder.

    The squared distance from the plane of the first principal components; how early random cuts part a record from
    the others (Liu, Ting and Zhou 2008); the mean distance to the nearest normal records.
    """
    # asked for by those who compute the scores anew; the page reads those that come with it
    from sklearn.decomposition import PCA  # noqa: PLC0415
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415
    from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415

    scale = scaling(name)
    train, x = scale(parted(name).train), scale(records)
    plane = PCA(KEPT, svd_solver="full").fit(train)
    residual = x - plane.inverse_transform(plane.transform(x))
    return {
        "pca": (residual**2).sum(axis=1),
        "forest": -IsolationForest(random_state=0).fit(train).score_samples(x),
        "neighbours": NearestNeighbors(n_neighbors=NEIGHBOURS).fit(train).kneighbors(x)[0].mean(axis=1),
    }
