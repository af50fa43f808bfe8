"""The report of a campaign in words: the answer, why, four figures, which half is better."""
from crm_core.campaigns.report import CampaignResult
from crm_core.campaigns.statistics import Difference
from crm_core.errors import NN_
from pages.campaigns.words import target, target_figure, word
from pages.ui import format
from pages.ui.format import Style
from pages.ui.layout import Metric, badge
from pages.ui.text import _, ngettext, plain

EXTRA = {
    "deals_won": NN_("{n} extra won deal", "{n} extra won deals"),
    "deals_opened": NN_("{n} extra new deal", "{n} extra new deals"),
    "won_value": NN_("{n} extra customer who bought", "{n} extra customers who bought"),
    "tickets": NN_("{n} extra ticket", "{n} extra tickets"),
    "replies": NN_("{n} extra reply", "{n} extra replies"),
    "attended": NN_("{n} extra visitor", "{n} extra visitors"),
}


def sentence(result: CampaignResult, style: Style) -> str:
    """What it brought, as far as that can be said."""
    if result.gain is None:
        text = _("{n} of {all} reached converted; without a hold-out nobody knows how many would have anyway.")
        return plain(text.format(n=format.number(result.treated.hits, style), all=format.number(result.treated.total, style)))
    if not result.gain.clear:
        return _("Not enough data yet to say what it brought.")
    if result.gain.gain < 0:
        return _("Those who got it converted less often than those who were held out.")
    words = {"extra": _extra(result, style)}
    if result.return_on_spend is not None:
        text = _("It brought about {extra}, and paid back {times} times its cost.")
        words["times"] = format.number(result.return_on_spend, style, 1)
    else:
        text = _("It brought about {extra}.")
    return plain(text.format(**words))


def explained(result: CampaignResult, style: Style) -> str:
    """The comparison behind the answer, and the goal."""
    parts = []
    if result.gain is not None:
        text = _("{share} of those who got it converted, against {held} of the {n} held out: {gain} points, and between {low} and {high} with 95 % confidence.")
        parts.append(text.format(
            share=_percent(result.treated.share, style), held=_percent(result.held_out.share, style), n=format.number(result.held_out.total, style),
            gain=points(result.gain.gain, style), low=points(result.gain.low, style), high=points(result.gain.high, style)))
    elif result.treated.share is not None:
        text = _("{share} of those reached converted, between {low} and {high} with 95 % confidence.")
        parts.append(text.format(share=_percent(result.treated.share, style), low=_percent(result.treated.low, style), high=_percent(result.treated.high, style)))
    if result.goal_target:
        parts.append(_("The goal was {goal}.").format(goal=target(result, style)))
    return plain(("" if style.chinese else " ").join(parts))


def metrics(result: CampaignResult, style: Style) -> list[Metric]:
    """What came, what was spent, what one cost, what came back."""
    spent = _("{share} of budget").format(share=format.percent(result.spent / result.budget, style)) if result.budget else None
    of_budget = _("of {budget}").format(budget=format.money(result.budget, style)) if result.budget else None
    return [
        _came(result, style),
        Metric(_("Spend"), format.money(result.spent, style), spent, of_budget, neutral=True),
        _cost(result, style),
        Metric(_("Return on spend"), _return(result, style), _("not enough data") if _is_unclear(result) else None, neutral=True, help=_("Won value of the extra conversions, or of all without a hold-out, divided by what was spent.")),
    ]


def _is_unclear(result: CampaignResult) -> bool:
    """Whether chance alone may have made the difference; what follows from it is not told then."""
    return result.gain is not None and not result.gain.clear


def _return(result: CampaignResult, style: Style) -> str:
    if result.return_on_spend is None or _is_unclear(result):
        return format.DASH
    return f"{format.number(result.return_on_spend, style, 1)}×"


def _came(result: CampaignResult, style: Style) -> Metric:
    goal = _("goal {target}").format(target=target_figure(result, style)) if result.goal_target else None
    if result.extra is None:
        figure = format.money(result.counted, style) if result.goal == "won_value" else format.number(result.counted, style)
        return Metric(word("goal", result.goal), figure, goal, neutral=True)
    between = _("{low} to {high}").format(low=format.number(round(result.extra_low), style), high=format.number(round(result.extra_high), style))
    return Metric(_("Extra conversions"), format.number(round(result.extra), style), goal, between, neutral=True, help=_(
        "How many more converted than the share of the held-out promises: (share of those who got it − share of the held out) × those who got it."))


def _cost(result: CampaignResult, style: Style) -> Metric:
    if result.extra is None:
        return Metric(_("Cost per conversion"), format.money_full(result.cost_per_result, style), help=_("Spend divided by the conversions."))
    all_of_them = _("{cost} per conversion").format(cost=format.money_full(result.cost_per_result, style)) if result.cost_per_result else None
    cost = None if _is_unclear(result) else result.cost_per_extra
    return Metric(_("Cost per extra conversion"), format.money_full(cost, style), all_of_them, neutral=True,
                  help=_("Spend divided by the extra conversions."))


def halves(difference: Difference, style: Style) -> str:
    """Which half is better, with the interval; Markdown with a badge."""
    between = {"low": points(difference.low, style), "high": points(difference.high, style)}
    better = sorted(abs(end) for end in (difference.low, difference.high))
    if difference.clear:
        between = {name: format.number(end * 100, style, 1) for name, end in zip(("low", "high"), better, strict=True)}
    if not difference.clear:
        text = _("Not enough data yet to say which half is better: the difference lies between {low} and {high} points.")
    elif difference.gain > 0:
        text = _("B is better, by {low} to {high} points.")
    else:
        text = _("A is better, by {low} to {high} points.")
    return f"{badge(_('A or B'))} {plain(text.format(**between))}"


def points(share: float, style: Style) -> str:
    """A difference of shares in points: 0.018 → "+1.8"."""
    value = round(share * 100, 1) + 0.0
    return ("+" if value > 0 else "") + format.number(value, style, 1)


def _extra(result: CampaignResult, style: Style) -> str:
    n = round(result.extra)
    return ngettext(*EXTRA[result.goal], n).format(n=format.number(n, style))


def _percent(share: float | None, style: Style) -> str:
    return format.percent(share, style, 1)
