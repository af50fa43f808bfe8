"""Starts Hutong CRM: `streamlit run app.py`."""
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from db.engine import database
from db.migrate import migrate


@asynccontextmanager
async def lifespan(_app):
    migrate(database())
    yield {}


app = st.App(Path(__file__).parent / "pages" / "shell.py", lifespan=lifespan)
