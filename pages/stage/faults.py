"""What a page says where this server cannot draw it, whatever part of it was running."""

import errno
import os

import streamlit as st

from explainers.problems import Damaged
from pages.stage.outside import plain

NO_SPACE = os.strerror(errno.ENOSPC)  # which compilers say too
FULL = (errno.ENOSPC, errno.EDQUOT)
NO_ROOM = (
    "The disk of this server is full, so this cannot be computed. It goes on when there is room again: reload then."
)


def sentence_for(problem: BaseException) -> str:
    """Return what there is to say about a fault of this server; "" about one of which we know nothing."""
    if isinstance(problem, Damaged):
        return f"{problem} Then reload this page."
    if (isinstance(problem, OSError) and problem.errno in FULL) or NO_SPACE in str(problem):
        return NO_ROOM
    return ""


def say(problem: Exception) -> bool:
    """Say on the page what is wrong; return whether there was something to say. Streamlit shows what is left."""
    if sentence := sentence_for(problem):
        st.error(plain(sentence), icon=":material/error:")
    return bool(sentence)
