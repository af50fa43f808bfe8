"""Full-text search that works for Chinese and Latin on both databases.

CJK characters are indexed one by one (a space on both sides), so two characters of a name are
found as a phrase; everything else by the beginning of its words. SQLite keeps an FTS5 table,
Postgres a tsvector with a GIN index, both named `<table>_search`.
"""
import json
import re
import unicodedata

from sqlalchemy import ColumnElement, Connection, Float, Integer, Subquery, bindparam, column, text
from sqlalchemy.orm import Session

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003134f"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_PLUS = re.compile(r"[^\d+]")


class _Marks(dict):
    """For `str.translate`: drops accents and other marks that stand on a letter; each character is looked up once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)) == "Mn" else code
        return self[code]


_MARKS = _Marks()


def words(value: str) -> list[str]:
    """The tokens of a text: every CJK character alone, other words whole, lower case, accents dropped."""
    if value.isascii():
        return _TOKEN.findall(value.lower())
    value = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", value)).casefold()
    return _TOKEN.findall(unicodedata.normalize("NFC", value.translate(_MARKS)))


def phone_words(phone: str | None) -> list[str]:
    """What people type of `+86-512-62881190`: whole, without country, without area, the last four."""
    if not phone:
        return []
    country, _, rest = _PLUS.sub("-", phone).strip("-").partition("-")
    national = rest.replace("-", "").lstrip("+")
    local = rest.rpartition("-")[2]
    country = country.lstrip("+")
    return list(dict.fromkeys(w for w in (country + national, national, "0" + national, local, national[-4:]) if w))


def document(*texts: str | None, phones: tuple[str | None, ...] = ()) -> str:
    """The text to index for one row."""
    found = [word for value in texts if value for word in words(value)]
    return " ".join(found + [word for phone in phones for word in phone_words(phone)])


def matches(session: Session, table: str, query: str) -> ColumnElement[bool]:
    """`<table>.id` is among the rows that contain every word of `query` (the last letters may be missing)."""
    parts = [words(part) for part in _join_digits(query).split()]
    parts = [part for part in parts if part]
    if session.get_bind().dialect.name == "sqlite":
        expression = " AND ".join('"' + " ".join(part) + '"*' for part in parts)
        inner = f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH :search_query"
    else:
        expression = " & ".join("(" + " <-> ".join(f"'{w}'" for w in part) + ":*)" for part in parts)
        # Once for all: else the planner may walk the list and look every single row up in the index.
        found = f"SELECT id FROM {table}_search WHERE document @@ to_tsquery('simple', :search_query)"
        inner = f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found"
    if not parts:
        return text("1=0")
    return text(f"{table}.id IN ({inner})").bindparams(bindparam("search_query", expression, unique=False))


def ranked(session: Session, table: str, terms: list[str]) -> Subquery:
    """Every row of `table` that has any of `terms`: `id`, how many of them as `hits`, and their `score`.

    A term is a word, found by its beginning; two Chinese characters are one where they were indexed so (`db.terms`). It
    weighs ln(1 + N/n), where n of the N rows have it (inverse document frequency): what all rows have says little.
    """
    if session.get_bind().dialect.name == "sqlite":
        wanted = [f'"{term}"*' for term in terms]
        found = f"SELECT t.value AS term, s.rowid AS id FROM json_each(:ranked_terms) t JOIN {table}_search s ON s.{table}_search MATCH t.value"
    else:
        wanted = [f"'{term}':*" for term in terms]
        found = (f"SELECT t.value AS term, s.id FROM jsonb_array_elements_text(CAST(:ranked_terms AS jsonb)) t "
                 f"JOIN {table}_search s ON s.document @@ to_tsquery('simple', t.value)")
    rarity = f"ln(1.0 + (SELECT count(*) FROM {table}_search) * 1.0 / count(*) OVER (PARTITION BY term))"
    statement = (f"WITH hit AS ({found}), weighed AS (SELECT id, {rarity} AS weight FROM hit) "
                 "SELECT id, count(*) AS hits, sum(weight) AS score FROM weighed GROUP BY id")
    return (
        text(statement).bindparams(bindparam("ranked_terms", json.dumps(wanted)))
        .columns(column("id", Integer), column("hits", Integer), column("score", Float)).subquery("ranked")
    )


def store(session: Session, table: str, documents: dict[int, str]) -> None:
    """Replaces the indexed text of the rows given by id."""
    if not documents:
        return
    rows = [{"id": key, "text": value} for key, value in documents.items()]
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"DELETE FROM {table}_search WHERE rowid = :id"), [{"id": r["id"]} for r in rows])
        session.execute(text(f"INSERT INTO {table}_search (rowid, text) VALUES (:id, :text)"), rows)
    else:
        session.execute(
            text(
                f"INSERT INTO {table}_search (id, text) VALUES (:id, :text) "
                "ON CONFLICT (id) DO UPDATE SET text = excluded.text"
            ),
            rows,
        )


def create_tables(connection: Connection, table: str) -> None:
    """Makes the search table of `table` (used by migrations)."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {table}_search USING fts5(text, tokenize='unicode61')")
        return
    connection.exec_driver_sql(
        f"CREATE TABLE {table}_search (id integer PRIMARY KEY REFERENCES {table}(id) ON DELETE CASCADE, "
        "text text NOT NULL, document tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED)"
    )
    connection.exec_driver_sql(f"CREATE INDEX ix_{table}_search ON {table}_search USING gin (document)")


def _join_digits(query: str) -> str:
    """`+86 512-6288 1190` is one number, not four words."""
    compact = re.sub(r"[\s()./\-]+", "", query)
    return compact.lstrip("+") if re.fullmatch(r"\+?\d{4,}", compact) else query
