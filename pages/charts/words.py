"""Texts inside charts: harmless, and no wider than there is room."""
import unicodedata

from pages.charts import theme


def lines(text: str) -> str:
    """Text of users on as many lines as it has."""
    return theme.escape(text).replace("\n", "<br>")


def wrapped(text: str, room: int = 14, most: int = 2) -> str:
    """A label on at most `most` lines of about `room` letters (a Chinese one counts double), else cut with a dot."""
    rows = [""]
    for piece in _pieces(text.split("\n")[0], room):
        if _width(rows[-1] + piece) > room and rows[-1]:
            rows.append("")
        rows[-1] += piece
    rows = [row.strip() for row in rows + text.split("\n")[1:]]
    if len(rows) > most:
        rows = [*rows[: most - 1], _cut(rows[most - 1], room)]
    return "<br>".join(theme.escape(row) for row in rows)


def _pieces(text: str, room: int) -> list[str]:
    """Words with the space behind them; what is longer than a line, letter by letter."""
    return [part for word in text.split(" ") for part in ([word + " "] if _width(word) <= room else [*word, " "])]


def _cut(text: str, room: int) -> str:
    while _width(text) > room - 1:
        text = text[:-1]
    return text + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text.strip())
