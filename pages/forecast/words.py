"""The forecast in words."""
from datetime import date

from crm_core.forecast.outlook import Answer, Forecast
from pages.ui.format import Style, money, month, percent
from pages.ui.text import _, ngettext, plain


def sentence(found: Forecast, who: str, style: Style) -> str:
    """What the months bring, and how far that is from the target; Markdown."""
    answer, span = found.answer, months(found.months, style)
    words = {"months": span, "value": money(answer.middle, style)}
    if answer.target is None:
        text = _("{months}: about {value}.")
    elif answer.middle >= answer.target:
        text, words["gap"] = _("{months}: about {value}, {gap} above target."), money(answer.middle - answer.target, style)
    else:
        text, words["gap"] = _("{months}: about {value}, {gap} short of the target."), money(answer.target - answer.middle, style)
    told = plain(text.format(**words))
    return plain(_("{who}: {sentence}").format(who=who, sentence="\0")).replace("\0", told) if who else told


def below(found: Forecast, style: Style) -> str:
    """The range, the chance of the target, and what it hangs on."""
    parts = [_range(found.answer, style)]
    if found.answer.target is not None:
        parts.append(_("The target of {target} is reached with a probability of {chance}.").format(
            target=money(found.answer.target, style), chance=_chance(found.answer.reach, style)))
    if found.decisive:
        parts.append(ngettext("It hangs on {n} big deal.", "It hangs on {n} big deals.", len(found.decisive)).format(n=len(found.decisive)))
    if not found.enough:
        parts.append(_("Fewer than ten deals were closed so far: it rests on the probabilities of the stages."))
    return ("" if style.chinese else " ").join(parts)


def changed(found: Forecast, style: Style) -> str:
    """What would come of the question asked; Markdown."""
    answer, difference = found.changed, found.changed.middle - found.answer.middle
    sign = "+" if difference > 0 else ""
    tone = "green" if difference > 0 else "red" if difference < 0 else "gray"
    value = f"**{plain(money(answer.middle, style))}**"
    return plain(_("Then about {value}")).replace(plain("{value}"), value) + f" :{tone}[**{plain(sign + money(difference, style))}**]"


def changed_below(found: Forecast, style: Style) -> str:
    answer = found.changed
    text = _("{low} to {high}").format(low=money(answer.low, style), high=money(answer.high, style))
    if answer.reach is None:
        return text
    return " · ".join([text, _("target reached with {chance}").format(chance=_chance(answer.reach, style))])


def parts(found: Forecast, style: Style) -> str:
    """What the middle is made of."""
    named = {"already": _("come in already {value}"), "deals": _("open deals {value}"), "fresh": _("deals not opened yet {value}"),
             "orders": _("repeat orders {value}")}
    told = [named[key].format(value=money(value, style)) for key, value in found.parts.items() if value]
    return _("On average: {parts}.").format(parts=_(", ").join(told)) if told else ""


def formula(found: Forecast, style: Style) -> str:
    """How it is computed."""
    lines = [
        _("5,000 simulated futures. P10 and P90: one in ten is below, one in ten above; P50 is the middle."),
        _("Open deals: chance and time to be won, by stage, days in the stage and owner, from two years of stage history; where it is "
          "thin, drawn to the pipeline and the stage's probability. Values as they stand."),
        _("Deals not opened yet: as many as recent months or the season let expect, times what one of them brought and when."),
    ]
    if found.orders_by == "season":
        lines.append(_("Repeat orders (those without a deal): the month a year ago, with the errors of the past."))
    elif found.orders_by == "level":
        lines.append(_("Repeat orders (those without a deal): the mean of six months, with the errors of the past."))
    lines.append(_("Target: goals for order revenue.") if found.measure == "order_revenue" else _("Target: goals for won value."))
    return "\n\n".join(lines)


def months(found: tuple[date, ...], style: Style) -> str:
    """"November 2026 to February 2027"."""
    first, last = found[0], found[-1]
    return _("{first} to {last}").format(first=month(first, style), last=month(last, style))


def _range(answer: Answer, style: Style) -> str:
    return _("Eight times in ten it lies between {low} and {high}.").format(low=money(answer.low, style), high=money(answer.high, style))


def _chance(share: float | None, style: Style) -> str:
    """Never quite nothing, never quite sure."""
    if share is None:
        return ""
    return _("under 1%") if share < 0.01 else _("over 99%") if share > 0.99 else percent(share, style)
