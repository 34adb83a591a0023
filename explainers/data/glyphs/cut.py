"""Draw the capital letters of many open fonts, as they are published in the npm packages of Fontsource.

    xargs -n 8 npm pack --silent < explainers/data/glyphs/packages.txt        # fontsource-abel-5.3.0.tgz, …
    python -m explainers.data.glyphs.cut .

Only families under the SIL Open Font License, and not those of the categories "handwriting" and "icons"; of a family
all upright weights, and italics of 400 and 700. Capitals of a face are drawn at one scale, on one baseline: H is CAP
pixels high, less where another letter would not fit into the square.
"""

import csv
import io
import json
import re
import sys
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFont

from explainers.data.glyphs.glyphs import CATEGORIES, FACES, IN_A_ROW, LETTERS, LEVELS, PARTS, SIDE, Face, sheet_of
from explainers.shipped import place_of

CAP = 21  # pixels from the baseline to the top of H
BASELINE = 24  # pixels from the top
MARGIN = 1  # pixels left free on every side
FINER = 8  # drawn so many times larger, then averaged
TEST_SHARE = 10  # every tenth family is kept for testing
ITALICS = ((400, True), (700, True))
CREDITS = "data/glyphs/CREDITS.txt"


class Unusable(Exception):
    """A face that cannot be drawn in this way."""


@dataclass(frozen=True)
class Family:
    """A family as it is published."""

    name: str
    category: str
    copyright: str
    files: dict[tuple[int, bool], bytes]  # a font file for each weight and whether it is italic


def family_in(package: Path) -> Family | None:
    """Return the family of a package; none where its licence or category is not wanted, or its letters not Latin."""
    with tarfile.open(package) as packed:
        names = set(packed.getnames())
        if not {"package/LICENSE", "package/metadata.json"} <= names:
            return None

        def read(name: str) -> bytes:
            file = packed.extractfile(name)
            return file.read() if file else b""

        about, licence = json.loads(read("package/metadata.json")), read("package/LICENSE").decode("utf-8", "replace")
        if about.get("category") not in CATEGORIES or "SIL Open Font License" not in licence:
            return None
        files: dict[tuple[int, bool], bytes] = {}
        for weight, italic in [*((weight, False) for weight in about["weights"]), *ITALICS]:
            name = f"package/files/{about['id']}-latin-{weight}-{'italic' if italic else 'normal'}.woff"
            if name in names:
                files[weight, italic] = read(name)
        notice = re.split(r"\s\S+\.ttf:", licence.strip().splitlines()[0])[0]
        return Family(about["family"], about["category"], notice.strip(), files)


def drawn(file: bytes) -> NDArray[np.uint8]:
    """Return the capitals of a font, shape (26, SIDE, SIDE). Raises Unusable."""
    try:
        font = ImageFont.truetype(io.BytesIO(file), 1000)
        _, top, _, bottom = font.getbbox("H", anchor="ls")
        font = font.font_variant(size=1000 * CAP * FINER / (bottom - top))
        boxes = np.array([font.getbbox(letter, anchor="ls") for letter in LETTERS], dtype=float) / FINER
    except (OSError, ZeroDivisionError) as problem:
        raise Unusable from problem
    widest = (boxes[:, 2] - boxes[:, 0]).max()
    scale = min(1, (SIDE - 2 * MARGIN) / widest, (BASELINE - MARGIN) / -boxes[:, 1].min(),
                (SIDE - MARGIN - BASELINE) / max(1e-9, boxes[:, 3].max()))  # fmt: skip
    if scale < 0.6 or (boxes[:, 2] <= boxes[:, 0]).any():
        raise Unusable
    font = font.font_variant(size=font.size * scale)
    pictures = np.stack([_picture(letter, font) for letter in LETTERS])
    if len(np.unique(pictures.reshape(len(LETTERS), -1), axis=0)) < len(LETTERS):
        raise Unusable  # blocks, or a box for what is missing
    return pictures


def _picture(letter: str, font: ImageFont.FreeTypeFont) -> NDArray[np.uint8]:
    """Return one letter, its ink centred from left to right, in LEVELS of grey."""
    left, _, right, _ = font.getbbox(letter, anchor="ls")
    page = Image.new("L", (SIDE * FINER, SIDE * FINER))
    ImageDraw.Draw(page).text(((SIDE * FINER - left - right) / 2, BASELINE * FINER), letter, 255, font, anchor="ls")
    fine = np.asarray(page, dtype=float).reshape(SIDE, FINER, SIDE, FINER).mean((1, 3)) / 255
    return np.rint(fine * (LEVELS - 1)).astype(np.uint8)


def sheet(pictures: NDArray[np.uint8]) -> Image.Image:
    """Return pictures, shape (n, SIDE, SIDE), side by side in rows."""
    missing = -len(pictures) % IN_A_ROW
    tiles = np.concatenate([pictures, np.zeros((missing, SIDE, SIDE), np.uint8)]) * (255 // (LEVELS - 1))
    tiles = tiles.reshape(-1, IN_A_ROW, SIDE, SIDE).swapaxes(1, 2).reshape(-1, IN_A_ROW * SIDE)
    page = Image.fromarray(tiles).quantize(LEVELS)
    if ImageChops.difference(page.convert("L"), Image.fromarray(tiles)).getbbox():
        raise AssertionError("sixteen greys are kept as they are")
    return page


def main(folder: Path) -> None:
    """Write the sheets, the table of faces and the credits."""
    families = [family for package in sorted(folder.glob("*.tgz")) if (family := family_in(package))]
    found: dict[str, list[tuple[Face, NDArray[np.uint8]]]] = {part: [] for part in PARTS}
    credits_ = []
    for i, family in enumerate(sorted(families, key=lambda family: family.name)):
        part, seen = PARTS[i % TEST_SHARE == 0], set()
        for (weight, italic), file in family.files.items():
            try:
                pictures = drawn(file)
            except Unusable:
                continue
            if pictures.tobytes() not in seen:
                seen.add(pictures.tobytes())
                found[part].append((Face(family.name, family.category, weight, italic, part), pictures))
        if seen:
            credits_.append(f"{family.name}: {family.copyright}")
    both = [pair for part in PARTS for pair in found[part]]
    everything = np.stack([pictures for _, pictures in both])
    for i, letter in enumerate(LETTERS):
        sheet(everything[:, i]).save(place_of(sheet_of(letter)), optimize=True, bits=4)
    with place_of(FACES).open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, list(asdict(both[0][0])), lineterminator="\n")
        table.writeheader()
        table.writerows(asdict(face) | {"italic": int(face.italic)} for face, _ in both)
    place_of(CREDITS).write_text("\n".join(credits_) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
