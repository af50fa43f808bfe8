"""The few marks of an article: headings, bold, italic, lists, quotes, code and links. Everything else stays text."""
import re

from markdown_it import MarkdownIt

_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_RULES = ["heading", "list", "blockquote", "fence", "emphasis", "link", "backticks", "newline", "escape"]


def html(text: str) -> str:
    """The text as harmless HTML: no tags of the writer's own, no pictures, links to http, https and mailto only."""
    return _reader.render(text)


def bare(text: str) -> str:
    """The text without its marks, on one line: for excerpts."""
    words = [part.content for block in _reader.parse(text) for part in block.children or () if part.content]
    return " ".join(" ".join(words).split())


def _make() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "breaks": True}).enable(_RULES)
    reader.validateLink = lambda url: bool(_ADDRESS.fullmatch(url))
    reader.add_render_rule("link_open", _link)
    return reader


def _link(renderer, tokens, index, options, env) -> str:
    tokens[index].attrSet("rel", "noopener noreferrer nofollow")
    tokens[index].attrSet("target", "_blank")
    return renderer.renderToken(tokens, index, options, env)


_reader = _make()
