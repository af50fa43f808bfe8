"""The script of the app; `pages/frame.py` draws it."""
from pathlib import Path

import streamlit as st

from pages import frame

st.set_page_config(page_title="Hutong CRM", page_icon=Path(__file__).parent / "static" / "icon.svg", layout="wide")
frame.draw()
