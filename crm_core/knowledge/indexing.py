"""What of an article can be searched: its title and its text."""
from collections.abc import Iterable

from sqlalchemy import select

from crm_core.work import Work
from db import search
from db.models import Article
from db.terms import pairs

CHUNK = 500


def reindex(work: Work, article_ids: Iterable[int]) -> None:
    """Replaces the searchable text of these articles."""
    ids = sorted(article_ids)
    for start in range(0, len(ids), CHUNK):
        rows = select(Article.id, Article.title, Article.text).where(Article.id.in_(ids[start : start + CHUNK]))
        search.store(work.session, "article", {key: document(*texts) for key, *texts in work.session.execute(rows)})


def document(title: str, text: str) -> str:
    """The searchable text: word by word, and pairs of Chinese characters, by which articles are suggested."""
    return f"{search.document(title, text)} {pairs(title, text)}"
