"""A picture of numbers as a PNG, small enough to travel within a figure."""

import base64
import struct
import zlib

import numpy as np

from explainers.transformers.dot_product import Array


def data_address(values: Array, low: str, high: str) -> str:
    """Return numbers from 0 to 1, (height, width), as the address of a picture from one CSS colour to another."""
    share = np.clip(values, 0.0, 1.0)[..., None]
    ends = [np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) for colour in (low, high)]
    pixels = np.round(ends[0] * (1 - share) + ends[1] * share).astype(np.uint8)
    height, width = values.shape
    rows = np.insert(pixels.reshape(height, -1), 0, 0, axis=1).tobytes()  # each row says that it is not filtered
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")]
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a part of a PNG file: length, kind, body and checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
