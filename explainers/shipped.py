"""Files that stand beside the code: bundled data and trained weights. A script taken home carries them along."""

import base64
from pathlib import Path

CARRIED: dict[str, str] = {}  # in a script taken home: bytes in base64, by name


def shipped(name: str) -> bytes:
    """Return the bytes of a file, named by its path below `explainers/`. Raises FileNotFoundError."""
    if name in CARRIED:
        return base64.b64decode(CARRIED[name])
    return (Path(__file__).parent / name).read_bytes()
