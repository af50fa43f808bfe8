"""Articles for the tests."""
from crm_core import clock
from crm_core.access.actor import SYSTEM, Actor
from crm_core.knowledge.commands import create_article
from crm_core.knowledge.schemas import ArticleNew
from crm_core.run import act
from db.models import Ticket, TicketMessage

FILTER = "Unscrew the housing, take the old filter out and put the new one in. **Close the valve first.**"


def written(title: str = "Replace the filter", text: str = FILTER, *, by: Actor = SYSTEM, **more) -> int:
    """An article; published, in English and internal unless `more` says otherwise."""
    return act(by, create_article, ArticleNew(**{"title": title, "text": text, "locale": "en", "state": "published"} | more))


def asked(db, subject: str = "Filter", *said: str, **more) -> int:
    """A ticket as it lies in the database, with what the customer said."""
    with db.writing() as session:
        row = Ticket(**{"subject": subject, "state_since": clock.now(), "opened_at": clock.now(), "updated_at": clock.now()} | more)
        session.add(row)
        session.flush()
        session.add_all(TicketMessage(ticket_id=row.id, direction="in", channel="phone", text=t, at=clock.now()) for t in said)
        session.commit()
        return row.id
