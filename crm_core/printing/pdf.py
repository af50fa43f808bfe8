"""A whole report as PDF, with its fonts in it."""
from collections.abc import Sequence
from datetime import UTC, datetime

from crm_core.content.cells import RIGHT, cell, style_of
from crm_core.content.model import END, WORRY, Column, Content, Figure, Section, Table
from crm_core.format import Style, day
from crm_core.printing import charts
from crm_core.printing.colours import INK, JADE, LINE, QUIET, RAISED, VERMILION
from crm_core.printing.colours import WORRY as AMBER
from crm_core.printing.paper import MARGIN, WIDTH, Paper

ROWS = 40  # of a table; the spreadsheet has all
COLUMNS = 8


def pdf(content: Content, about: Sequence[tuple[str, str]] = ()) -> bytes:
    """The report on A4. `about` are (label, text) of its author, the day it was handed in and the like."""
    style = style_of(content)
    made = day(datetime.fromisoformat(content.as_of).date(), style)
    paper = Paper(f"{content.title} · {style._('as of {day}').format(day=made)}", style._("Page {n}"))
    paper.set_title(content.title)
    paper.set_lang(content.locale.replace("_", "-"))
    paper.set_creation_date(datetime.fromisoformat(content.as_of).astimezone(UTC))
    _head(paper, content, about)
    _sentence(paper, content.sentence)
    _figures(paper, content.figures)
    for section in content.sections:
        _section(paper, section, style)
    return bytes(paper.output())


def _head(paper: Paper, content: Content, about: Sequence[tuple[str, str]]) -> None:
    paper.pen(19, INK, bold=True)
    paper.lines(content.title, 9)
    paper.pen(9, QUIET)
    said = [content.span, *(f"{label}: {value}" for label, value in content.filters)]
    if any(said):
        paper.lines(" · ".join(filter(None, said)), 5)
    for label, text in about:
        paper.pen(9, INK)
        paper.lines(f"{label}: {text}", 5)
    paper.ln(3)


def _sentence(paper: Paper, sentence: str) -> None:
    """The answer; what needs attention in amber."""
    paper.set_x(MARGIN)
    for place, part in enumerate(sentence.replace(END, WORRY).split(WORRY)):
        paper.pen(12, AMBER if place % 2 else INK, bold=True)
        paper.write(6.4, paper.shown(part))
    paper.ln(10)


def _figures(paper: Paper, figures: Sequence[Figure]) -> None:
    each, tall = WIDTH / 4, 19.0
    for first in range(0, len(figures), 4):
        paper.needs(tall + 3)
        top = paper.get_y()
        for place, figure in enumerate(figures[first : first + 4]):
            x = MARGIN + place * each
            paper.set_draw_color(*LINE)
            paper.set_fill_color(255, 255, 255)
            paper.rect(x, top, each - 3, tall, style="D", round_corners=True, corner_radius=1.5)
            paper.pen(8, QUIET)
            paper.write_at(x + 3, top + 4, figure.label, each - 9)
            paper.pen(14, INK, bold=True)
            paper.write_at(x + 3, top + 9.6, figure.value, each - 9)
            _change(paper, figure, x + 3, top + 15.2, each - 9)
        paper.set_xy(MARGIN, top + tall + 4)


def _change(paper: Paper, figure: Figure, x: float, y: float, room: float) -> None:
    fell = (figure.delta or "").startswith("-")
    colour = QUIET if figure.neutral else JADE if fell == figure.falling_is_good else VERMILION
    paper.pen(7.5, colour if figure.delta else QUIET)
    paper.write_at(x, y, "  ".join(filter(None, (figure.delta, figure.beside))), room)


def _section(paper: Paper, section: Section, style: Style) -> None:
    tall = charts.height(section.chart) if section.chart else 0
    paper.needs(min(tall + 26, 240))
    paper.ln(3)
    paper.pen(12, INK, bold=True)
    paper.lines(section.title, 6)
    if section.unit:
        paper.pen(8, QUIET)
        paper.lines(section.unit, 4.4)
    paper.ln(1)
    if section.chart and section.chart.labels:
        charts.draw(paper, section.chart, style.locale)
    _table(paper, section.table, style)
    paper.pen(7.5, QUIET)
    for text in (*section.notes, section.formula):
        if text:
            paper.lines(text, 4)
    paper.ln(2)


def _table(paper: Paper, table: Table, style: Style) -> None:
    columns, rows = table.columns[:COLUMNS], table.rows
    widths = _widths(paper, [[column.label for column in columns], *(_told(columns, row, style) for row in rows[:ROWS])])
    _row(paper, [column.label for column in columns], columns, widths, heading=True)
    for place, row in enumerate(rows[:ROWS]):
        if paper.will_page_break(5):
            paper.add_page()
            _row(paper, [column.label for column in columns], columns, widths, heading=True)
        _row(paper, _told(columns, row, style), columns, widths, shade=place % 2 == 1)
    if table.total:
        _row(paper, _told(columns, table.total, style), columns, widths, heading=True)
    left_out = len(rows) - ROWS
    if left_out > 0:
        paper.pen(7.5, QUIET)
        paper.lines(style.count("{n} more row is in the spreadsheet.", "{n} more rows are in the spreadsheet.", left_out), 5)
    paper.ln(1)


def _widths(paper: Paper, texts: Sequence[Sequence[str]]) -> list[float]:
    """What each column needs; where that is more than there is, the widest give way, else the first takes what is left."""
    paper.pen(7.5, bold=True)
    wanted = [max(map(paper.get_string_width, column)) + 4 for column in zip(*texts, strict=True)]
    room, given = WIDTH, dict.fromkeys(range(len(wanted)), 0.0)
    for left, place in enumerate(sorted(given, key=wanted.__getitem__)):
        given[place] = min(wanted[place], room / (len(wanted) - left))
        room -= given[place]
    given[0] += room
    return list(given.values())


def _told(columns: Sequence[Column], row: tuple, style: Style) -> list[str]:
    return [cell(column, value, style) for column, value in zip(columns, row, strict=False)]


def _row(paper: Paper, values: list[str], columns: Sequence[Column], widths: list[float], heading: bool = False, shade: bool = False) -> None:
    y = paper.get_y()
    if shade:
        paper.set_fill_color(*RAISED)
        paper.rect(MARGIN, y, WIDTH, 5, style="F")
    x = MARGIN
    for value, column, width in zip(values, columns, widths, strict=True):
        paper.pen(7.5, QUIET if heading else INK, bold=heading)
        paper.write_at(x + 1, y + 2.5, value, width - 2, "R" if column.kind in RIGHT else "L")
        x += width
    if heading:
        paper.set_draw_color(*LINE)
        paper.line(MARGIN, y + 5, MARGIN + WIDTH, y + 5)
    paper.set_xy(MARGIN, y + 5)
