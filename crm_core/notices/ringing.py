"""What rings: somebody else gave me a customer or a deal, planned a step for me; my import came to its end.

However many it was at once, each colleague gets one notice. An import tells at its end, not with every chunk.
"""
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select

from crm_core.notices.tell import Notice, tell, tell_each
from crm_core.work import Happening, Work
from db.models import Customer, Deal, Event, ImportRun, Ticket

IMPORT = "import-"
GIVEN = {"customer": Customer, "deal": Deal}


def given(work: Work, happenings: list[Happening]) -> None:
    """Customers and deals that got an owner who did not do it."""
    if _is_import(work):
        return
    found: dict[tuple[str, int], list[Happening]] = defaultdict(list)
    for one in happenings:
        if _owner(work, one):
            found[one.subject_type, _owner(work, one)].append(one)
    names = _names(work, [several[0] for several in found.values() if len(several) == 1])
    tell_each(work, [
        _given(work, subject, owner, several, names) for (subject, owner), several in found.items()
    ])


def planned(work: Work, happenings: list[Happening]) -> None:
    """Next steps that a colleague planned for somebody else."""
    if _is_import(work) or work.actor.user_id is None:
        return
    found: dict[int, list[Happening]] = defaultdict(list)
    for one in happenings:
        if _owner(work, one):
            found[_owner(work, one)].append(one)
    for owner, several in found.items():
        first, who = several[0], work.actor.name
        if len(several) > 1:
            tell(work, [owner], "steps.planned", subject_type="task", who=who, n=len(several))
        else:
            about = ("deal", first.deal_id) if first.deal_id else ("customer", first.customer_id)
            tell(work, [owner], "step.planned", subject_type=about[0], subject_id=about[1], customer_id=first.customer_id,
                 who=who, name=first.after["title"])


def imported(work: Work, happenings: list[Happening]) -> None:
    """An import ended: its owner hears of it, and whoever got records by it."""
    for one in happenings:
        file = one.after["file"]
        owner = work.session.scalar(select(ImportRun.created_by).where(ImportRun.id == one.subject_id))
        numbers = {name: one.after[name] for name in ("accepted", "updated", "rejected") if name in one.after}
        tell(work, [owner], one.kind, subject_type="import_run", subject_id=one.subject_id, also_me=True, name=file, **numbers)
        tell_each(work, [
            Notice(user_id, f"{subject}s.given", subject, params={"who": work.actor.name, "n": count})
            for subject, user_id, count in _given_by_import(work, one.subject_id) if user_id != owner
        ])


def _is_import(work: Work) -> bool:
    return bool(work.batch and work.batch.startswith(IMPORT))


def _owner(work: Work, happening: Happening) -> int | None:
    owner = (happening.after or {}).get("owner_id")
    return owner if owner != work.actor.user_id else None


def _names(work: Work, happenings: Iterable[Happening]) -> dict[tuple[str, int], str]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for one in happenings:
        wanted[one.subject_type].append(one.subject_id)
    names = {}
    for subject, ids in wanted.items():
        model = GIVEN[subject]
        rows = work.session.execute(select(model.id, model.name).where(model.id.in_(ids)))
        names.update({(subject, key): name for key, name in rows})
    return names


def _given(work: Work, subject: str, owner: int, several: list[Happening], names: dict) -> Notice:
    who, first = work.actor.name, several[0]
    if len(several) > 1:
        return Notice(owner, f"{subject}s.given", subject, params={"who": who, "n": len(several)})
    name = names.get((subject, first.subject_id), "")
    return Notice(owner, f"{subject}.given", subject, first.subject_id, first.customer_id, {"who": who, "name": name})


def _given_by_import(work: Work, run_id: int) -> list[tuple[str, int, int]]:
    """(customer or deal, its new owner, how many) of an import's events."""
    owner = Event.after["owner_id"].as_integer()
    kinds = [f"{subject}.{what}" for subject in GIVEN for what in ("created", "assigned")]
    rows = select(Event.subject_type, owner, func.count()).where(
        Event.batch == f"{IMPORT}{run_id}", Event.kind.in_(kinds), owner.is_not(None))
    return [tuple(row) for row in work.session.execute(rows.group_by(Event.subject_type, owner))]


def returned(work: Work, happenings: list[Happening]) -> None:
    """Mails about a ticket that came back, or of which nobody knows: its agent must reach the customer otherwise."""
    kinds = {(h.after or {}).get("ticket_id"): h.kind for h in happenings if (h.after or {}).get("ticket_id")}
    rows = work.session.execute(
        select(Ticket.id, Ticket.owner_id, Ticket.customer_id, Ticket.subject).where(Ticket.id.in_(kinds), Ticket.owner_id.is_not(None)))
    tell_each(work, [
        Notice(row.owner_id, kinds[row.id], "ticket", row.id, row.customer_id, {"number": row.id, "subject": row.subject}) for row in rows
    ])
