"""Files that come with the package: pictures, and the weights of trained models."""

from pathlib import Path


def shipped(name: str) -> Path:
    """Return where a file lies, given its path inside this package, such as "data/digits-test.png".

    A script that is taken home says the same: there the files lie beside it.
    """
    return Path(__file__).parent / name
