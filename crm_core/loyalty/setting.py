"""What a company decides about points: the rules, the tiers, the rewards."""
from typing import ClassVar

from sqlalchemy import select

from crm_core import settings, settled
from crm_core.dictionary import TONES
from crm_core.errors import N_, Conflict, Invalid
from crm_core.inputs import Input
from crm_core.loyalty.rules import STATES
from crm_core.naming import NameForm
from crm_core.work import Work, command, query
from db.models import LoyaltyEntry, LoyaltyReward, LoyaltyTier

MANAGE = "value:manage"
RANGES = {"loyalty_unit": (1, 1_000_000), "loyalty_months": (0, 240), "loyalty_survey": (0, 1_000_000), "loyalty_event": (0, 1_000_000)}
MOST_MONEY, MOST_POINTS, MOST_FACTOR = 10**15, 1_000_000_000, 100


class LoyaltySettings(Input):
    """The names are those of `crm_core.settings.Settings`."""

    loyalty_active: bool
    loyalty_unit: int
    loyalty_since: str
    loyalty_months: int
    loyalty_survey: int
    loyalty_event: int


class TierForm(NameForm):
    """A tier; `revenue_from` in minor units."""

    required: ClassVar[tuple[str, ...]] = ("name", "revenue_from", "factor")

    revenue_from: int
    factor: float
    tone: str | None = None


class RewardForm(NameForm):
    """A reward and the points it costs."""

    required: ClassVar[tuple[str, ...]] = ("name", "points")

    points: int


@query(MANAGE)
def loyalty_settings(work: Work) -> LoyaltySettings:
    """What was decided."""
    now = settings.load(work.session)
    return LoyaltySettings(**{name: getattr(now, name) for name in LoyaltySettings.model_fields})


@command(MANAGE)
def change_loyalty_settings(work: Work, form: LoyaltySettings, seen: LoyaltySettings) -> bool:
    """Stores what differs; what is booked already stays. Returns whether anything does.

    Raises Invalid, Conflict when somebody changed it meanwhile.
    """
    for field, (least, most) in RANGES.items():
        if not least <= getattr(form, field) <= most:
            raise Invalid(N_("Between {least} and {most}."), field=field, least=least, most=most)
    if form.loyalty_since not in STATES:
        raise Invalid(N_("Choose one from the list."), field="loyalty_since")
    now = loyalty_settings(work)
    if now != seen:
        raise Conflict(N_("Somebody changed the settings meanwhile. Look at them again."))
    after = {name: value for name, value in form.model_dump().items() if value != getattr(now, name)}
    if after:
        settings.store(work.session, **after)
        work.record("setting.changed", "setting", None, before={name: getattr(now, name) for name in after}, after=after)
    return bool(after)


@command(MANAGE)
def add_tier(work: Work, form: TierForm) -> int:
    """A new tier; returns its id. Raises Invalid."""
    return settled.add(work, LoyaltyTier, _tier(work, form, None), "loyalty.tier_added")


@command(MANAGE)
def change_tier(work: Work, tier_id: int, form: TierForm, version: int) -> None:
    """Changes a tier; points that are booked stay. Raises NotFound, Invalid, Conflict."""
    row = settled.fetch(work, LoyaltyTier, tier_id, version)
    settled.change(work, row, _tier(work, form, tier_id), "loyalty.tier_changed")


@command(MANAGE)
def delete_tier(work: Work, tier_id: int) -> None:
    """Deletes a tier; its customers are in the one below. Raises NotFound."""
    settled.remove(work, settled.fetch(work, LoyaltyTier, tier_id), "loyalty.tier_deleted")


@command(MANAGE)
def add_reward(work: Work, form: RewardForm) -> int:
    """A new reward, the last in order; returns its id. Raises Invalid."""
    return settled.add(work, LoyaltyReward, _reward(form), "loyalty.reward_added")


@command(MANAGE)
def change_reward(work: Work, reward_id: int, form: RewardForm, version: int) -> None:
    """Changes a reward; what was given stays. Raises NotFound, Invalid, Conflict."""
    row = settled.fetch(work, LoyaltyReward, reward_id, version)
    settled.change(work, row, _reward(form), "loyalty.reward_changed")


@command(MANAGE)
def use_reward(work: Work, reward_id: int, active: bool) -> None:
    """Whether a reward is given. Raises NotFound."""
    settled.change(work, settled.fetch(work, LoyaltyReward, reward_id), {"active": active}, "loyalty.reward_changed")


@command(MANAGE)
def move_reward(work: Work, reward_id: int, up: bool) -> None:
    """A place further up or down. Raises NotFound."""
    settled.move(work, LoyaltyReward, reward_id, up, "loyalty.reward_moved")


@command(MANAGE)
def delete_reward(work: Work, reward_id: int) -> None:
    """Deletes a reward that was never given. Raises NotFound, Conflict when it was: switch it off instead."""
    row = settled.fetch(work, LoyaltyReward, reward_id)
    if work.session.scalar(select(LoyaltyEntry.id).where(LoyaltyEntry.reward_id == reward_id).limit(1)) is not None:
        raise Conflict(N_("This was given already. Switch it off instead."))
    settled.remove(work, row, "loyalty.reward_deleted")


def _tier(work: Work, form: TierForm, tier_id: int | None) -> dict:
    if not 0 <= form.revenue_from <= MOST_MONEY:
        raise Invalid(N_("This amount is not possible."), field="revenue_from")
    if not 0 < form.factor <= MOST_FACTOR:
        raise Invalid(N_("More than 0, at most {most}."), field="factor", most=MOST_FACTOR)
    if form.tone is not None and form.tone not in TONES:
        raise Invalid(N_("This colour is not there."), field="tone")
    t = LoyaltyTier
    if work.session.scalar(select(t.id).where(t.revenue_from == form.revenue_from, t.id != (tier_id or 0)).limit(1)) is not None:
        raise Invalid(N_("Another tier begins here already."), field="revenue_from")
    return form.written | {"revenue_from": form.revenue_from, "factor": form.factor, "tone": form.tone}


def _reward(form: RewardForm) -> dict:
    if not 1 <= form.points <= MOST_POINTS:
        raise Invalid(N_("Between {least} and {most}."), field="points", least=1, most=MOST_POINTS)
    return form.written | {"points": form.points}
