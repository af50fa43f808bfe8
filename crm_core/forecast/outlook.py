"""The forecast of the coming months: ranges, targets, and the deals it hangs on."""
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import select

from crm_core.access import scope
from crm_core.dictionary import label
from crm_core.errors import NotFound
from crm_core.forecast import model, simulation, winning
from crm_core.forecast.filters import AS_IT_IS, RIGHT, SALES, ForecastFilter, WhatIf, goal_holder
from crm_core.goals.figures import today
from crm_core.goals.queries import first_targets
from crm_core.work import Work, query
from db.models import Customer, Deal, Stage, User

SHOWN = 12  # months of the past
PART, PAGE = "forecast", 20
KEY, FEW = 0.5, 5  # deals are called decisive when at most so few make up this part of the uncertainty


@dataclass(frozen=True)
class Answer:
    """The months together. `reach` is the probability of reaching `target`; both None without a target for every month."""

    low: int
    middle: int
    high: int
    target: int | None
    reach: float | None


@dataclass(frozen=True)
class Forecast:
    """What is expected; amounts in minor units.

    `past` has month, actual, target and running; `ahead` month, low, middle, high and target, the first month running, and
    the same of the question asked as low_if … high_if. `parts` is what the middle is made of on average: already come in,
    open deals, deals not opened yet, repeat orders. `decisive` are the names of the few deals it hangs on.
    """

    day: date
    months: tuple[date, ...]
    past: pd.DataFrame
    ahead: pd.DataFrame
    answer: Answer
    changed: Answer | None
    parts: dict[str, int]
    open_count: int
    open_value: int
    decisive: tuple[str, ...]
    choices: dict[int, str]
    measure: str
    orders_by: str | None
    enough: bool


@query(RIGHT)
def forecast(work: Work, chosen: ForecastFilter, what_if: WhatIf = AS_IT_IS) -> Forecast:
    """The forecast within the reader's right, and what it would be if."""
    basis = model.gather(work, chosen, today(work))
    found = model.futures(basis)
    asked = model.futures(basis, what_if) if what_if.is_any else None
    past = basis.actual.iloc[-SHOWN - 1 :]
    measure, target = targets_of(work, chosen, [*past.index, *basis.months])
    names = _names(work, basis, what_if)
    return Forecast(
        day=basis.day, months=basis.months, past=_past(past, target), ahead=_ahead(basis, found, asked, target),
        answer=_answer(found.total, basis.months, target), changed=_answer(asked.total, basis.months, target) if asked else None,
        parts=_parts(found), open_count=len(basis.deals), open_value=int(basis.deals.value.sum()), decisive=_decisive(basis, names),
        choices=names, measure=measure, orders_by=basis.repeat.method if basis.repeat else None, enough=basis.enough,
    )  # fmt: skip


def targets_of(work: Work, chosen: ForecastFilter, months: list[date]) -> tuple[str, dict[date, float]]:
    """The target of sales is that of order revenue where there is one, else of won value."""
    measures = ("order_revenue", "won_value") if chosen.basis == SALES else ("won_value",)
    return first_targets(work, measures, months, **goal_holder(work, chosen))


def _past(past: pd.Series, target: dict[date, float]) -> pd.DataFrame:
    frame = pd.DataFrame({"month": past.index, "actual": past.round().astype("int64").to_numpy()})
    frame["target"] = [target.get(month) for month in frame.month]
    return frame.assign(running=frame.month == frame.month.max())


def _ahead(basis: model.Basis, found: simulation.Futures, asked: simulation.Futures | None, target: dict[date, float]) -> pd.DataFrame:
    frame = pd.DataFrame({"month": list(basis.months)})
    for futures, ending in ((found, ""), (asked, "_if")):
        if futures is not None:
            for name, values in zip(("low", "middle", "high"), simulation.quantiles(futures.total), strict=True):
                frame[name + ending] = np.rint(values).astype("int64")
    frame["target"] = [target.get(month) for month in basis.months]
    return frame


def _answer(total: np.ndarray, months: tuple[date, ...], target: dict[date, float]) -> Answer:
    whole = total.sum(axis=1)
    low, middle, high = (int(round(value)) for value in simulation.quantiles(whole))
    if not all(month in target for month in months):
        return Answer(low, middle, high, None, None)
    wanted = sum(target[month] for month in months)
    return Answer(low, middle, high, int(round(wanted)), float((whole >= wanted).mean()))


def _parts(found: simulation.Futures) -> dict[str, int]:
    means = {name: getattr(found, name).sum(axis=1).mean() for name in ("deals", "fresh", "orders")}
    return {"already": int(found.already), **{name: int(round(value)) for name, value in means.items()}}


def weights(basis: model.Basis) -> pd.DataFrame:
    """The open deals with their `chance` within the months shown, and what each adds to the variance of the sum."""
    chance = model.chances(basis)[:, -1] if len(basis.deals) else np.array([])
    return basis.deals.assign(chance=chance, spread=basis.deals.value**2 * chance * (1 - chance)).sort_values("spread", ascending=False)


def _decisive(basis: model.Basis, names: dict[int, str]) -> tuple[str, ...]:
    frame = weights(basis)
    if not frame.spread.sum() > 0:
        return ()
    few = int((frame.spread.cumsum() < KEY * frame.spread.sum()).sum()) + 1
    return tuple(names[key] for key in frame.id.head(few) if key in names) if few <= FEW else ()


def _names(work: Work, basis: model.Basis, what_if: WhatIf) -> dict[int, str]:
    """Deals that can be left out: those that weigh most, and those left out already; the reader's to see only."""
    wanted = [*weights(basis).id.head(50), *what_if.without]
    rows = work.session.execute(select(Deal.id, Deal.name).where(Deal.id.in_([int(key) for key in wanted]), scope.deals(work)))
    named = {key: name for key, name in rows}
    return {int(key): named[key] for key in dict.fromkeys(wanted) if key in named}


@dataclass(frozen=True)
class OpenDeal:
    """An open deal behind the forecast. `chance` to be won within the months shown, `win` at any time."""

    id: int
    name: str
    customer: str | None
    owner: str | None
    stage: str
    value: int
    days: int
    chance: float
    win: float
    expected_close: date | None


@dataclass(frozen=True)
class OpenDeals:
    """One page of them; `hidden` count but are not the reader's to open."""

    total: int
    value: int
    hidden: int
    rows: tuple[OpenDeal, ...]


@query(RIGHT)
def open_deals(
    work: Work, chosen: ForecastFilter, part: str = PART, key: str | None = None, page: int = 1, per_page: int | None = PAGE, right: str = "deals:view",
) -> OpenDeals:
    """The open deals behind the forecast, those first that it hangs on most; the same behind each month `key`. `per_page` None: all.

    Only those within `right`, and to be seen, are told by name. Raises NotFound for another part.
    """
    if part != PART:
        raise NotFound()
    basis = model.gather(work, chosen, today(work))
    frame = weights(basis)
    wins = winning.current(work, dict(zip(frame.id.astype(int), frame.stage.astype(int), strict=True)))
    seen = set(work.session.scalars(select(Deal.id).where(Deal.status == "open", scope.deals(work), scope.deals(work, right))))
    mine = frame[frame.id.isin(seen)]
    shown = mine if per_page is None else mine.iloc[(page - 1) * per_page : page * per_page]
    told = {row.id: row for row in _rows(work, [int(key) for key in shown.id])}
    rows = tuple(
        OpenDeal(key, t.name, t.customer, t.owner, label(t.stage, t.names, work.actor.locale), int(value), int(days), float(chance),
                 max(float(wins.get(key, chance)), float(chance)), t.expected_close)
        for key, value, days, chance in zip(shown.id, shown.value, shown.days, shown.chance, strict=True) if (t := told.get(key))
    )
    return OpenDeals(len(mine), int(mine.value.sum()), len(frame) - len(mine), rows)


def _rows(work: Work, ids: list[int]):
    return work.session.execute(
        select(Deal.id, Deal.name, Customer.name.label("customer"), User.name.label("owner"), Stage.name.label("stage"), Stage.names, Deal.expected_close)
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Customer, Customer.id == Deal.customer_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .where(Deal.id.in_(ids))
    )


