"""What the network side gives away."""
from pathlib import Path

import pytest
import streamlit
from websockets.exceptions import InvalidStatus

from crm_core.api.guard import marked
from crm_core.api.requests import is_local


def test_a_page_of_another_site_cannot_open_a_socket(server):
    for origin in ("https://evil.example", "http://localhost:1", "null"):
        with pytest.raises(InvalidStatus) as refused:
            server.browser("wei@example.com").tab(origin=origin)
        assert refused.value.response.status_code == 403


def test_files_need_a_sign_in(server):
    tab = server.browser("wei@example.com").tab()
    path = "/media/" + "0" * 56 + ".csv"
    stranger = server.browser()
    assert stranger.http.get(path).text == "Not Found"
    assert stranger.http.get("/_stcore/metrics").status_code == 404
    assert stranger.http.get("/_stcore/agent/openapi.json").text == "Not Found"
    assert tab.browser.http.get(path).text != "Not Found"  # only there the page server is asked


def test_uploads_go_to_ones_own_session_only(server):
    ada, wei, stranger = server.browser("ada@example.com"), server.browser("wei@example.com"), server.browser()
    tab = ada.tab()
    path = f"/_stcore/upload_file/{tab.session_id}/file"
    assert upload(ada, path) == 204
    assert upload(wei, path) == 404
    assert upload(stranger, path) == 404
    assert upload(ada, path, Origin="https://evil.example") == 403


def test_what_the_sign_in_page_needs_is_open(server):
    """The page server's own fonts lie in a folder of the same name."""
    stranger = server.browser()
    font = next(Path(streamlit.__file__).parent.glob("static/static/media/MaterialSymbols*"))
    assert stranger.http.get(f"/static/media/{font.name}").status_code == 200
    assert stranger.http.get("/app/static/logo-en-light.svg").status_code == 200


def upload(browser, path: str, **headers: str) -> int:
    browser.http.get("/_stcore/health")
    token = browser.http.cookies["_streamlit_xsrf"].strip('"')
    return browser.http.put(path, files={"file": ("a.txt", b"x")}, headers={"X-Xsrftoken": token, **headers}).status_code


def test_every_answer_tells_the_browser_to_be_careful(server):
    for path in ("/", "/customers", "/_stcore/health", "/media/nothing", "/session/end"):
        headers = server.browser().http.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in headers


def test_the_guards_own_headers_are_not_taken_from_outside():
    scope = marked({"type": "http", "headers": [(b"x-hutong-local", b"1"), (b"host", b"crm.example")], "client": ("10.0.0.9", 1)})
    assert [value for name, value in scope["headers"] if name == b"x-hutong-local"] == [b""]


@pytest.mark.parametrize(
    "peer, headers, local",
    [
        ("127.0.0.1", {"host": "localhost:8501"}, True),
        ("::1", {"host": "[::1]:8501"}, True),
        ("::ffff:127.0.0.1", {"host": "127.0.0.1:8501"}, True),
        ("127.0.0.1", {"host": "localhost:8501", "x-forwarded-for": "1.2.3.4"}, False),
        ("127.0.0.1", {"host": "crm.example"}, False),
        ("10.0.0.9", {"host": "localhost:8501"}, False),
    ],
)
def test_only_this_machine_is_local(peer, headers, local):
    assert is_local({"type": "http", "client": (peer, 1), "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}) is local
