"""What image files need for the same pictures: JPEG, WebP and PNG, as files of their own and as one sheet of all.

    python -m explainers.vaes.quantised.codecs

measures them on the test pictures and keeps what it finds. A file's header is counted as the part of it that it is.
"""

import io
import json
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explainers.data.images import IMAGES, SIDE, pictures
from explainers.shipped import place_of, shipped
from explainers.vaes.tiles import sheet

Array = NDArray[np.float64]
MEASURED = "weights/vae_quantised_codecs.json"
IN_A_ROW = 50
SETTINGS = {  # quality of JPEG and WebP; of PNG, which loses nothing, the grey levels left before
    "JPEG": (1, 4, 8, 12, 16, 22, 30, 40, 55, 70, 85, 95),
    "WebP": (0, 5, 12, 20, 30, 45, 60, 75, 90, 100),
    "PNG": (2, 3, 4, 6, 8, 12, 16, 32, 64, 256),
}


def packed(codec: str, setting: int, grey: NDArray[np.uint8]) -> bytes:
    """Return a picture, shape (h, w), as a file: as small as Pillow makes it at that setting."""
    file = io.BytesIO()
    if codec == "PNG":
        if setting == 2:
            Image.fromarray(grey > 127).save(file, "PNG", optimize=True)
        else:
            step = 255 / (setting - 1)
            Image.fromarray(np.rint(np.rint(grey / step) * step).astype(np.uint8)).save(file, "PNG", optimize=True)
    else:
        more = {"method": 6} if codec == "WebP" else {"optimize": True}
        Image.fromarray(grey).save(file, codec, quality=setting, **more)
    return file.getvalue()


def unpacked(file: bytes) -> Array:
    """Return what is in a file, shape (h, w), from 0 to 1."""
    with Image.open(io.BytesIO(file)) as image:
        return np.asarray(image.convert("L"), dtype=np.float64) / 255


def measured(codec: str, setting: int, x: NDArray[np.float32], in_a_row: int = IN_A_ROW) -> dict[str, list[float]]:
    """Return bits a picture and the mean squared error: as files of their own ("own"), and as one ("sheet").

    x has shape (n, SIDE²); n is a multiple of `in_a_row`.
    """
    grey = np.rint(x * 255).astype(np.uint8).reshape(-1, SIDE, SIDE)
    together = np.rint(sheet(x, in_a_row, gap=0) * 255).astype(np.uint8)
    found = {}
    for name, parts in (("own", grey), ("sheet", together[None])):
        files = [packed(codec, setting, part) for part in parts]
        errors = [np.square(unpacked(file) - part / 255).mean() for file, part in zip(files, parts, strict=True)]
        found[name] = [8 * sum(map(len, files)) / len(x), float(np.mean(errors))]
    return found


@cache
def curves(data: str, counted: str) -> dict[str, Array]:
    """Return bits a picture and mean squared error of each codec, (settings, 2); `counted` is "own" or "sheet"."""
    found = json.loads(shipped(MEASURED))[data]
    return {codec: np.array([one[counted] for one in found[codec]]) for codec in SETTINGS}


def at_error(curve: Array, error: float) -> float:
    """Return the bits that a codec needs for some mean squared error, between its settings on both logarithms.

    NaN where no setting is as bad, or as good.
    """
    order = np.argsort(curve[:, 1])
    bits, errors = curve[order].T
    kept = errors > 0
    if not errors[kept].min() <= error <= errors.max():
        return float("nan")
    return float(np.exp(np.interp(np.log(error), np.log(errors[kept]), np.log(bits[kept]))))


if __name__ == "__main__":
    found = {data: {codec: [measured(codec, setting, pictures(data, "test")) for setting in settings]
                    for codec, settings in SETTINGS.items()} for data in IMAGES}  # fmt: skip
    place_of(MEASURED).write_text(json.dumps(found) + "\n", "utf-8")
