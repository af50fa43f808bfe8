"""Users, teams, roles, rights and everything signing in needs."""
from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from db.types import Json, UtcDateTime


class Setting(SQLModel, table=True):
    """One setting of the company; the names and defaults stand in `crm_core/settings.py`."""

    key: str = Field(primary_key=True)
    value: object = Field(default=None, sa_column=Column(Json))


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    region: str | None = None
    version: int = 1


class Role(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, description="stable name, e.g. sales_manager")
    name: str = Field(description="English for the built-in six (translated on show), as typed for the others")
    built_in: bool = False
    position: int = 0


class RoleRight(SQLModel, table=True):
    __tablename__ = "role_right"

    role_id: int = Field(foreign_key="role.id", primary_key=True)
    right: str = Field(primary_key=True)
    scope: str = Field(description="own, team or all; no row means none")


class User(SQLModel, table=True):
    __tablename__ = "app_user"

    id: int | None = Field(default=None, primary_key=True)
    email: str | None = Field(default=None, unique=True, description="lower case; None for an imported name")
    name: str
    name_key: str = Field(default="", index=True, description="normalised name, for matching on import")
    role_id: int = Field(foreign_key="role.id")
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    password_hash: str | None = Field(default=None, description="bcrypt; None: not invited yet, cannot sign in")
    locale: str | None = Field(default=None, description="en or zh_Hans; None: the company's")
    time_zone: str | None = None
    theme: str | None = None
    digest: str = Field(default="off", description="the daily mail of what is due: off or daily")
    active: bool = True
    session_version: int = Field(default=1, description="raised to end every session of this user")
    created_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1
    import_id: int | None = Field(default=None, index=True)


class SignInSession(SQLModel, table=True):
    """A browser that is signed in. The cookie holds the token, we keep only its hash."""

    __tablename__ = "sign_in_session"

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    session_version: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    browser: str | None = None


class OneTimeToken(SQLModel, table=True):
    """A secret that works once: the hand-over of a sign-in to the browser, an invitation, a password reset."""

    __tablename__ = "one_time_token"

    token_hash: str = Field(primary_key=True)
    purpose: str = Field(description="sign_in, invite or reset")
    user_id: int = Field(foreign_key="app_user.id", index=True)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApiToken(SQLModel, table=True):
    """What another program proves itself with: it may do what its user may. We keep only its hash."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(description="which program it was given to")
    token_hash: str = Field(unique=True)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInAttempt(SQLModel, table=True):
    """A failed sign-in, kept to slow down guessing."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    name_key: str = Field(index=True, description="hash of the name that was tried, so that typed passwords are not kept")
    address: str | None = Field(default=None, index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class SavedView(SQLModel, table=True):
    """A list's filters, sort and columns under a name. `query` is the query string of the page."""

    __tablename__ = "saved_view"

    id: int | None = Field(default=None, primary_key=True)
    page: str = Field(index=True)
    name: str
    query: str
    owner_id: int = Field(foreign_key="app_user.id", index=True)
    shared: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
