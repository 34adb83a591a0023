"""What takes seconds, without worker processes: computed with a bar that says how far it is, or done beforehand."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TypeVar

import streamlit as st

T = TypeVar("T")
PATIENCE = 0.5  # seconds without a word about how far it is


def computed(store: str, of: Hashable, compute: Callable[[Callable[[float, str], None]], T], keep: int = 8) -> T:
    """Return `compute(report)`, with a bar while it takes long; the session remembers the last `keep`, by what it is of.

    `report(share, doing)` says how far it is, from 0 to 1, and what it does.
    """
    kept: OrderedDict[Hashable, T] = st.session_state.setdefault(store, OrderedDict())
    if of not in kept:
        started, bar = time.monotonic(), st.empty()

        def report(share: float, doing: str) -> None:
            if time.monotonic() - started > PATIENCE:
                bar.progress(share, doing.capitalize())

        kept[of] = compute(report)
        bar.empty()
        while len(kept) > keep:
            kept.popitem(last=False)
    return kept[of]


@lru_cache
def in_background(function: Callable[[], object]) -> threading.Thread:
    """Run a function once on this server, in the background: what the first visitor would have to wait for."""
    thread = threading.Thread(target=function, daemon=True)
    thread.start()
    return thread
