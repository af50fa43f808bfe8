"""Starts Hutong CRM: `streamlit run app.py`."""
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from crm_core.access import keys
from crm_core.api import lifespan
from crm_core.api.guard import Guard
from crm_core.api.live import Live
from crm_core.api.public import routes as public
from crm_core.api.routes import END, routes
from pages import trouble, wire

lifespan.prepare()
config.set_option("server.cookieSecret", keys.cookie_key())
live = Live()


@asynccontextmanager
async def running(_app):
    async with lifespan.running(live):
        yield {}


app = st.App(
    Path(__file__).parent / "pages" / "shell.py",
    lifespan=running,
    routes=[*routes(live), *public.routes()],
    middleware=[
        Middleware(
            Guard,
            live=live,
            session_id_of=wire.session_id_of,
            farewell=wire.leave_for(END),
            origins=frozenset(config.get_option("server.corsAllowedOrigins")),
            base=config.get_option("server.baseUrlPath"),
        )
    ],
    on_script_error=trouble.show,
)
