"""The pages of the knowledge base, clicked through."""
import pytest
from sqlalchemy import select
from streamlit.util import calc_hash

from crm_core.jobs.schedule import repeated_questions
from crm_core.knowledge.commands import update_article
from crm_core.knowledge.schemas import ArticleEdit
from crm_core.run import act
from db.models import Article, RepeatedQuestion
from tests.knowledge.helpers import asked, written
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.ui.browserless import data


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def stored(db) -> Article:
    with db.reading() as session:
        return session.scalars(select(Article)).one()


def test_an_empty_knowledge_base_says_what_it_is_for(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.yan, "knowledge")
    assert any("No articles yet" in m.value for m in app.markdown)
    assert not [b for b in open_page(monkeypatch, cast.wei, "knowledge").button if "article" in (b.key or "")]


def test_an_article_is_written_and_published(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.yan, "article-edit")
    app.text_input(key="article_editor.new.title").input("Replace the filter")
    app.text_area(key="article_editor.new.text").input("**Close** the valve <script>alert(1)</script>")
    run(app)
    shown = "".join(html.proto.body for html in app.get("html"))
    assert "<strong>Close</strong>" in shown and "<script" not in shown
    press(app, "article_published")
    row = stored(sqlite_db)
    assert (row.title, row.state, row.locale, row.author_id) == ("Replace the filter", "published", "en", cast.yan.user_id)


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.yan, "article-edit")
    app.text_area(key="article_editor.new.text").input("Only the answer")
    app = press(app, "article_draft")
    assert any("Please fill this in" in m.value for m in app.markdown)
    assert app.text_area(key="article_editor.new.text").value == "Only the answer"


def test_the_list_is_filtered_by_the_address(sqlite_db, cast, monkeypatch):
    written("Replace the filter")
    written("退货流程", "三十天内可以退货。", locale="zh_Hans")
    app = open_page(monkeypatch, cast.wei, "knowledge", "q=退货")
    assert [row["cells"]["title"]["text"] for row in data(app, "articles_table")["rows"]] == ["退货流程"]
    app = open_page(monkeypatch, cast.wei, "knowledge", "language=en")
    assert [row["cells"]["title"]["text"] for row in data(app, "articles_table")["rows"]] == ["Replace the filter"]


def test_reading_counts_once_and_a_voice_is_kept(sqlite_db, cast, monkeypatch):
    key = written()
    app = open_page(monkeypatch, cast.wei, "article", f"id={key}")
    press(app, "helped_True")
    row = stored(sqlite_db)
    assert (row.views, row.helpful) == (1, 1)
    assert not [b for b in app.button if b.key == "edit"]


@pytest.mark.parametrize(("deed", "gone"), [("archived", {"state": "archived"}), ("delete", {"deleted": True})])
def test_archiving_and_deleting_are_taken_back(sqlite_db, cast, monkeypatch, deed, gone):
    key = written()
    app = open_page(monkeypatch, cast.yan, "article", f"id={key}")
    app.menu_button(key="article_menu").click(deed)
    app = run(app)
    if deed == "delete":
        assert stored(sqlite_db).deleted_at is None
        app = press(app, "article.delete.yes")
    row = stored(sqlite_db)
    assert gone == ({"deleted": True} if row.deleted_at else {"state": row.state})
    press(app, "undo")
    row = stored(sqlite_db)
    assert (row.state, row.deleted_at) == ("published", None)


def test_two_writers_meet_field_by_field(sqlite_db, cast, monkeypatch):
    key = written()
    app = open_page(monkeypatch, cast.yan, "article-edit", f"id={key}")
    act(cast.yan, update_article, key, ArticleEdit(title="Theirs", public=True), 1)
    app.text_input(key=f"article_editor.{key}.title").input("Mine")
    press(app, "article_save")
    run(app)
    assert app.segmented_control(key=f"article_editor.{key}.choice.title").value == "mine"
    press(app, "article_save")
    row = stored(sqlite_db)
    assert (row.title, row.public) == ("Mine", True)


def test_an_article_that_was_left_half_edited_is_opened_as_it_is_now(sqlite_db, cast, monkeypatch):
    key = written()
    app = open_page(monkeypatch, cast.yan, "article-edit", f"id={key}")
    app.text_input(key=f"article_editor.{key}.title").input("Half")
    run(app)
    app._page_hash = calc_hash("knowledge")
    run(app)
    act(cast.yan, update_article, key, ArticleEdit(title="Theirs"), 1)
    app._page_hash = calc_hash("article-edit")
    run(app)
    assert app.text_input(key=f"article_editor.{key}.title").value == "Theirs"


def test_a_repeated_question_becomes_a_draft_and_is_set_aside(sqlite_db, cast, monkeypatch):
    for n in range(3):
        asked(sqlite_db, "How do I replace the filter?", f"The filter of my purifier, how is it replaced? {n}")
    repeated_questions()
    app = open_page(monkeypatch, cast.yan, "knowledge")
    assert any("asked 3 times in 30 days" in m.value for m in app.markdown)
    press(app, "write_1")
    assert stored(sqlite_db).title == "How do I replace the filter?"
    press(app, "undo")
    app = open_page(monkeypatch, cast.yan, "repeated-questions")
    press(app, "dismiss_1")
    with sqlite_db.reading() as session:
        assert session.get(RepeatedQuestion, 1).state == "dismissed"
    press(app, "undo")
    with sqlite_db.reading() as session:
        assert session.get(RepeatedQuestion, 1).state == "open"


def test_a_page_takes_at_most_twelve_statements(sqlite_db, cast, monkeypatch):
    key = written()
    for n in range(3):
        asked(sqlite_db, "How do I replace the filter?", f"The filter, how is it replaced? {n}")
    repeated_questions()
    for url, query in (("knowledge", ""), ("article", f"id={key}"), ("article-edit", f"id={key}"), ("repeated-questions", "")):
        with statements(sqlite_db) as seen:
            open_page(monkeypatch, cast.yan, url, query)
        assert len(of_the_page(seen)) <= 12, (url, of_the_page(seen))
