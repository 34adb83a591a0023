"""Files that stand beside the code: bundled data and trained weights."""

from pathlib import Path


def place_of(name: str) -> Path:
    """Return where a file lies, given its path below `explainers/`. For a script taken home: beside the script."""
    return Path(__file__).parent / name


def shipped(name: str) -> bytes:
    """Return the bytes of a file, named by its path below `explainers/`. Raises FileNotFoundError."""
    return place_of(name).read_bytes()
