"""Spending and correcting points, and taking either back."""
from sqlalchemy import select

from crm_core.access import scope
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.loyalty.ledger import Booking, write
from crm_core.loyalty.rules import expires_on
from crm_core.loyalty.schemas import CorrectionForm
from crm_core.loyalty.standing import locked_balances, today
from crm_core.work import Work, command
from db.models import Customer, LoyaltyEntry, LoyaltyReward

EDIT = "loyalty:edit"
MOST = 1_000_000_000
BY_HAND = ("reward", "correction")


@command(EDIT)
def redeem(work: Work, customer_id: int, reward_id: int) -> int:
    """Gives a reward for its points; returns the id of the ledger's row.

    Raises NotFound, Conflict when the reward is not given any more or there are not enough points.
    """
    balance = _balance(work, customer_id)
    reward = work.one(select(LoyaltyReward).where(LoyaltyReward.id == reward_id))
    if not reward.active:
        raise Conflict(N_("This reward is no longer given."))
    if balance < reward.points:
        raise Conflict(N_("This reward costs {points} points, the customer has {balance}."), points=reward.points, balance=balance)
    (key,) = write(work, [Booking(customer_id, "reward", -reward.points, reward_id=reward_id)])
    work.record("loyalty.redeemed", "loyalty_entry", key, customer_id=customer_id, after={"points": -reward.points, "reward": reward.name})
    return key


@command(EDIT)
def correct(work: Work, customer_id: int, form: CorrectionForm) -> int:
    """Adds or takes points by hand; returns the id of the ledger's row. Raises NotFound, Invalid, Conflict."""
    balance = _balance(work, customer_id)
    if not 0 < abs(form.points) <= MOST:
        raise Invalid(N_("Enter how many points to add, or with a minus to take."), field="points")
    if balance + form.points < 0:
        raise Invalid(N_("The customer has only {balance} points."), field="points", balance=balance)
    until = expires_on(today(work), work.settings.loyalty_months) if form.points > 0 else None
    (key,) = write(work, [Booking(customer_id, "correction", form.points, expires_on=until, reason=form.reason)])
    work.record("loyalty.corrected", "loyalty_entry", key, customer_id=customer_id, after={"points": form.points, "reason": form.reason})
    return key


@command(EDIT)
def undo_entry(work: Work, entry_id: int) -> int:
    """Takes a reward or a correction back by a row of its own; returns that row's id.

    Points that come back last as long as new ones. Raises NotFound, Conflict when it was taken back already, is none
    that people booked, or its points are spent.
    """
    entry = work.session.get(LoyaltyEntry, entry_id)
    if entry is None:
        raise NotFound()
    balance = _balance(work, entry.customer_id)
    if entry.kind not in BY_HAND or entry.once is not None:
        raise Conflict(N_("Only rewards and corrections can be taken back."))
    once = f"undo:{entry_id}"
    if work.session.scalar(select(LoyaltyEntry.id).where(LoyaltyEntry.once == once)) is not None:
        raise Conflict(N_("This was taken back already."))
    if balance < entry.points:
        raise Conflict(N_("These points are spent already."))
    until = expires_on(today(work), work.settings.loyalty_months) if entry.points < 0 else None
    back = Booking(entry.customer_id, entry.kind, -entry.points, once, until, reward_id=entry.reward_id, reason=entry.reason)
    (key,) = write(work, [back])
    work.record("loyalty.undone", "loyalty_entry", key, customer_id=entry.customer_id, after={"points": -entry.points})
    return key


def _balance(work: Work, customer_id: int) -> int:
    """The customer's balance, locked. Raises NotFound, Conflict while there are no points."""
    reached = select(Customer.id).where(Customer.id == customer_id, scope.customers(work), scope.customers(work, EDIT))
    if work.session.scalar(reached) is None:
        raise NotFound()
    if not work.settings.loyalty_active:
        raise Conflict(N_("Points are switched off."))
    return locked_balances(work, [customer_id])[customer_id]
