"""Reports that people of the demo handed in and get by mail."""
from sqlalchemy import select

from crm_core.access.actor import Actor, load_actor
from crm_core.i18n import N_, words
from crm_core.run import act, ask
from crm_core.submissions.commands import submit_report
from crm_core.submissions.reading import report_to_submit
from crm_core.submissions.subscribing import subscribe
from db.engine import database
from db.models import Role, User

LAST = {"period": "last_quarter"}
SUBMITTED = (
    ("pipeline", LAST, N_("Won value held up, but too many proposals were lost on price. From now on a discount above 5 % needs my word first.")),
    ("contribution", LAST, N_("A few customers carry most of the margin. We visit each of the ten largest before the year ends.")),
)
SUBSCRIBED = (("executive", "executive", "month"), ("executive", "forecast", "week"), ("sales_manager", "pipeline", "week"))


def reports(locale: str) -> None:
    """Each manager in turn hands one in, in the company's language; executives and a manager subscribe."""
    say = words(locale).gettext
    for place, (key, address, comment) in enumerate(SUBMITTED):
        author = _person("sales_manager", place)
        act(author, submit_report, ask(author, report_to_submit, key, address), say(comment))
    for role, key, every in SUBSCRIBED:
        act(_person(role), subscribe, key, {}, every)


def _person(role: str, place: int = 0) -> Actor:
    """Somebody of that role, as if signed in."""
    with database().reading() as session:
        found = select(User.id).join(Role, Role.id == User.role_id).where(Role.key == role).order_by(User.id).offset(place).limit(1)
        return load_actor(session, session.scalar(found))
