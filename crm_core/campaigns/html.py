"""HTML that may go out, and the plain text that goes with it."""
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "center", "code", "col", "colgroup", "div", "em", "figure", "figcaption", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
}
ATTRIBUTES = {
    "*": {"style", "title", "dir", "lang", "align", "valign", "width", "height", "bgcolor"},
    "a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
    "table": {"border", "cellpadding", "cellspacing"}, "ol": {"start"},
}
STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius", "border-right",
    "border-spacing", "border-top", "color", "display", "font", "font-family", "font-size", "font-style", "font-weight", "height",
    "letter-spacing", "line-height", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "padding",
    "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "vertical-align", "width",
}
SCHEMES = {"http", "https", "mailto", "tel"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "tr", "blockquote", "pre", "hr", "figure"}
PAGE = (
    '<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="margin:0;padding:24px;font:16px/1.6 -apple-system,\'Segoe UI\',Roboto,\'PingFang SC\',\'Microsoft YaHei\',sans-serif;'
    'color:#1f2a30"><div style="max-width:600px;margin:0 auto">{body}</div></body></html>'
)


def clean(text: str, link: Callable[[str], str] | None = None) -> str:
    """The HTML without scripts, forms, frames, events and anything else a mail needs not; `link` rewrites web addresses."""

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "a" and name == "href" and link is not None and is_web(value):
            return link(value)
        return value

    return nh3.clean(
        text, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=attribute, url_schemes=SCHEMES, link_rel=None,
        filter_style_properties=STYLES,
    )


def page(body: str, locale: str, title: str) -> str:
    """A whole page for a mail program."""
    return PAGE.format(lang=locale.replace("_", "-"), title=escape(title), body=body)


def is_web(address: str) -> bool:
    """Whether this is an address of the web, with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def plain(text: str) -> str:
    """The text of (clean) HTML, with the addresses of its links behind them."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    lines = ("\n".join(" ".join(line.split()) for line in "".join(reader.parts).split("\n"))).split("\n")
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.href: str | None = None
        self.linked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.parts.append("\n\n" if tag != "tr" else "\n")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "a":
            self.href, self.linked = dict(attrs).get("href"), []
        elif tag == "img" and (alt := dict(attrs).get("alt")):
            self.parts.append(alt)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href:
            shown = "".join(self.linked).strip()
            address = self.href.removeprefix("mailto:").removeprefix("tel:")
            if address != shown:
                self.parts.append(f" ({unescape(address)})")
            self.href = None
        elif tag in BLOCKS:
            self.parts.append("\n\n" if tag != "tr" else "\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        data = data.replace("\n", " ")
        self.parts.append(data)
        if self.href is not None:
            self.linked.append(data)
