"""A whole report in one language, ready to be shown, printed, frozen or mailed. Pure data that JSON can keep.

Texts are written for one reader (`crm_core.format.Style`), figures stay figures beside them. Texts of users stand
as they are: whoever draws makes them harmless.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WORRY, END = "\1", "\2"  # around the words of a sentence that need attention


@dataclass(frozen=True)
class Figure:
    """One of the few figures under the sentence.

    `delta` begins with + or an ASCII minus; it is coloured, unless `neutral`. `beside` says against what it is measured.
    """

    label: str
    value: str
    delta: str | None = None
    beside: str | None = None
    neutral: bool = False
    falling_is_good: bool = False
    help: str | None = None


@dataclass(frozen=True)
class Series:
    """Values along the labels of a chart; None where there is none. `texts` stand at the marks (may be empty).

    `shape`: bar, line, dashed (a target), behind (a pale bar behind the others, as a target or the period before),
    or band: between `values` and `high`. With a `key` a click tells the series too: "series:mark".
    """

    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...] = ()
    shape: str = "bar"
    high: tuple[float | None, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Chart:
    """`kind`: bars (lying, the first label on top), columns (side by side), stacked, lines, or heat (one series a row).

    `values` are in the unit the section names: amounts divided (`money_unit`), shares from 0 to 1 with `share`.
    `keys` name the bars for a click, `hover` says more than `texts`, `tones` are "", weak, bad or running, one a label.
    `centred`: a heat map of what is below zero and above it.
    """

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    keys: tuple[str, ...] = ()
    hover: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    share: bool = False
    centred: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table. `kind`: text, number, decimal, money (minor units), percent (0 to 1), days or day."""

    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """The figures of a section as they are; `total` is the row that sums them up."""

    columns: tuple[Column, ...]
    rows: tuple[tuple, ...]
    total: tuple | None = None


@dataclass(frozen=True)
class Section:
    """A chart with its table. `key` names it for ever, `unit` is of the chart, `formula` how it is computed.

    `notes` are sentences below it: what is left out, since when. Without a chart only the table is shown.
    """

    key: str
    title: str
    table: Table
    chart: Chart | None = None
    unit: str = ""
    formula: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """A report: the answer as a sentence, figures, sections. `span` are its days in words, `filters` (label, value)."""

    report: str
    title: str
    sentence: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    currency: str
    locale: str
    as_of: str
    span: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def plain_sentence(self) -> str:
        """The answer without its marks."""
        return self.sentence.replace(WORRY, "").replace(END, "")

    def section(self, key: str) -> Section | None:
        """The section of that key."""
        return next((one for one in self.sections if one.key == key), None)


def texts(values: Sequence[object]) -> tuple[str, ...]:
    """Values as the texts of a series or of labels."""
    return tuple("" if value is None else str(value) for value in values)


def floats(values: Sequence[object]) -> tuple[float | None, ...]:
    """Values of a frame as the values of a series: NaN and None become None."""
    return tuple(None if value is None or value != value else float(value) for value in values)
