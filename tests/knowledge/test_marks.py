"""The marks of an article are few, and nothing else gets through."""
import pytest

from crm_core.knowledge.marks import bare, html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:x)",
    "[click](//evil.example)",
    "[click](/settings)",
    "<javascript:alert(1)>",
    "[a](https://x.example/\"onmouseover=alert(1))",
    "<svg/onload=alert(1)>",
    "`<script>`",
    "```\n<script>alert(1)</script>\n```",
    "```\"><script>alert(1)</script>\nx\n```",
    "[x]: javascript:alert(1)\n[x]",
    "<a href='javascript:alert(1)'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    found = html(text).lower()
    for forbidden in ("<script", "<img", "<svg", "<iframe", 'href="javascript', 'href="data', 'href="vb', 'href="/', "onerror=\"", "<a href='"):
        assert forbidden not in found
    assert ' onmouseover="' not in found


def test_the_marks_work():
    found = html("## Steps\n\n1. **Close** the *valve*\n2. See [manual](https://example.com/m)\n\n> careful\n\n- `E5`")
    for tag in ("<h2>", "<ol>", "<strong>Close</strong>", "<em>valve</em>", "<blockquote>", "<ul>", "<code>E5</code>"):
        assert tag in found
    assert 'href="https://example.com/m"' in found and 'rel="noopener noreferrer nofollow"' in found
    assert 'href="mailto:help@example.com"' in html("[mail](mailto:help@example.com)")


def test_lines_stay_lines():
    assert "<br>" in html("one\ntwo").replace("<br />", "<br>")


def test_an_excerpt_has_no_marks():
    assert bare("## Steps\n\n1. **Close** the [valve](https://x.example)") == "Steps Close the valve"
