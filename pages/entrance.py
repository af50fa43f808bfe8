"""The doors of the program: first run, sign-in, and links that work once."""
import streamlit as st

from pages.ui.text import _


def draw() -> None:
    """Whatever somebody who is not signed in has to see."""
    st.title(_("Sign in"))
