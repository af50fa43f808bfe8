"""What people outside reach of the running app."""
import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.web_form.helpers import JSON, SENT, open_form


@pytest.fixture(autouse=True)
def form_is_open(server):
    open_form(origins=("https://www.example.com",))


def test_public_pages_set_no_cookie_and_run_no_script(server):
    http = server.browser().http
    http.cookies.clear()
    for path in ("/p/ticket", "/p/survey/forged"):
        answer = http.get(path)
        assert "set-cookie" not in answer.headers
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-frame-options"] == "DENY"


def test_a_form_of_another_site_finds_no_cookie_to_ride_on(server):
    http = server.browser("ada@example.com").http
    answer = http.post("/p/ticket", data=SENT | {"step": "send"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert http.post("/api/tickets", json=JSON, headers={"origin": "https://evil.example"}).status_code == 403
    assert http.post("/api/tickets", json=JSON, headers={"origin": "https://www.example.com"}).status_code == 201


def test_ten_megabytes_are_refused_before_they_are_sent(server):
    """Only the head of the request goes out; the answer comes at once."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as wire:
        begun = time.monotonic()
        wire.sendall(f"POST /p/ticket HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                     f"Content-Length: {10 * 1024 * 1024}\r\n\r\n".encode())
        assert b" 413 " in wire.recv(200)
        assert time.monotonic() - begun < 5
