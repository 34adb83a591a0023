"""Streamlit's own scripts and style sheets, compressed once: as they are they weigh several times as much as the course."""

import gzip
from functools import cache
from pathlib import Path

import streamlit
from starlette.responses import Response

STATIC = Path(streamlit.__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css"}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # their names change with what they hold
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
}


@cache
def names() -> frozenset[str]:
    """Return the files that may be asked for, by their path on the server."""
    files = (path for path in STATIC.rglob("*") if path.suffix in KINDS and path.parent != STATIC)
    return frozenset(path.relative_to(STATIC).as_posix() for path in files)


@cache
def content(name: str) -> bytes:
    """Return a file, compressed."""
    return gzip.compress((STATIC / name).read_bytes(), compresslevel=6)


def compressed(name: str, accepted: str) -> Response | None:
    """Return an answer with a file, by its path on the server; None where there is none, or the browser wants it plain."""
    if "gzip" not in accepted or name not in names():
        return None
    return Response(content(name), media_type=KINDS[Path(name).suffix], headers=HEADERS)
