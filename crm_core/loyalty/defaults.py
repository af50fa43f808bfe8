"""The tiers and rewards that every company starts with."""
from sqlalchemy import insert

from crm_core.errors import N_
from crm_core.i18n import words
from crm_core.money import minor_units
from crm_core.work import Work
from db.models import LoyaltyReward, LoyaltyTier

# name, from so much money in 12 months, factor, tone
TIERS = ((N_("Basic member"), 0, 1.0, "gray"), (N_("Silver"), 100_000, 1.2, "blue"), (N_("Gold"), 500_000, 1.5, "orange"),
         (N_("Platinum"), 2_000_000, 2.0, "violet"))
REWARDS = ((N_("Gift box"), 500), (N_("Free delivery"), 1_000), (N_("Training for one person"), 3_000), (N_("Maintenance on site"), 8_000))
OTHER = "zh_Hans"


def fill(work: Work) -> None:
    """Makes them, called in both languages."""
    text, currency = words(OTHER).gettext, work.settings.currency
    work.session.execute(insert(LoyaltyTier), [
        {"name": name, "names": {OTHER: text(name)}, "revenue_from": minor_units(least, currency), "factor": factor, "tone": tone, "version": 1}
        for name, least, factor, tone in TIERS
    ])
    work.session.execute(insert(LoyaltyReward), [
        {"name": name, "names": {OTHER: text(name)}, "points": points, "active": True, "position": place, "version": 1}
        for place, (name, points) in enumerate(REWARDS)
    ])
