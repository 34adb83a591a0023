"""The gallery: a card for each explainer, and a search."""

from pathlib import Path

import streamlit as st

from explainers.catalogue import CHAPTERS, nearest
from pages.stage.outside import plain

PAGES = Path(__file__).parent
theme = "dark" if st.context.theme.type == "dark" else "light"

st.title("Seeing Generative AI", anchor=False)
st.markdown(
    "Every idea is a page to play with, and every picture on it is computed, there and then, by a small real model."
)

if unknown := st.query_params.get("unknown"):
    guess = nearest(unknown)
    st.warning(
        f"There is no page at “/{plain(unknown, 60)}”." + (" The nearest is:" if guess else ""),
        icon=":material/explore_off:",
    )
    if guess:
        st.page_link(PAGES / f"{guess.path}.py", label=guess.title, icon=":material/arrow_forward:")

query = st.text_input("Search titles, questions and concepts", key="q", bind="query-params", placeholder="posterior")
found = 0
for chapter in CHAPTERS:
    cards = [explainer for explainer in chapter.explainers if explainer.matches(query)]
    if not cards:
        continue
    found += len(cards)
    st.subheader(chapter.title, anchor=False)
    with st.grid(3, min_column_width=320):
        for card in cards:
            with st.container(border=True):
                st.markdown(f"![The opening picture of {card.title}](cards/{card.path}.{theme}.png)")
                st.page_link(PAGES / f"{card.path}.py", label=f"**{card.question}**")
                st.caption(f"{card.title} · {card.level} · {card.minutes} minutes")
                st.markdown(card.summary)
if not found:
    st.info(f"Nothing here is about “{plain(query, 60)}” yet.", icon=":material/search_off:")
