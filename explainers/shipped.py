"""Files that stand beside the code: bundled data and trained weights.

`python -m explainers.shipped` notes in `shipped.sha256` what they are, after one has been added or made anew;
`sha256sum -c shipped.sha256` checks all of them.
"""

import hashlib
from functools import cache
from pathlib import Path

from explainers.problems import Damaged

SUMS = "shipped.sha256"
FOLDERS = ("data", "weights")
TEXTS = (".py", ".md", ".txt")  # endings of what is no data


def place_of(name: str) -> Path:
    """Return where a file lies, given its path below `explainers/`. For a script taken home: beside the script."""
    return Path(__file__).parent / name


def shipped(name: str) -> bytes:
    """Return the bytes of a file, named by its path below `explainers/`.

    Raises Damaged where it is missing, cut off or changed, and FileNotFoundError where there never was such a file.
    """
    try:
        content = place_of(name).read_bytes()
    except OSError as problem:
        if name in noted():
            how = "is missing" if isinstance(problem, FileNotFoundError) else "cannot be read"
            raise Damaged(f"explainers/{name}", how) from problem
        raise
    if name in noted() and hashlib.sha256(content).hexdigest() != noted()[name]:
        raise Damaged(f"explainers/{name}", "is not as it was shipped")
    return content


@cache
def noted() -> dict[str, str]:
    """Return the SHA-256 of each file, by its path below `explainers/`; of none in a script taken home."""
    try:
        lines = place_of(SUMS).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def sums() -> str:
    """Return what belongs into `shipped.sha256` today."""
    here = Path(__file__).parent
    files = [path for folder in FOLDERS for path in (here / folder).rglob("*") if path.is_file()]
    names = sorted(path.relative_to(here).as_posix() for path in files
                   if path.suffix not in TEXTS and "__pycache__" not in path.parts)  # fmt: skip
    return "".join(f"{hashlib.sha256(place_of(name).read_bytes()).hexdigest()}  {name}\n" for name in names)


if __name__ == "__main__":
    place_of(SUMS).write_text(sums(), "utf-8")
