"""Teams, and users of every role. A star and somebody who struggles are among the sellers."""
from dataclasses import dataclass
from datetime import timedelta

from db.demo.world import DAYS, World


@dataclass(frozen=True)
class Seller:
    """A seller and how they sell: `volume` of deals, `luck` (odds of every step), `size` of deals, `pace` in days."""

    id: int
    team: int
    team_id: int
    volume: float = 1.0
    luck: float = 1.0
    size: float = 1.0
    pace: float = 1.0


def teams(world: World) -> None:
    """The three sales teams."""
    for name in world.words.TEAMS:
        world.add("team", name=name, region=name, version=1)


def users(world: World) -> None:
    """Everybody but the administrator who set the company up."""
    hired = world.now - timedelta(days=DAYS + 200)
    for role, team, names in world.words.PEOPLE:
        for name, address in (pair.split("/") for pair in names.split(",")):
            world.add(
                "app_user", email=f"{address}@example.com", name=name, name_key=world.setting.person_key(name),
                role_id=world.roles[role], team_id=None if team is None else world.rows["team"][team]["id"],
                password_hash=world.setting.password_hash, locale=None, time_zone=None, theme=None, active=True,
                session_version=1, created_at=hired, version=1, import_id=None,
            )  # fmt: skip


def sellers(world: World) -> list[Seller]:
    """The account managers in the order of the word list: the first is the star, the last one struggles."""
    team_ids = [team["id"] for team in world.rows["team"]]
    role = world.roles["account_manager"]
    people = [user for user in world.rows["app_user"] if user["role_id"] == role]
    habits = [_habit(world) for _ in people]
    habits[0] = {"volume": 1.35, "luck": 1.4, "size": 1.3, "pace": 0.8}
    habits[-1] = {"volume": 0.8, "luck": 0.5, "size": 0.75, "pace": 1.35}
    return [
        Seller(user["id"], team_ids.index(user["team_id"]), user["team_id"], **habit)
        for user, habit in zip(people, habits, strict=True)
    ]


def _habit(world: World) -> dict[str, float]:
    return {
        "volume": world.rng.uniform(0.85, 1.2), "luck": world.rng.uniform(0.85, 1.2),
        "size": world.rng.uniform(0.85, 1.2), "pace": world.rng.uniform(0.9, 1.15),
    }
