"""The models behind the pages and the figures drawn from them. Nothing here knows about Streamlit."""
