"""The composition report as content: sentence, figures, sections."""
from functools import partial

from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.labels import bar_of_time, signed, span, unchanged
from crm_core.content.model import END, WORRY, Chart, Column, Content, Figure, Section, Series, Table, floats, texts
from crm_core.content.words import PERIODS, together
from crm_core.format import Style, month, number, percent
from crm_core.goals.statements import FILLED
from crm_core.reports.composition import NONE, CompositionFilter, CompositionReport, composition
from crm_core.reports.contribution import ContributionChoices, contribution_choices
from crm_core.value.rules import SEGMENT_LABELS
from crm_core.wording import FIELDS, WORDS
from crm_core.work import Work

BARS = 10
LITTLE = 0.7  # of the fields filled needs attention
KINDS = ("company", "person")


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(written, composition(work, chosen), chosen, contribution_choices(work))


def from_address(address: Address) -> CompositionFilter:
    """The filter that the address of the page means."""
    return CompositionFilter(*of.period(address, "this_year"), of.whole(address, "team"), of.whole(address, "owner"), of.one_of(address, "kind", KINDS),
                             address.get("grade") or None, address.get("region") or None)


def written(report: CompositionReport, chosen: CompositionFilter, choices: ContributionChoices, style: Style) -> Content:
    """The report in the language of `style`."""
    _ = style._
    who = choices.owners.get(chosen.owner_id) or choices.teams.get(chosen.team_id) or ""
    titles = {"lifecycle": (_("By lifecycle"), _("Lifecycle")), "segment": (_("By purchases (RFM)"), _("Segment")), "grade": (_("By grade"), _("Grade")),
              "industry": (_("By industry"), _("Industry")), "region": (_("By region"), _("Region")), "source": (_("By source"), _("Source")),
              "kind": (_("By kind of customer"), _("Kind"))}
    cuts = [_cut(key, *titles[key], report, style) for key in titles]
    parts = (*cuts[:2], _months(report, style), _missing(report, style), *cuts[2:])
    found = [(_("Period"), _(PERIODS[chosen.period][0])), (_("Team"), choices.teams.get(chosen.team_id)), (_("Owner"), choices.owners.get(chosen.owner_id)),
             (_("Kind"), _(WORDS["kind"][chosen.kind]) if chosen.kind else None), (_("Grade"), choices.grades.get(chosen.grade)), (_("Region"), chosen.region)]
    return Content(
        report="composition", title=_("Customer composition"), sentence=_sentence(report, chosen.period, who, style), figures=_figures(report, chosen.period, style),
        sections=tuple(part for part in parts if part.table.rows), currency=style.currency, locale=style.locale, as_of=style.stamp(),
        span=span(report.period, style), filters=tuple((label, value) for label, value in found if value), starts_on=report.period.days.start,
        ends_on=report.period.days.end)


def _sentence(report: CompositionReport, period: str, who: str, style: Style) -> str:
    _, life = style._, report.cuts["lifecycle"]
    active = int(life[life.key == "active"]["count"].sum())
    told = style.ngettext("{n} customer, {active} of them active; {new} came {period}, {lost} were lost.",
                          "{n} customers, {active} of them active; {new} came {period}, {lost} were lost.", report.customers).format(
        n=number(report.customers, style), active=number(active, style), new=number(report.new[0], style), lost=number(report.lost[0], style),
        period=_(PERIODS[period][1]))
    told = _("{who}: {sentence}").format(who=who, sentence=told) if who else told
    return together([told, _incomplete(report, style)], style)


def _incomplete(report: CompositionReport, style: Style) -> str:
    if report.complete is None or report.complete >= LITTLE:
        return ""
    return style._("{begin}Only {share} of the fields are filled{end}.").format(begin=WORRY, end=END, share=percent(report.complete, style))


def _figures(report: CompositionReport, period: str, style: Style) -> tuple[Figure, ...]:
    _ = style._
    beside = _(PERIODS[period][2]) or None
    life = report.cuts["lifecycle"].set_index("key")["count"]
    active = int(life.get("active", 0))
    new, lost = _change(*report.new, style), _change(*report.lost, style)
    return (
        Figure(_("Customers"), number(report.customers, style), style.count("{n} active", "{n} active", active), neutral=True,
               help=_("Customers that are not deleted, as they are today.")),
        Figure(_("New in the period"), number(report.new[0], style), new, beside if new else None, neutral=unchanged(new)),
        Figure(_("Lost in the period"), number(report.lost[0], style), lost, beside if lost else None, neutral=unchanged(lost), falling_is_good=True,
               help=_("Customers whose lifecycle became “lost” in the period.")),
        Figure(_("Data filled"), percent(report.complete, style), neutral=True,
               help=_("Filled of eight fields (phone, e-mail, address, region, industry, source, grade, owner) over all customers, as they are now.")),
    )


def _change(now: int, before: int | None, style: Style) -> str | None:
    return None if before is None else signed(now - before, number(abs(now - before), style))


def _cut(key: str, title: str, what: str, report: CompositionReport, style: Style) -> Section:
    _, frame = style._, report.cuts[key]
    known = {code: _(text) for code, text in {"lifecycle": WORDS["lifecycle"], "kind": WORDS["kind"], "segment": SEGMENT_LABELS}.get(key, {}).items()}
    names = [_("Not said") if code == NONE else known.get(code) or str(name) for code, name in zip(frame.key, frame.name, strict=True)]
    whole = int(frame["count"].sum())
    shares = [n / whole if whole else None for n in frame["count"]]
    beside = [f"{number(int(n), style)}  {percent(share, style)}" for n, share in zip(frame["count"], shares, strict=True)][:BARS]
    tones = tuple({"at_risk": "weak", "cannot_lose": "weak", "lost": "bad"}.get(code, "") for code in frame.key[:BARS])
    chart = Chart("bars", texts(names[:BARS]), (Series(_("Customers"), floats(frame["count"][:BARS]), texts(beside)),), keys=texts(frame.key[:BARS]), tones=tones)
    table = Table((Column(what), Column(_("Customers"), "number"), Column(_("Share"), "percent")), tuple(zip(names, frame["count"], shares, strict=True)),
                  (_("Total"), whole, 1.0 if whole else None) if len(frame) else None)
    notes = [style.count("{n} more is in the table.", "{n} more are in the table.", len(frame) - BARS) if len(frame) > BARS else ""]
    if key == "segment" and report.customers > whole:
        notes.append(style.count("{n} customer without an order is not in this chart.", "{n} customers without an order are not in this chart.", report.customers - whole))
    formula = _("By how lately, how often and for how much they ordered, as scored last night.") if key == "segment" else _(
        "Customers as they are described today; the parts add up to all customers.")
    return Section(key, title, table, chart, _("customers, share"), formula, tuple(filter(None, notes)))


def _months(report: CompositionReport, style: Style) -> Section:
    _, frame = style._, report.months
    labels = [bar_of_time(start, "month", style, place) for place, start in enumerate(frame.start)]
    series = (Series(_("New customers"), floats(frame.new), tuple(number(int(n), style) if n else "" for n in frame.new)),
              Series(_("Lost customers"), floats(frame.lost), tuple(number(int(n), style) if n else "" for n in frame.lost)))
    chart = Chart("columns", texts(labels), series, keys=tuple(start.isoformat() for start in frame.start), tones=tuple("running" if one else "" for one in frame.running))
    table = Table((Column(_("Month")), Column(_("New customers"), "number"), Column(_("Lost customers"), "number")),
                  tuple((month(start, style), new, lost) for start, new, lost in zip(frame.start, frame.new, frame.lost, strict=True)),
                  (_("Total"), int(frame.new.sum()), int(frame.lost.sum())))
    return Section("new", _("New and lost"), table, chart, _("customers by month"),
                   _("New: by the day they were entered. Lost: by the day their lifecycle became “lost”. At least twelve months are shown."))


def _missing(report: CompositionReport, style: Style) -> Section:
    _ = style._
    names = [_(FIELDS[field]) for field in FILLED]
    shares = [filled / report.customers if report.customers else None for filled in report.missing.filled]
    beside = [percent(share, style) for share in shares]
    tones = tuple("weak" if share is not None and share < LITTLE else "" for share in shares)
    chart = Chart("bars", texts(names), (Series(_("Filled"), floats(shares), texts(beside)),), keys=FILLED, tones=tones, share=True)
    table = Table((Column(_("Field")), Column(_("Filled"), "number"), Column(_("Missing"), "number"), Column(_("Share"), "percent")),
                  tuple((name, filled, report.customers - filled, share) for name, filled, share in zip(names, report.missing.filled, shares, strict=True)) if report.customers else ())
    return Section("missing", _("How complete the data are"), table, chart, _("share of customers that have the field"),
                   _("A click on a bar shows the customers that lack the field. Amber: fewer than 70% have it."))
