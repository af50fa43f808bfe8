"""Everything that happens has its words."""
import re
from pathlib import Path

from sqlalchemy import select

from crm_core.happenings import told
from crm_core.wording import KINDS, sentence
from crm_core.work import Work
from db.models import Event, Stage, User

CORE = Path(__file__).parents[2] / "crm_core"
RECORDED = re.compile(r'(?:\.record\(\s*|\b(?:change|record|add|move|remove)\(.*)"([a-z_]+\.[a-z_]+)"')


def test_every_recorded_kind_has_a_sentence():
    recorded = {kind for path in CORE.rglob("*.py") for kind in RECORDED.findall(path.read_text("utf-8"))}
    assert recorded - KINDS.keys() == set()
    assert sentence("deal.won") == "Deal won"


def test_numbers_become_names_in_the_readers_language(db, cast):
    with db.reading() as session:
        work = Work(session, cast.wei, now=None)
        gu, wei = (session.scalar(select(User.id).where(User.name == name)) for name in ("Gu Lan", "Lin Wei"))
        first, second = session.scalars(select(Stage.id).order_by(Stage.position).limit(2))
        event = Event(
            id=1, at=None, user_id=gu, kind="deal.moved", subject_type="deal", subject_id=5,
            before={"stage_id": first, "owner_id": wei, "version": 1, "value": 100},
            after={"stage_id": second, "owner_id": gu, "version": 2, "value": 200, "grade": "vip"},
        )
        (happened,) = told(work, [event])
    assert (happened.who, happened.what) == ("Gu Lan", "Deal moved to another stage")
    changes = {c.field: (c.before and c.before.value, c.after and c.after.value) for c in happened.changes}
    assert changes == {
        "stage_id": ("Lead", "Needs analysis"), "owner_id": ("Lin Wei", "Gu Lan"), "value": (100, 200),
        "grade": (None, "VIP"),
    }
