"""The report on the value of customers as content: for its page, the frozen copy, the spreadsheet and paper."""
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.labels import bar_of_time, span, time_name
from crm_core.content.model import Chart, Column, Content, Section, Series, Table, floats, texts
from crm_core.content.words import PERIODS, told
from crm_core.format import Style, money, money_unit, number, percent
from crm_core.value import answer, parts
from crm_core.value.buyers import ValueFilter
from crm_core.value.choices import ValueChoices, value_choices
from crm_core.value.report import ValueReport, customer_value
from crm_core.value.rules import SEGMENT_HINTS, SEGMENT_LABELS
from crm_core.wording import WORDS
from crm_core.work import Work

BARS = 10


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(written, customer_value(work, chosen, grain_of(address)), chosen, value_choices(work))


def from_address(address: Address) -> ValueFilter:
    """The filter that the address of the page means."""
    ids = (of.whole(address, name) for name in ("team", "owner"))
    return ValueFilter(*of.period(address, "all"), *ids, *(address.get(name) or None for name in ("grade", "industry", "region")))


def grain_of(address: Address) -> str:
    """Whether cohorts are months or quarters."""
    return of.one_of(address, "cohort", parts.GRAINS) or "quarter"


def written(report: ValueReport, chosen: ValueFilter, choices: ValueChoices, style: Style) -> Content:
    """The report in the words of one reader."""
    draw = _Drawing(report, choices, style)
    sections = (draw.rfm(), draw.segments(), draw.rhythm(), draw.silence(), draw.cycle(), draw.firsts(), draw.curve(), draw.room(),
                draw.moves(), draw.cohorts())  # fmt: skip
    who = choices.owners.get(chosen.owner_id) or choices.teams.get(chosen.team_id) or ""
    _ = style._
    filters = [(_("Period"), _(PERIODS[chosen.period][0])), (_("Team"), choices.teams.get(chosen.team_id)),
               (_("Owner"), choices.owners.get(chosen.owner_id)), (_("Grade"), choices.grades.get(chosen.grade, chosen.grade)),
               (_("Industry"), choices.industries.get(chosen.industry, chosen.industry)), (_("Region"), chosen.region)]  # fmt: skip
    return Content(
        report="value", title=_("Customer value"), sentence=answer.sentence(report, chosen.period, who, style),
        figures=tuple(answer.figures(report, style)), sections=tuple(one for one in sections if one.table.rows),
        currency=style.currency, locale=style.locale, as_of=style.stamp(report.as_of), span=span(report.period, style),
        filters=tuple((label, value) for label, value in filters if value), starts_on=report.period.days.start,
        ends_on=report.period.days.end,
    )


@dataclass(frozen=True)
class _Drawing:
    report: ValueReport
    choices: ValueChoices
    style: Style

    def _(self, text: str) -> str:
        return self.style._(text)

    def frame(self, part: str) -> pd.DataFrame:
        return self.report.charts[part].frame

    def section(self, part: str, title: str, unit: str, chart: Chart, labels: Iterable[str], rows: Iterable[tuple]) -> Section:
        """`labels` of columns: the first is text, then counts; "¥" before a label makes it money, "%" a share."""
        about, style = self.report.charts[part], self.style
        kinds = {"¥": "money", "%": "percent"}
        columns = [Column(label.lstrip("¥%"), kinds.get(label[:1], "number" if place else "text")) for place, label in enumerate(labels)]
        notes = tuple(told(note, style) for note in about.notes)
        return Section(part, title, Table(tuple(columns), tuple(rows)), chart, unit, told(about.formula, style), notes)

    def count_and_money(self, frame: pd.DataFrame) -> tuple[str, ...]:
        style = self.style
        return tuple(f"{number(int(n), style)} · {money(int(value), style)}" for n, value in zip(frame["count"], frame.revenue, strict=True))

    def customers(self) -> tuple[str, str]:
        return self._("Customers"), "¥" + self._("Revenue")

    def rfm(self) -> Section:
        frame, _, style = self.frame("rfm"), self._, self.style
        cells = {(row.recency, row.frequency): row for row in frame.itertuples()}
        ends = {1: _("long ago"), 5: _("lately")}
        divisor, unit = money_unit(style, int(frame.revenue.max()) if len(frame) else 0)
        series = []
        for recency in range(5, 0, -1):
            row = [cells.get((recency, frequency)) for frequency in range(1, 6)]
            said = tuple(f"{number(int(cell.count), style)}\n{number(cell.revenue / divisor, style, 1)}" if cell else "" for cell in row)
            name = f"R{recency} {ends.get(recency, '')}".strip()
            series.append(Series(name, tuple(float(cell.revenue) if cell else None for cell in row), said, key=str(recency)))
        often = {1: _("seldom"), 5: _("often")}
        names = tuple(f"F{score} {often.get(score, '')}".strip() for score in range(1, 6))
        chart = Chart("heat", names, tuple(series) if len(frame) else (), tuple("12345")) if len(frame) else None
        rows = [(f"R{row.recency} · F{row.frequency}", int(row.count), int(row.revenue)) for row in frame.sort_values(["recency", "frequency"], ascending=False).itertuples()]
        return self.section("rfm", _("Recency and frequency"), _("customers, and revenue in {unit}").format(unit=unit), chart, ("R · F", *self.customers()), rows)

    def segments(self) -> Section:
        frame, _ = self.frame("segments"), self._
        names = [_(SEGMENT_LABELS[key]) for key in frame.key]
        hover = tuple(f"{name}\n{text}\n{_(SEGMENT_HINTS[key])}" for name, text, key in zip(names, self.count_and_money(frame), frame.key, strict=True))
        chart = Chart("bars", texts(names), (Series(_("Customers"), floats(frame["count"]), self.count_and_money(frame)),), tuple(frame.key), hover)
        rows = [(name, int(n), int(value)) for name, n, value in zip(names, frame["count"], frame.revenue, strict=True)] if frame["count"].sum() else []
        section = self.section("segments", _("Segments by rule"), _("customers · revenue"), chart, (_("Segment"), *self.customers()), rows)
        rules = (f"{_(SEGMENT_LABELS[rule.segment])}: R {rule.recency_from}–{rule.recency_to}, V {rule.value_from:g}–{rule.value_to:g}" for rule in self.report.rules)
        return replace(section, formula="\n\n".join([section.formula, *rules]))

    def _ranges(self, part: str, title: str, unit: str, names: list[str], of_what: str, tones: tuple[str, ...] = ()) -> Section:
        frame = self.frame(part)
        said = tuple(number(int(n), self.style) for n in frame["count"])
        hover = tuple(f"{name}\n{text}" for name, text in zip(names, self.count_and_money(frame), strict=True))
        chart = Chart("columns", texts(names), (Series(self._("Customers"), floats(frame["count"]), said),), tuple(frame.key), hover, tones)
        rows = [(name, int(n), int(value)) for name, n, value in zip(names, frame["count"], frame.revenue, strict=True)] if frame["count"].sum() else []
        return self.section(part, title, unit, chart, (of_what, *self.customers()), rows)

    def _days(self, part: str) -> list[str]:
        frame = self.frame(part)
        return [f"{int(low)}+" if pd.isna(high) else f"{int(low)}–{int(high) - 1}" for low, high in zip(frame.low, frame.high, strict=True)]

    def rhythm(self) -> Section:
        frame, _ = self.frame("rhythm"), self._
        names = [f"{int(low)}× +" if pd.isna(high) else f"{int(low)}–{int(high)}×" for low, high in zip(frame.low, frame.high, strict=True)]
        tones = tuple("" if high <= 2 else "weak" for high in frame.high.fillna(99))
        return self._ranges("rhythm", _("Silence in usual gaps"), _("customers"), names, _("Times the usual gap"), tones)

    def silence(self) -> Section:
        return self._ranges("silence", self._("Last purchase"), self._("customers by days of silence"), self._days("silence"), self._("Days of silence"))

    def cycle(self) -> Section:
        _ = self._
        return self._ranges("cycle", _("Dormancy cycle"), _("customers by usual days between orders"), self._days("cycle"), _("Usual days between orders"))

    def firsts(self) -> Section:
        frame, _, style = self.frame("firsts"), self._, self.style
        begun = [pd.Timestamp(key.partition(":")[2]).date() for key in frame.key]
        grain = frame.grain.iloc[0] if len(frame) else "month"
        labels = [bar_of_time(start, grain, style, place) for place, start in enumerate(begun)]
        names = [time_name(start, grain, style) for start in begun]
        said = tuple(number(int(n), style) for n in frame["count"])
        chart = Chart("columns", texts(labels), (Series(_("Customers"), floats(frame["count"]), said),), tuple(frame.key),
                      tuple(f"{name}\n{text}" for name, text in zip(names, self.count_and_money(frame), strict=True)))  # fmt: skip
        rows = [(name, int(n), int(value)) for name, n, value in zip(names, frame["count"], frame.revenue, strict=True)]
        return self.section("firsts", _("First purchase"), _("customers"), chart, (_("Period"), *self.customers()), rows)

    def curve(self) -> Section:
        frame, _, style = self.frame("curve"), self._, self.style
        names = [percent(share, style) for share in frame.people]
        series = (Series(_("Revenue"), floats(frame.revenue), shape="line"), Series(_("Margin"), floats(frame.margin), shape="line"))
        hover = tuple(
            _("The best {people} ({n}): {revenue} of revenue, {margin} of margin").format(
                people=name, n=number(int(n), style), revenue=percent(revenue, style), margin=percent(margin, style))
            for name, n, revenue, margin in zip(names, frame["count"], frame.revenue, frame.margin, strict=True)
        )  # fmt: skip
        chart = Chart("lines", texts(names), series, tuple(frame.key), hover, share=True)
        rows = [(name, int(n), float(revenue), float(margin)) for name, n, revenue, margin in zip(names, frame["count"], frame.revenue, frame.margin, strict=True)]
        labels = (_("The best customers"), _("Customers"), "%" + _("Share of revenue"), "%" + _("Share of margin"))
        return self.section("curve", _("80/20"), _("what the best customers bring"), chart, labels, rows)

    def room(self) -> Section:
        frame, _ = self.frame("room"), self._
        names = [self.choices.industries.get(key, key) for key in frame.key]
        said = tuple(f"{money(int(value), self.style)} · {number(int(n), self.style)}" for n, value in zip(frame["count"], frame.revenue, strict=True))
        chart = Chart("bars", texts(names[:BARS]), (Series(_("Room to grow"), floats(frame.revenue[:BARS] / 100), said[:BARS]),), tuple(frame.key[:BARS]))
        rows = [(name, int(n), int(value)) for name, n, value in zip(names, frame["count"], frame.revenue, strict=True)]
        return self.section("room", _("Room to grow"), _("a year · customers"), chart,
                            (_("Industry"), _("Customers"), "¥" + _("Room to grow")), rows)  # fmt: skip

    def moves(self) -> Section:
        frame, _, style = self.frame("moves"), self._, self.style
        months = sorted(frame.month.unique())[-24:]
        begun = [pd.Timestamp(month + "-01").date() for month in months]
        stages = [stage for stage in WORDS["lifecycle"] if stage in set(frame.after)]
        table = frame.pivot_table(index="month", columns="after", values="count", fill_value=0).reindex(months, fill_value=0) if len(frame) else frame
        series = tuple(Series(_(WORDS["lifecycle"][stage]), floats(table[stage]), key=stage) for stage in stages)
        labels = [bar_of_time(start, "month", style, place) for place, start in enumerate(begun)]
        rows = [(time_name(start, "month", style), *(int(table[stage][month]) for stage in stages)) for month, start in zip(months, begun, strict=True)]
        chart = Chart("stacked", texts(labels), series, tuple(months))
        return self.section("moves", _("Moves through the lifecycle"), _("customers"), chart,
                            (_("Month"), *(one.name for one in series)), rows)  # fmt: skip

    def cohorts(self) -> Section:
        frame, _, style = self.frame("cohorts"), self._, self.style
        grain, later = self.report.grain, frame[frame.step > 0]
        steps = list(range(1, int(later.step.max()) + 1)) if len(later) else []
        series, rows = [], []
        for begun, group in frame.groupby("begun"):
            shares = dict(zip(group.step, group.share, strict=True))
            last = _steps_until(begun, self.style.today, grain)
            values = tuple(float(shares.get(step, 0)) if step <= last else None for step in steps)
            start = pd.Timestamp(begun)
            name = f"{start.year} Q{start.quarter}" if grain == "quarter" else f"{start:%Y-%m}"
            size = int(group["size"].iloc[0])
            rows.append((name, size, *values))
            if last:
                said = tuple("" if value is None else number(value * 100, style) for value in values)
                series.append(Series(f"{name} · {number(size, style)}", values, said, key=begun))
        chart = Chart("heat", tuple(f"+{step}" for step in steps), tuple(series), tuple(map(str, steps))) if series else None
        unit = _("% who ordered, months later") if grain == "month" else _("% who ordered, quarters later")
        labels = (_("First order"), _("Customers"), *(f"%+{step}" for step in steps))
        return self.section("cohorts", _("Retention"), unit, chart, labels, rows)


def _steps_until(begun: str, today, grain: str) -> int:
    start = pd.Timestamp(begun)
    months = (today.year - start.year) * 12 + today.month - start.month
    return months // parts.GRAINS[grain]


