"""What the course is measured against: plain Streamlit, one chart and, if asked for, one slider, and nothing else.

The picture is the page's own first one as anybody would write it: prior, likelihood and posterior of ten coin flips,
three curves of 301 points, in the same size. Everything else is as Streamlit comes.
"""

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from scipy import stats

HEADS, FLIPS, STRENGTH = 8, 10, 10
st.set_page_config(layout="wide")


@st.fragment
def page() -> None:
    mean = (
        st.slider("Prior mean", 0.01, 0.99, 0.5, 0.002, format="%.3f", key="mean")
        if "slider" in st.query_params
        else 0.5
    )
    theta = (np.arange(301) + 0.5) / 301
    a, b = STRENGTH * mean, STRENGTH * (1 - mean)
    figure = go.Figure()
    figure.add_scatter(x=theta, y=stats.beta.pdf(theta, a, b), name="prior")
    figure.add_scatter(x=theta, y=stats.beta.pdf(theta, 1 + HEADS, 1 + FLIPS - HEADS), name="likelihood")
    figure.add_scatter(x=theta, y=stats.beta.pdf(theta, a + HEADS, b + FLIPS - HEADS), name="posterior")
    width, height = (int(st.query_params.get(side, 400)) for side in ("width", "height"))
    st.plotly_chart(figure, width=width, height=height, key="chart")


page()
