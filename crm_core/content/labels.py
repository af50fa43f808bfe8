"""How bars of time, ranges and shares are called."""
from datetime import date

from crm_core.content.period import Period
from crm_core.format import Style, day, month, percent

MUCH = 11  # times as much and more is no growth, but a beginning


def time_name(start: date, grain: str, style: Style) -> str:
    """A month, quarter or year in full: "March 2026", "Q1 2026", "2026"."""
    if grain == "quarter":
        return style._("Q{n} {year}").format(n=(start.month + 2) // 3, year=start.year)
    return str(start.year) if grain == "year" else month(start, style)


def bar_of_time(start: date, grain: str, style: Style, place: int) -> str:
    """The same short, with the year on a second line where a new one begins; `place` is that of the bar."""
    if grain == "year":
        return str(start.year)
    short = style._("Q{n}").format(n=(start.month + 2) // 3) if grain == "quarter" else month(start, style, short=True)
    begins = start.month <= {"month": 1, "quarter": 3}[grain]
    return f"{short}\n{start.year}" if begins or (place == 0 and start.month < 10) else short


def span(period: Period, style: Style) -> str:
    """The days of a report; nothing for all time."""
    start, end = period.days.start, period.days.end
    return f"{day(start, style)} – {day(end, style)}" if start and end else ""


def signed_points(now: float | None, before: float | None, style: Style) -> str | None:
    """How a share changed: "+3 points"; None where one of them is not known."""
    if now is None or before is None:
        return None
    points = round(now * 100) - round(before * 100)
    return signed(points, style.count("{n} point", "{n} points", abs(points)))


def signed(change: float, text: str) -> str:
    """`text` with the sign of `change`, an ASCII minus."""
    return f"-{text}" if change < 0 else f"+{text}" if change else text


def unchanged(change: str | None) -> bool:
    """Nothing became better or worse."""
    return change is not None and change[0] not in "+-"


def growth(now: float, before: float | None, style: Style) -> str | None:
    """"+12%"; None where nothing was before, or so little that a percentage says nothing."""
    if not before or before < 0 or now > before * MUCH:
        return None
    change = now / before - 1
    return signed(round(change, 2), percent(abs(change), style))
