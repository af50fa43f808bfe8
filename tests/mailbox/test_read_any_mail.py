"""Whatever comes in is read as far as it can be; nothing raises, nothing hangs."""
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.mailbox.parsing import glance, parse
from tests.mailbox.letters import mail

HEAD = b"From: Li <li@customer.example>\r\nMessage-ID: <1@c>\r\nSubject: Help\r\nMIME-Version: 1.0\r\n"
NASTY = {
    "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\nhello\r\n",
    "boundary that never comes": HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\nhello\r\n',
    "unclosed boundary": HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nhello',
    "boundary within itself": HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nhello\r\n--x--\r\n',
    "unknown charset": HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\nhello\r\n",
    "wrong charset": HEAD + "Content-Type: text/plain; charset=us-ascii\r\n\r\nhello 您好\r\n".encode("gb18030"),
    "broken base64": HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=!!!\r\n",
    "unknown encoding": HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: rot13\r\n\r\nhello\r\n",
    "broken content type": HEAD + b"Content-Type: ;;;=\r\n\r\nhello\r\n",
    "zero bytes": HEAD + b"\r\nhel\x00lo hello\r\n",
    "bare line feeds": HEAD.replace(b"\r\n", b"\n") + b"\nhello\n",
    "broken encoded words": HEAD.replace(b"Help", b"=?utf-8?b?!!!?= =?x?q??= Help") + b"\r\nhello\r\n",
    "broken address": HEAD.replace(b"Li <li@customer.example>", b'"Li" <<li@customer.example>, , ;:@') + b"\r\nhello\r\n",
    "broken date": HEAD + b"Date: yesterday or so\r\n\r\nhello\r\n",
    "broken disposition": HEAD + b"Content-Type: text/plain\r\nContent-Disposition: inline; filename*=utf-8''%ff%fe; =\r\n\r\nhello\r\n",
    "headers twice": HEAD + HEAD + b"\r\nhello\r\n",
}


@pytest.mark.parametrize("name", NASTY)
def test_a_broken_mail_is_read_as_far_as_it_can_be(name):
    found = parse(NASTY[name])
    words = found.text + "".join(file.content.decode("latin-1") for file in found.files)
    assert "hello" in words or name == "broken base64"
    assert found.from_email == "li@customer.example" or name == "broken address"
    assert "Help" in found.subject


@pytest.mark.parametrize("raw", [
    b"", b"\r\n\r\n", b"\xff\xfe\x00", b"X" * 1_000_000, HEAD + b"X: " + b"a" * 3_000_000 + b"\r\n\r\nhi",
    HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\nhi",
    HEAD + b"References: " + b"<a@b> " * 50_000 + b"\r\n\r\nhi",
    HEAD + b"To: " + b"a@b.example, " * 50_000 + b"\r\n\r\nhi",
    HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + b"--x\r\n\r\nhi\r\n" * 20_000,
    HEAD + b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)) + b"\r\nhi",
    HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
    HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 50_000 + b"<a href='" * 50_000,
    HEAD + b"\r\n" + b"on " * 300_000 + b"\r\n" + b"> " * 300_000,
], ids=range(13))  # fmt: skip
def test_a_monster_does_not_hold_anybody_up(raw):
    begun = time.monotonic()
    glance(raw)
    assert time.monotonic() - begun < 10


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_a_damaged_mail_never_raises(noise, start, length):
    raw = mail("您好\n", "水泵", files=(("a.png", b"123"),), html="<p>x</p>")
    glance(raw[:start] + noise + raw[start + length :])


def test_scripts_in_html_become_nothing():
    html = "<style>p{}</style><script>alert(1)</script><p>Hello&nbsp;<b>there</b></p><img src=x onerror=alert(2)>"
    raw = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    assert parse(raw).text.split() == ["Hello", "there"]


@pytest.mark.parametrize(("charset", "declared"), [("gb18030", "gb2312"), ("big5", "big5"), ("utf-8", "utf-8"), ("gb18030", "utf-8")])
def test_chinese_is_read_whatever_it_says_it_is(charset, declared):
    raw = HEAD + f"Content-Type: text/plain; charset={declared}\r\n\r\n".encode() + "水泵漏水".encode(charset)
    assert parse(raw).text == "水泵漏水"


def test_encoded_headers_and_file_names_are_read():
    raw = mail(subject="水泵漏水，请尽快处理", sender="李雷 <li@customer.example>", files=(("报价单.pdf", b"%PDF"),))
    found = parse(raw)
    assert (found.subject, found.from_name, found.files[0].name) == ("水泵漏水，请尽快处理", "李雷", "报价单.pdf")


def test_line_breaks_in_headers_stay_in_their_line():
    raw = HEAD.replace(b"Help", b"=?utf-8?q?Help=0D=0ABcc=3A_x?=") + b"\r\nhi"
    assert "\n" not in parse(raw).subject and "\r" not in parse(raw).subject


def test_the_name_of_a_file_is_no_path():
    raw = mail(files=(("../../etc/passwd.txt", b"123"),))
    assert parse(raw).files[0].content == b"123"  # attachments/commands.py takes the last part of the name


def test_a_mail_within_the_mail_is_a_file():
    inner = mail("inner", "Inner")
    raw = HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nhello\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n' + inner + b"\r\n--x--\r\n"
    found = parse(raw)
    assert found.text == "hello" and found.files[0].name == "Inner.eml"
