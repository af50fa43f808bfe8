"""What goes into the knowledge base's commands and what comes out of its queries."""
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import field_validator

from crm_core.errors import N_, Invalid
from crm_core.i18n import locales
from crm_core.inputs import Input

State = Literal["draft", "published", "archived"]


class ArticleEdit(Input):
    """Changes to an article; only the fields that are set count. `text` is plain text with a few marks, see marks.py."""

    required = ("title", "text", "locale")
    proses = ("text",)
    limits = {"text": 20_000}

    title: str | None = None
    text: str | None = None
    locale: str | None = None
    product_id: int | None = None
    public: bool = False

    @field_validator("locale")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None and value not in locales():
            raise Invalid(N_("This language is not there."), field="locale")
        return value


class ArticleNew(ArticleEdit):
    """A new article, a draft unless it says otherwise. Its author is whoever makes it."""

    title: str
    text: str
    locale: str
    state: State = "draft"


@dataclass(frozen=True)
class ArticleRow:
    """An article as the list shows it."""

    id: int
    title: str
    state: str
    public: bool
    locale: str
    product: str | None
    author: str | None
    views: int
    helpful: int
    unhelpful: int
    used: int
    updated_at: datetime


@dataclass(frozen=True)
class ArticlePage:
    """One page of the list, and how many there are."""

    rows: tuple[ArticleRow, ...]
    total: int


@dataclass(frozen=True)
class ArticleView:
    """One article with everything. `vote`: whether the reader found it helpful, None when not said."""

    id: int
    title: str
    text: str
    state: str
    public: bool
    locale: str
    product_id: int | None
    product: str | None
    author_id: int | None
    author: str | None
    views: int
    helpful: int
    unhelpful: int
    used: int
    created_at: datetime
    updated_at: datetime
    version: int
    vote: bool | None = None


@dataclass(frozen=True)
class Suggestion:
    """A published article that may answer a text. `excerpt` is its beginning without marks, on one line."""

    id: int
    title: str
    text: str
    excerpt: str
    locale: str
    public: bool
    helpful: int
    unhelpful: int
    used: int
