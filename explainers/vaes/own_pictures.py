"""Pictures of one's own, drawn or uploaded, brought into the form of the data."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, UnidentifiedImageError

from explainers.data.images import SIDE
from explainers.problems import BadInput

Picture = NDArray[np.float32]  # (SIDE²,) from 0 (background) to 1
BOX = 20  # pixels, the longer side of a digit: MNIST was normalised so
PEN = 2.2  # pixels, the width of a stroke
FINE = 8  # times finer than the pixels, while strokes are painted
MEGAPIXELS = 20  # of an upload, at most
FULL = 0.6  # share of ink beyond which a picture says little


def read_strokes(text: str, field: str) -> list[list[tuple[float, float]]]:
    """Return strokes from "x,y x,y …; x,y …", points in the unit square with y upwards. Raises BadInput."""
    try:
        strokes = [[(float(x), float(y)) for x, y in (pair.split(",") for pair in part.split())]
                   for part in text.split(";")]  # fmt: skip
    except ValueError:
        raise BadInput(field, "Strokes are points such as 0.2,0.3 0.4,0.5 with a semicolon between strokes.") from None
    strokes = [stroke for stroke in strokes if stroke]
    if not strokes:
        raise BadInput(field, "Nothing is drawn yet: draw on the pad.")
    if not all(0 <= part <= 1 for stroke in strokes for point in stroke for part in point):
        raise BadInput(field, "Points lie between 0 and 1, both ways.")
    return strokes


def drawn_picture(text: str, field: str) -> Picture:
    """Return strokes as a picture in the form of MNIST: scaled into BOX pixels, then centred by its mass."""
    strokes = read_strokes(text, field)
    points = np.array([point for stroke in strokes for point in stroke])
    low, extent = points.min(0), float(np.ptp(points, axis=0).max())
    scale = (BOX - PEN) / extent if extent > 0.02 else 0.0
    placed = [[(4 + (x - low[0]) * scale, 24 - (y - low[1]) * scale) for x, y in stroke] for stroke in strokes]
    return centred(inked(placed, SIDE, PEN))


def inked(strokes: list[list[tuple[float, float]]], side: int, width: float) -> NDArray[np.float32]:
    """Return strokes of a round pen as ink from 0 to 1, shape (side, side). All lengths are in pixels, y downwards."""
    canvas = Image.new("L", (side * FINE, side * FINE))
    pen = ImageDraw.Draw(canvas)
    for stroke in strokes:
        places = [(FINE * x, FINE * y) for x, y in stroke]
        pen.line(places, 255, round(FINE * width), joint="curve")
        for place in places:  # round ends
            pen.circle(place, FINE * width / 2, 255)
    return np.asarray(canvas.resize((side, side), Image.Resampling.BOX), dtype=np.float32) / np.float32(255)


def centred(picture: NDArray[np.float32]) -> Picture:
    """Return a picture, shape (SIDE, SIDE), shifted by whole pixels so that its centre of mass is in the middle."""
    rows, columns = np.mgrid[:SIDE, :SIDE] + 0.5
    mass = picture.sum()
    shift = [round(SIDE / 2 - float((part * picture).sum() / mass)) for part in (rows, columns)]
    return np.roll(picture, shift, axis=(0, 1)).ravel()


def uploaded_picture(content: bytes, data: str) -> tuple[str, str]:
    """Return an uploaded picture in the form of the data, as hexadecimal digits, and a sentence on what was done to it.

    Raises BadInput, for the field "pixels", where it is no picture, too large, or empty.
    """
    try:
        image = Image.open(io.BytesIO(content))
        if image.width * image.height > MEGAPIXELS * 1_000_000:
            size = image.width * image.height / 1e6
            raise BadInput("pixels", f"This picture has {size:.0f} megapixels; this page takes up to {MEGAPIXELS}.")
        grey = np.asarray(flat(image), dtype=np.float32) / np.float32(255)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        if isinstance(problem, BadInput):
            raise
        raise BadInput("pixels", "This file is no picture that can be read: PNG, JPEG, GIF or WebP will do.") from None
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    done = ["Turned to grey"]
    if edge.mean() > 0.5:  # the data are light on dark
        grey, done = 1 - grey, [*done, "inverted"]
    grey = np.clip((grey - grey.min()) / max(float(np.ptp(grey)), 1e-6), 0, 1)
    ink = np.argwhere(grey > 0.15)
    if float(np.ptp(grey)) < 0.5 or not len(ink):
        raise BadInput("pixels", "This picture is of one colour all over: there is nothing in it to encode.")
    (top, left), (bottom, right) = ink.min(0), ink.max(0) + 1
    box = BOX if data == "digits" else SIDE
    cut = Image.fromarray(np.rint(grey[top:bottom, left:right] * 255).astype(np.uint8))
    scale = box / max(cut.size)
    cut = cut.resize((max(1, round(cut.width * scale)), max(1, round(cut.height * scale))), Image.Resampling.BOX)
    page = Image.new("L", (SIDE, SIDE))
    page.paste(cut, ((SIDE - cut.width) // 2, (SIDE - cut.height) // 2))
    pixels = np.asarray(page, dtype=np.float32) / np.float32(255)
    if data == "digits":
        pixels = centred(pixels).reshape(SIDE, SIDE)
    done.append(
        f"cut out and scaled to {box} pixels, as the data were" + (", by its centre of mass" * (data == "digits"))
    )
    return np.rint(pixels * 255).astype(np.uint8).tobytes().hex(), ", ".join(done) + "."


def flat(image: Image.Image) -> Image.Image:
    """Return an image in grey, what is transparent in it as white."""
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L")


def read_pixels(text: str) -> Picture:
    """Return a picture from its hexadecimal digits. Raises BadInput, for the field "pixels"."""
    try:
        values = np.frombuffer(bytes.fromhex(text), dtype=np.uint8)
    except ValueError:
        values = np.zeros(0, dtype=np.uint8)
    if not len(values):
        raise BadInput("pixels", "There is no uploaded picture yet.")
    if len(values) != SIDE * SIDE:
        raise BadInput("pixels", f"A picture here has {SIDE} × {SIDE} pixels.")
    return values.astype(np.float32) / np.float32(255)


def note_on(picture: Picture) -> str:
    """Return a sentence on a picture that will hardly be encoded well; none where there is nothing to say."""
    return (
        "More than half of this picture is ink: nothing like it was seen in training." if picture.mean() > FULL else ""
    )
