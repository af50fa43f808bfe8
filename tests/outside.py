"""The public pages as somebody outside sees them: no cookie, no account."""
from starlette.applications import Starlette
from starlette.testclient import TestClient

from crm_core.api.public import routes


def visitor(address: str = "203.0.113.7", language: str = "en") -> TestClient:
    """A browser at this address."""
    app = Starlette(routes=routes.routes())
    return TestClient(app, client=(address, 4711), headers={"accept-language": language}, follow_redirects=False)
