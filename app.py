"""The server: the course, and plotly.js out of the installed plotly package. Start it with `streamlit run app.py`."""

import gc
import gzip
import json
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pandas  # noqa: F401 - plotly uses it wherever it is loaded, even half-way, by another visitor's thread
import plotly
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainers.catalogue import EXPLAINERS
from explainers.old_links import today
from explainers.problems import Damaged
from explainers.workers import WORKERS
from pages.stage.ahead import STROKES, SWEEPS, TRAINING, Busy
from pages.stage.compressed import compressed
from pages.stage.faults import say
from pages.stage.live_chart import PLOTLY_ROUTE, lens_pictures
from pages.stage.live_training import frames_json
from pages.stage.shown import recall
from pages.stage.sweeps import Superseded, drawn_at, found_at, sweep_of

BUSY = Response("Many people are here: ask again in a second.", status_code=503, headers={"Retry-After": "1"})
ROUTES = {"_stcore", "plotly", "cards"}  # what addresses begin with that are no pages, though without a dot


@cache
def plotly_js(compressed: bool) -> bytes:
    """Return plotly.js, as the browser wants it."""
    script = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    return gzip.compress(script, compresslevel=6) if compressed else script


def serve_plotly_js(request: Request) -> Response:
    """Send plotly.js, to be kept for good: its version is in its address."""
    compressed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if compressed:
        headers["Content-Encoding"] = "gzip"
    return Response(plotly_js(compressed), media_type="text/javascript", headers=headers)


def send_card(request: Request) -> Response:
    """Send a picture of the gallery; its address outlives the visit, so none is lost to who leaves while it loads."""
    card = request.path_params["card"]
    if card not in {f"{explainer.path}.{theme}.png" for explainer in EXPLAINERS for theme in ("light", "dark")}:
        return Response("No such picture.", status_code=404)
    return FileResponse(Path(__file__).parent / "pages" / card, headers={"Cache-Control": "public, max-age=3600"})


async def note_painted(request: Request) -> Response:
    """Take note that a browser has painted what its stage shows."""
    if now := recall(request.path_params["token"]):
        now.painted.set()
    return Response(status_code=204 if now else 404)


async def send_sweeps(request: Request) -> Response:
    """Send the sweep of one slider of what a stage shows; a quick one has fewer stops.

    The slider that a hand is near is asked for by its key. Where none is yet, it is the first.
    """
    now = recall(request.path_params["token"])
    if now is None:
        return Response("That was too long ago.", status_code=404)
    try:
        touched = request.query_params.get("slider")
        slider = touched or next((slider.key for slider in now.sliders), "")
        sweep = await SWEEPS.run(sweep_of, now, slider, "quick" in request.query_params, unasked=not touched)
    except Busy:
        return BUSY
    except Superseded:
        return Response(status_code=204)
    except ValueError as problem:
        return Response(str(problem), status_code=400)
    return Response(json.dumps({slider: sweep}), media_type="application/json", headers={"Cache-Control": "no-store"})


def send_found(request: Request) -> Response:
    """Send the figure where a slider of a stage rests, with what workers find there; nothing where that takes long."""
    now = recall(request.path_params["token"])
    if now is None:
        return Response("That was too long ago.", status_code=404)
    try:
        stop = int(request.query_params.get("stop", ""))
        return figure_sent(request, found_at, now, request.query_params.get("slider", ""), stop)
    except ValueError as problem:
        return Response(str(problem), status_code=400)


async def send_drawn(request: Request) -> Response:
    """Send the figure with what is drawn so far on a pad, as a stroke grows; nothing where none can be made of it."""
    now = recall(request.path_params["token"])
    if now is None:
        return Response("That was too long ago.", status_code=404)
    try:
        field, text = (request.query_params.get(name, "") for name in ("field", "text"))
        return await STROKES.run(figure_sent, request, drawn_at, now, field, text)
    except Busy:
        return BUSY
    except ValueError as problem:
        return Response(str(problem), status_code=400)


def figure_sent(request: Request, find: Callable[..., str], *args: Any) -> Response:
    """Return what `find` makes of the other arguments, a figure as JSON, as an answer; an empty one where it is "".

    A hand waits for it: it is compressed here, a little, and not by the server, thoroughly.
    """
    figure = find(*args).encode()
    if not figure:
        return Response(status_code=204)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        figure = gzip.compress(figure, compresslevel=1)
        headers["Content-Encoding"] = "gzip"
    return Response(figure, media_type="application/json", headers=headers)


async def send_frames(request: Request) -> Response:
    """Train what a stage shows a little further, and send the figures on the way."""
    now = recall(request.path_params["token"])
    if now is None:
        return Response("That was too long ago.", status_code=404)
    try:
        numbers = [request.query_params.get(name, "") for name in ("after", "stride", "most")]
        frames = await TRAINING.run(frames_json, now, *numbers)
    except Busy:
        return BUSY
    except ValueError as problem:
        return Response(str(problem), status_code=400)
    return Response(frames, media_type="application/json", headers={"Cache-Control": "no-store"})


def send_lenses(request: Request) -> Response:
    """Send the pictures of the lenses over what a stage shows, byte after byte."""
    now = recall(request.path_params["token"])
    if now is None:
        return Response("That was too long ago.", status_code=404)
    pictures = gzip.compress(lens_pictures(now), compresslevel=1)
    headers = {"Cache-Control": "no-store", "Content-Encoding": "gzip"}
    return Response(pictures, media_type="application/octet-stream", headers=headers)


class Pages:
    """Has browsers fetch plotly.js along with a page; sends whoever asks for one that does not exist to the gallery.

    The gallery says so, and names the nearest. Old links are sent to where they lead today.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.known = {explainer.url for explainer in EXPLAINERS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on everything but a browser asking for a page that is not there."""
        if scope["type"] == "http" and scope["method"] == "GET":
            path = scope["path"].strip("/")
            wants_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
            if wants_page and (moved := moved_to(path, scope["query_string"].decode("latin-1"))):
                await RedirectResponse(moved)(scope, receive, send)
                return
            if wants_page and path and "." not in path and path.split("/")[0] not in self.known | ROUTES:
                await RedirectResponse(f"/?unknown={quote(path[:100])}")(scope, receive, send)
                return
            if path == "_stcore/metrics" and os.environ.get("COURSE_METRICS") != "on":
                await Response("COURSE_METRICS=on has this server say.", status_code=404)(scope, receive, send)
                return
            accepted = dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1")
            if found := compressed(path, accepted):
                await found(scope, receive, send)
                return
            if path in self.known:
                send = with_header(send, b"link", f"<{PLOTLY_ROUTE}>; rel=preload; as=script".encode())
        await self.app(scope, receive, send)


def moved_to(path: str, query: str) -> str:
    """Return where an old link leads today; "" where it is as it was."""
    before = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=200)) if query.count("&") < 200 else {}
    page, after = today(path, before)
    return f"/{page}?{urlencode(after)}" if (page, after) != (path, before) else ""


def with_header(send: Send, name: bytes, value: bytes) -> Send:
    """Return `send`, with one more header in every response."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (name, value)]
        await send(message)

    return sending


@asynccontextmanager
async def alive(app: st.App) -> AsyncIterator[None]:
    """Have the worker processes for as long as the server.

    Whoever looks for garbage goes through all objects that there are. Those of libraries, which are most of them, need
    not be looked through. COURSE_WORKERS=lazy leaves both to whoever comes first.
    """
    answer_at_once()
    WORKERS.start()
    if os.environ.get("COURSE_WORKERS") != "lazy":
        Thread(target=load_all, name="load-all", daemon=True).start()
    gc.freeze()
    yield
    WORKERS.stop()


def answer_at_once() -> None:
    """Have every answer leave when it is written: connections take TCP_NODELAY over from the socket that listens.

    asyncio sets it where a socket names its protocol, and Streamlit's names none. Without it an answer in two packets
    waits for the browser to acknowledge the first, which takes 40 ms.
    """
    # By type: asked with isinstance for their class, some of PyTorch's objects answer with a warning.
    sockets = [found for found in gc.get_objects() if issubclass(type(found), socket.socket)]
    for found in sockets:
        if found.family in (socket.AF_INET, socket.AF_INET6):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def load_all() -> None:
    """Import what the pages use, so that a class which comes at once need not wait for it, each for one page's."""
    for explainer in EXPLAINERS:
        import_module(f"explainers.{explainer.path.replace('/', '.')}")
    gc.freeze()


app = st.App(
    "pages/main.py",
    lifespan=alive,
    routes=[
        Route(PLOTLY_ROUTE, serve_plotly_js),
        Route("/cards/{card:path}", send_card),
        Route("/live/{token}/painted", note_painted, methods=["POST"]),
        Route("/live/{token}/sweeps", send_sweeps),
        Route("/live/{token}/found", send_found),
        Route("/live/{token}/drawn", send_drawn),
        Route("/live/{token}/frames", send_frames),
        Route("/live/{token}/lenses", send_lenses),
        Route("/plotly/{other:path}", lambda request: Response("No such version.", status_code=404)),
    ],
    middleware=[Middleware(Pages)],
    on_script_error=say,
    exception_handlers={Damaged: lambda request, problem: Response(str(problem), status_code=500)},
)
