"""Running one page as one person, without a browser."""
from pathlib import Path
from urllib.parse import parse_qsl

from streamlit import cache_data
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from crm_core.access.actor import Actor, load_actor
from db.engine import database

SHELL = Path(__file__).parents[1] / "pages" / "shell.py"


def open_page(monkeypatch, actor: Actor | None, url: str = "", query: str = "") -> AppTest:
    """The program as `actor` sees it at `/url?query` (None: nobody is signed in; "" is the home page).

    Rights are read from the database at every run, as in the real thing. The page is hashed by its
    url as `st.Page` does it.
    """

    def actor_of(_token):
        if actor is None:
            return None
        with database().reading() as session:
            return load_actor(session, actor.user_id)

    monkeypatch.setattr("pages.ui.session.actor_of", actor_of)
    cache_data.clear()  # the databases of two tests look alike to it
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    app._page_hash = calc_hash(url) if url else ""
    for key, value in parse_qsl(query):
        app.query_params[key] = value
    return run(app)


def run(app: AppTest) -> AppTest:
    """Runs the script and fails on anything it did not catch."""
    app.run()
    assert not app.exception, [e.value for e in app.exception]
    return app
