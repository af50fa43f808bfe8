"""The script of the app: who are you → menu → notices → the page."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1])) if str(Path(__file__).parents[1]) not in sys.path else None

import streamlit as st  # noqa: E402

from pages import frame  # noqa: E402

st.set_page_config(page_title="Hutong CRM", layout="wide")
frame.draw()
