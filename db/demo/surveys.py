"""Surveys that nobody answered: the answered ones come with their tickets."""
from datetime import timedelta

from db.demo.world import World

SHARE, DAYS = 0.8, 14


def unanswered(world: World) -> None:
    """Most of those who were asked and did not answer were reminded once."""
    for ticket in world.rows["ticket"]:
        asked = ticket["resolved_at"]
        if asked is None or ticket["satisfaction"] is not None or not ticket["requester_email"] or world.rng.random() > SHARE:
            continue
        reminded = asked + timedelta(days=4)
        world.add(
            "survey", ticket_id=ticket["id"], user_id=ticket["owner_id"], customer_id=ticket["customer_id"], mail_id=None,
            locale=ticket["locale"], sent_at=asked, expires_at=asked + timedelta(days=DAYS),
            reminded_at=reminded if reminded < world.now else None, answered_at=None, score=None, comment=None,
        )
