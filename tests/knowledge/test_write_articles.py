"""Writing, publishing, archiving and deleting articles."""
import pytest
from sqlalchemy import select

from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.knowledge.commands import delete_article, restore_article, set_article_state, update_article
from crm_core.knowledge.queries import ArticleFilter, article, article_history, articles
from crm_core.knowledge.schemas import ArticleEdit, ArticleNew
from crm_core.products.commands import create_product
from crm_core.products.schemas import ProductForm
from crm_core.run import act, ask
from crm_core.undo import undo_batch
from db.models import Event
from tests.knowledge.helpers import written


def test_a_draft_is_there_only_for_who_writes(db, cast):
    key = written(by=cast.yan, state="draft")
    assert ask(cast.yan, article, key).author == "He Yan"
    with pytest.raises(NotFound):
        ask(cast.wei, article, key)
    assert ask(cast.wei, articles, ArticleFilter()).total == 0


def test_a_published_article_is_read_by_everybody_and_written_by_few(db, cast):
    key = written(by=cast.yan)
    assert ask(cast.mia, article, key).title == "Replace the filter"
    with pytest.raises(Forbidden):
        act(cast.wei, update_article, key, ArticleEdit(title="Mine"), 1)
    with pytest.raises(Forbidden):
        ask(cast.ada, article, key)


def test_what_was_changed_is_stored_searchable_and_told(db, cast):
    key = written(by=cast.yan)
    version = act(cast.yan, update_article, key, ArticleEdit(title="Change the cartridge", public=True), 1)
    assert version == 2
    assert [row.id for row in ask(cast.wei, articles, ArticleFilter(text="cartridge")).rows] == [key]
    newest = ask(cast.yan, article_history, key)[0]
    assert (newest.what, newest.who) == ("Article changed", "He Yan")
    assert {change.label for change in newest.changes} == {"Title", "Shown outside"}


def test_the_second_of_two_writers_learns_of_the_first(db, cast):
    key = written()
    act(cast.yan, update_article, key, ArticleEdit(title="First"), 1)
    with pytest.raises(Conflict):
        act(cast.yan, update_article, key, ArticleEdit(title="Second"), 1)
    assert ask(cast.yan, article, key).title == "First"


def test_a_change_is_taken_back_as_one_step(db, cast):
    key = written()
    act(cast.yan, update_article, key, ArticleEdit(title="Wrong", text="Wrong too"), 1, batch="b1")
    act(cast.yan, undo_batch, "b1")
    assert ask(cast.yan, article, key).title == "Replace the filter"
    assert ask(cast.yan, articles, ArticleFilter(text="housing")).total == 1


def test_an_article_is_archived_and_published_again(db, cast):
    key = written()
    assert act(cast.yan, set_article_state, key, "archived") == "published"
    with pytest.raises(NotFound):
        ask(cast.wei, article, key)
    act(cast.yan, set_article_state, key, "published")
    assert ask(cast.wei, article, key).state == "published"


def test_a_deleted_article_comes_back(db, cast):
    key = written()
    act(cast.yan, delete_article, key)
    with pytest.raises(NotFound):
        ask(cast.yan, article, key)
    act(cast.yan, restore_article, key)
    assert ask(cast.yan, article, key).title == "Replace the filter"
    with pytest.raises(NotFound):
        act(cast.yan, restore_article, key)


def test_every_change_is_audited(db, cast):
    key = written(by=cast.yan)
    act(cast.yan, set_article_state, key, "archived")
    act(cast.yan, delete_article, key)
    with db.reading() as session:
        kinds = session.scalars(select(Event.kind).where(Event.subject_type == "article").order_by(Event.id)).all()
    assert kinds == ["article.created", "article.archived", "article.deleted"]


@pytest.mark.parametrize(("wrong", "field"), [
    ({"title": " "}, "title"), ({"text": ""}, "text"), ({"locale": "xx"}, "locale"), ({"text": "x" * 20_001}, "text"),
    ({"title": "x" * 201}, "title"),
])
def test_what_cannot_be_names_its_field(wrong, field):
    with pytest.raises(Invalid) as refused:
        ArticleNew(**{"title": "T", "text": "t", "locale": "en"} | wrong)
    assert refused.value.field == field


def test_a_product_that_is_not_there_is_refused(db, cast):
    with pytest.raises(Invalid) as refused:
        written(product_id=4711)
    assert refused.value.field == "product_id"


def test_the_list_is_filtered_sorted_and_paged(db, cast):
    pump = act(cast.ada, create_product, ProductForm(name="Pump 300"))
    written("Pump leaks", "Tighten the screws.", product_id=pump)
    written("水泵漏水", "请拧紧螺丝。", locale="zh_Hans", public=True)
    written("Return policy", "Within 30 days.", state="draft")

    def titles(**wanted) -> list[str]:
        return [row.title for row in ask(cast.yan, articles, ArticleFilter(**wanted), sort="title", descending=False).rows]

    assert titles(text="漏水") == ["水泵漏水"]
    assert titles(text="screw") == ["Pump leaks"]
    assert titles(locales=("zh_Hans",)) == ["水泵漏水"]
    assert titles(states=("draft",)) == ["Return policy"]
    assert titles(products=(str(pump),)) == ["Pump leaks"]
    assert titles(products=("none",)) == ["Return policy", "水泵漏水"]
    assert titles(public=True) == ["水泵漏水"]
    assert ask(cast.yan, articles, ArticleFilter(), size=2).total == 3
    assert len(ask(cast.yan, articles, ArticleFilter(), size=2, page=2).rows) == 1


