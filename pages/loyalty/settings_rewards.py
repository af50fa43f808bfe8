"""Rewards: what points can be spent on."""
from crm_core.loyalty.queries import rewards
from crm_core.loyalty.schemas import RewardRow
from crm_core.loyalty.setting import RewardForm, add_reward, change_reward, delete_reward, move_reward, use_reward
from pages.admin import dialog
from pages.admin.names import name_fields
from pages.admin.service_parts import foot, opened, ordered
from pages.loyalty import words
from pages.ui import forms
from pages.ui.reader import style as reader
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain


def draw() -> None:
    """The rewards in their order."""
    found = ask_now(rewards, None)
    ordered(found, _facts, _move, _("Without rewards points only add up. Make the first one."))
    opened(found, _("New reward"), _draw)


def _facts(row: RewardRow) -> str:
    given = ngettext("given {n} time", "given {n} times", row.given).format(n=row.given)
    return f"{words.points(row.points, reader())} · {given}"


def _move(reward_id: int, up: bool) -> None:
    act(move_reward, reward_id, up)


def _draw(row: RewardRow | None) -> None:
    with forms.form(f"reward_{row.id if row else 'new'}") as form:
        values = name_fields(form, row.name if row else "", row.names if row else {})
        values["points"] = form.number("points", forms.marked(_("Points")), row.points if row else None, min_value=1, max_value=1_000_000_000)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save and dialog.tried(form, lambda: _write(row, values), row, lambda: next(r for r in ask_now(rewards, None) if r.id == row.id)).ok:
        dialog.saved(_("{name} is saved").format(name=plain(values["name"])))
    if row:
        foot(row, delete_reward, _("It is not offered any more."), use_reward)


def _write(row: RewardRow | None, values: dict):
    form = RewardForm(**values)
    return act(change_reward, row.id, form, row.version, quiet=True) if row else act(add_reward, form, quiet=True)
