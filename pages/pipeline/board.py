"""The board: columns of cards."""
from crm_core.pipeline.board import Board, Card, Column
from pages.pipeline import close, moving
from pages.pipeline.tones import age, stage_tones
from pages.ui import components, filters, session
from pages.ui.format import Style, due, due_tone, initials, money, money_full, number, percent
from pages.ui.links import href, leave_for
from pages.ui.text import _, ngettext

KEY, OPENED = "board", "pipeline.opened"
SOON_DAYS = 7


def leave_if_opened() -> None:
    """A card was clicked: show the deal."""
    opened = components.happened(KEY, "open")
    if opened:
        leave_for("deal", id=int(opened))


def opened() -> tuple[int, ...]:
    """The stages that show more than their newest."""
    return session.get(OPENED, ())


def draw(found: Board, style: Style) -> None:
    """The columns of one pipeline."""
    tones = stage_tones([column.stage for column in found.columns])
    components.board(
        [_column(column, tones[column.stage.id], style) for column in found.columns],
        KEY,
        actions=[{"id": "won", "name": _("Won…")}, {"id": "lost", "name": _("Lost…")}],
        on_move=moving.moved,
        on_more=_more,
        on_act=_act,
    )


def _column(column: Column, tone: str, style: Style) -> dict:
    stage, left = column.stage, column.count - len(column.cards)
    return {
        "id": str(stage.id),
        "name": stage.name,
        "count": number(column.count, style),
        "value": money(column.value, style),
        "value_title": money_full(column.value, style),
        "share": percent(stage.probability / 100, style),
        "tone": tone,
        "cards": [_card(card, stage.limit_days, style) for card in column.cards],
        "more": ngettext("{n} more", "{n} more", left).format(n=number(left, style)) if left else None,
    }


def _card(card: Card, limit: int | None, style: Style) -> dict:
    text, tone = age(card.stage_since, limit, style)
    return {
        "id": card.id,
        "href": href("deal", card.id),
        "version": card.version,
        "amount": money(card.value, style) if card.value else _("no value yet"),
        "amount_title": money_full(card.value, style),
        "title": card.name,
        "sub": card.customer or _("no customer yet"),
        "age": text,
        "age_tone": tone,
        "badge": _due(card, style),
        "initials": initials(card.owner) if card.owner else None,
        "mine": card.owner_id == session.actor().user_id,
        "owner": card.owner,
        "fixed": not card.movable,
    }


def _due(card: Card, style: Style) -> dict | None:
    """The next step when it is due or near."""
    if card.next_step_at is None or (style.local(card.next_step_at).date() - style.today).days > SOON_DAYS:
        return None
    day = style.local(card.next_step_at).date()
    late = (style.today - day).days
    text = style.count("{n} day late", "{n} days late", late) if late > 0 else due(day, style)
    return {"text": text, "tone": due_tone(card.next_step_at, style) or "gray"}


def _more(stage_id: object) -> None:
    """First as many as the board can carry, then the rest in the table."""
    stage = int(stage_id)
    if stage in opened():
        filters.put({"view": "table", "status": "open", "stage": str(stage)})
    else:
        session.keep(OPENED, (*opened(), stage))


def _act(wish: dict) -> None:
    if wish.get("action") in ("won", "lost"):
        close.open_close(int(wish["id"]), wish["action"])
