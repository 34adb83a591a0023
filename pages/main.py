"""The frame: navigation built from the catalogue, the lecture switch, then the chosen page."""

from pathlib import Path

import streamlit as st

from explainers.catalogue import CHAPTERS
from pages.stage.frame import FRAME, LECTURE

PAGES = Path(__file__).parent

st.set_page_config(page_title="Seeing Generative AI", page_icon=str(PAGES / "favicon.png"), layout="wide")
with st.container(key="frame-bar", horizontal=True, horizontal_alignment="right"):
    lecture = st.toggle("Lecture", key="lecture", bind="query-params",
                        help="For a projector: larger type and strokes, and only what is for the room.")  # fmt: skip
home = st.Page(PAGES / "home.py", title="All explainers", icon=":material/apps:", default=True)
sections = {"": [home]} | {
    chapter.title: [
        st.Page(PAGES / f"{e.path}.py", title=e.title, url_path=e.url, help=e.question) for e in chapter.explainers
    ]
    for chapter in CHAPTERS
}
page = st.navigation(sections, position="hidden" if lecture else "sidebar")
st.html(FRAME + (LECTURE if lecture else ""))
page.run()
