"""Visitors without browsers: each speaks Streamlit's websocket and asks over HTTP what its live chart would ask.

A visitor opens a page, moves a slider or turns a page of the story every few seconds, says that the picture is painted
and fetches the sweep of the first slider. Whoever runs many of them shares the machine with the server: times are those
of both together.
"""

import asyncio
import contextlib
import random
import re
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE = 60.0  # seconds until an answer counts as lost
KEYED = re.compile(r"^\$\$ID-[0-9a-f]+-(.*)$")  # how the id of a widget ends: with its key
TOKEN = re.compile(r'"token":\s*"([\w-]+)"')
EARLY = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


@dataclass
class Widget:
    """A slider or a button on the page, and the fragment that runs when it is used."""

    proto: Any
    fragment: str


@dataclass
class Visitor:
    """One session, with connections and cookies of its own, as a browser has them.

    `times` notes what took how many seconds, `errors` whatever exception came to the screen.
    """

    address: str
    chance: random.Random
    times: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sliders: dict[str, Widget] = field(default_factory=dict)
    buttons: dict[str, Widget] = field(default_factory=dict)
    token: str = ""  # of what the stage shows
    page: str = ""
    query: str = ""
    script: str = ""  # the hash of the page's script
    asked: float = 0.0  # when

    async def __aenter__(self) -> "Visitor":
        self.over, self.lost = asyncio.Event(), False
        self.tasks: set[asyncio.Task[None]] = set()
        self.timers: dict[str, asyncio.Task[None]] = {}
        self.http = httpx2.AsyncClient(verify=False, timeout=PATIENCE)
        await self.http.get(self.address)  # where a cookie says which server is theirs, the frame brings it
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        self.socket = await websockets.connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream", subprotocols=["streamlit"], max_size=None,
            compression=None, open_timeout=PATIENCE, ping_interval=None,
            additional_headers={"Cookie": cookies} if cookies else None,
        )  # fmt: skip
        self.start(self.listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in [*self.tasks]:
            task.cancel()
        await self.socket.close()
        await self.http.aclose()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Have something done beside."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # ---- what a person does

    async def open(self, page: str) -> None:
        """Open a page."""
        self.page, _, self.query = page.partition("?")
        self.script = ""
        await self.run("open", [], "")

    async def act(self) -> None:
        """Move a slider at random, or turn a page of the story."""
        if self.sliders and self.chance.random() < 0.75:
            widget = self.chance.choice(list(self.sliders.values()))
            proto = widget.proto
            stop = self.chance.randint(0, round((proto.max - proto.min) / proto.step))
            state = WidgetState(id=proto.id)
            state.double_array_value.data.append(min(proto.min + stop * proto.step, proto.max))
            await self.run("slider", [state], widget.fragment)
            return
        turns = [button for key, button in self.buttons.items() if key.endswith(("-next", "-back"))]
        able = [button for button in turns if not button.proto.disabled]
        if able:
            await self.run("story", [WidgetState(id=able[-1].proto.id, trigger_value=True)], "")

    async def run(self, what: str, states: list[WidgetState], fragment: str) -> None:
        """Have the script run; note how long it took."""
        self.over.clear()
        self.asked = time.perf_counter()
        await self.send(states, fragment)
        try:
            await asyncio.wait_for(self.over.wait(), PATIENCE)
        except TimeoutError:
            self.errors.append(f"{what} of {self.page}: no answer in {PATIENCE:.0f} s")
            return
        if self.lost:
            self.errors.append(f"{what} of {self.page}: the connection was lost")
        self.times.append((what, time.perf_counter() - self.asked))

    async def send(self, states: list[WidgetState], fragment: str, by_itself: bool = False) -> None:
        """Ask for a run of the script, or of a fragment."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash, rerun.fragment_id = self.query, self.script, fragment
        rerun.page_name, rerun.is_auto_rerun = ("" if self.script else self.page), by_itself
        rerun.context_info.url = f"{self.address}/{self.page}"
        rerun.context_info.timezone, rerun.context_info.locale = "UTC", "en-US"
        rerun.context_info.color_scheme = "light"
        rerun.widget_states.widgets.extend(states)
        await self.socket.send(message.SerializeToString())

    # ---- what a browser does by itself

    async def listen(self) -> None:
        """Take in what the server sends."""
        with contextlib.suppress(websockets.ConnectionClosed):
            async for data in self.socket:
                self.take(ForwardMsg.FromString(data))
        self.lost = True
        self.over.set()

    def take(self, message: ForwardMsg) -> None:
        """Take in one message."""
        match message.WhichOneof("type"):
            case "navigation":
                self.script = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "script_finished" if message.script_finished != EARLY:
                self.over.set()
            case "auto_rerun":
                self.repeat(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "new_session" | "stop_auto_rerun":
                for timer in self.timers.values():
                    timer.cancel()
                self.timers.clear()
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self.see(message.delta.new_element, message.delta.fragment_id)

    def repeat(self, fragment: str, seconds: float) -> None:
        """Run a fragment again and again, as `run_every` asks."""

        async def again() -> None:
            while True:
                await asyncio.sleep(seconds)
                await self.send([], fragment, by_itself=True)

        if before := self.timers.pop(fragment, None):
            before.cancel()
        self.timers[fragment] = self.start(again())

    def see(self, element: Any, fragment: str) -> None:
        """Note a widget, an exception, or what a chart shows."""
        kind = element.WhichOneof("type")
        proto = getattr(element, kind) if kind else None
        if kind == "exception":
            self.errors.append(f"{proto.type}: {proto.message}"[:300])
        if kind == "slider" and (key := KEYED.match(proto.id)) and len(proto.default) == 1 and not proto.options:
            self.sliders[key[1]] = Widget(proto, fragment)
        if kind == "button" and (key := KEYED.match(proto.id)):
            self.buttons[key[1]] = Widget(proto, fragment)
        if kind == "bidi_component":
            tokens = TOKEN.findall(proto.json or proto.mixed.json)
            if tokens and tokens[-1] != self.token:
                self.token = tokens[-1]
                self.times.append(("picture", time.perf_counter() - self.asked))
                self.start(self.chart(self.token))

    async def chart(self, token: str) -> None:
        """Say that the picture is painted; soon after, unless the next has come, fetch the first slider's sweep."""
        await self.fetch("painted", f"/live/{token}/painted", "POST")
        await asyncio.sleep(0.1)
        if token == self.token and self.sliders:
            await self.fetch("sweep", f"/live/{token}/sweeps?quick")

    async def fetch(self, what: str, path: str, method: str = "GET") -> None:
        """Ask for something over HTTP."""
        started = time.perf_counter()
        try:
            answer = await self.http.request(method, self.address + path)
        except httpx2.HTTPError as problem:
            self.errors.append(f"{what}: {type(problem).__name__}")
            return
        if answer.status_code >= 500 and answer.status_code != 503:
            self.errors.append(f"{what}: {answer.status_code}")
        self.times.append(
            (what if answer.status_code < 400 else f"{what} {answer.status_code}", time.perf_counter() - started)
        )


async def stay(visitor: Visitor, page: str, until: float, pace: float, after: float) -> Visitor:
    """Come after a while, open a page, and do something about every `pace` seconds."""
    await asyncio.sleep(after)
    try:
        async with visitor:
            await visitor.open(page)
            while time.monotonic() < until and not visitor.lost:
                await asyncio.sleep(visitor.chance.uniform(0.6, 1.4) * pace)
                await visitor.act()
    except (OSError, TimeoutError, httpx2.HTTPError, websockets.WebSocketException) as problem:
        visitor.errors.append(f"socket: {type(problem).__name__}")
    return visitor


async def crowd(
    address: str, pages: list[str], many: int, seconds: float, *, pace: float = 5.0, arrive: float = 10.0, seed: int = 1
) -> tuple[list[Visitor], list[float]]:
    """Have many visitors for so many seconds; return them, and how long `health` took, asked twice a second."""
    until, health = time.monotonic() + seconds, list[float]()
    async with httpx2.AsyncClient() as http:
        people = [Visitor(address, random.Random(f"{seed} {i}")) for i in range(many)]
        visits = [asyncio.create_task(stay(person, pages[i % len(pages)], until, pace, arrive * i / many))
                  for i, person in enumerate(people)]  # fmt: skip
        while not all(visit.done() for visit in visits):
            started = time.perf_counter()
            with contextlib.suppress(httpx2.HTTPError):
                await http.get(f"{address}/_stcore/health", timeout=PATIENCE)
            health.append(time.perf_counter() - started)
            await asyncio.sleep(0.5)
    return [visit.result() for visit in visits], health
