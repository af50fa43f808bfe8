"""The addresses of the pages for people outside."""
from starlette.routing import BaseRoute

PREFIXES = ("/p/", "/api/")  # answered without a cookie, to any origin


def routes() -> list[BaseRoute]:
    """All of them, for the app."""
    return []
