"""The words of a mail that is written in HTML. Linear in its length, whatever is in it, as no library's parser is."""
import re
from html import unescape

LONGEST = 500_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]*>")
_SILENT = {"script", "style", "head", "title", "template"}
_BLOCKS = {
    "p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "section", "article",
}  # fmt: skip


def words_of(html: str) -> str:
    """The text, a line for every block; what quotes is marked as mails mark it, so that it can be cut."""
    html = _without_comments(html[:LONGEST])
    parts: list[str] = []
    silent = quoted = position = 0
    for found in _TAG.finditer(html):
        if not silent:
            parts.append(unescape(html[position : found.start()]).replace("\n", " "))
        position, closes, tag = found.end(), bool(found.group(1)), found.group(2).lower()
        step = -1 if closes else 1
        if tag in _SILENT:
            silent = max(0, silent + step)
        if tag == "blockquote":
            quoted = max(0, quoted + step)
        if tag in _BLOCKS:
            parts.append("\n" + "> " * min(quoted, 3))
    if not silent:
        parts.append(unescape(html[position:]).replace("\n", " "))
    return _tidy("".join(parts))


def _without_comments(html: str) -> str:
    before, *comments = html.split("<!--")
    return before + "".join(comment.partition("-->")[2] for comment in comments)


def _tidy(text: str) -> str:
    kept: list[str] = []
    for line in (" ".join(line.split()) for line in text.split("\n")):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()
