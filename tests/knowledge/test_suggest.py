"""Articles beside a ticket."""
import pytest

from crm_core.errors import Forbidden, NotFound
from crm_core.knowledge.suggesting import suggest
from crm_core.run import ask
from tests.knowledge.helpers import asked, written
from tests.pipeline.counting import statements


def titles(actor, **about) -> list[str]:
    return [found.title for found in ask(actor, suggest, **about)]


@pytest.fixture
def shelf(db):
    written("Replacing the filter cartridge", "Close the valve, unscrew the housing and change the cartridge.")
    written("Error E5 on the display", "E5 means that the water pressure is too low. Open the inlet valve.")
    written("How to return a product", "Within 30 days, in the original box, with the invoice.")
    written("如何更换滤芯", "先关闭阀门，拧下外壳，再换上新的滤芯。", locale="zh_Hans", public=True)
    written("显示屏出现 E5 故障代码", "E5 表示水压过低，请打开进水阀。", locale="zh_Hans")
    written("退货流程", "三十天内凭发票和原包装可以退货。", locale="zh_Hans", public=True)
    return db


def test_a_ticket_finds_its_articles_from_its_words(shelf, cast):
    ticket = asked(shelf, "Need help", "Hello, how do I replace my filter cartridges? Thank you!")
    found = ask(cast.yan, suggest, ticket_id=ticket)
    assert found[0].title == "Replacing the filter cartridge"
    assert found[0].excerpt.startswith("Close the valve")


def test_a_chinese_ticket_finds_chinese_articles(shelf, cast):
    ticket = asked(shelf, "请问滤芯", "你好，家里的滤芯该怎么更换？谢谢")
    assert titles(cast.yan, ticket_id=ticket) == ["如何更换滤芯"]


def test_a_code_finds_both_languages_or_the_one_wanted(shelf, cast):
    text = "The display shows E5, what is this error?"
    assert titles(cast.yan, text=text)[0] == "Error E5 on the display"
    assert titles(cast.yan, text="E5 故障", locale="zh_Hans") == ["显示屏出现 E5 故障代码"]


def test_outside_sees_only_what_is_public(shelf, cast):
    assert titles(cast.yan, text="我要退货，怎么退货？", public=True) == ["退货流程"]
    assert titles(cast.yan, text="return a product", public=True) == []


def test_drafts_and_archived_articles_are_not_suggested(db, cast):
    for state in ("draft", "archived"):
        written("Replace the filter", state=state)
    assert titles(cast.yan, text="replace the filter") == []


def test_what_nobody_knows_gets_no_answer(shelf, cast):
    assert titles(cast.yan, text="Do you deliver to Iceland?") == []
    assert titles(cast.yan, text="  ") == []
    assert titles(cast.yan, text="\"' OR 1=1 --  NEAR( * ) & | ! <->") == []


def test_an_article_on_the_ticket_s_product_comes_first(db, cast):
    from crm_core.products.commands import create_product
    from crm_core.products.schemas import ProductForm
    from crm_core.run import act

    pump = act(cast.ada, create_product, ProductForm(name="Pump 300"))
    written("Leaking connection", "Tighten the screws of the connection.")
    right = written("Leaking connection", "Tighten the screws of the connection.", product_id=pump)
    ticket = asked(db, "Leaking connection", product_id=pump)
    assert [found.id for found in ask(cast.yan, suggest, ticket_id=ticket)][0] == right


def test_another_team_s_ticket_is_not_there(shelf, cast):
    ticket = asked(shelf, "Filter", owner_id=cast.wei.user_id)
    with pytest.raises(NotFound):
        ask(cast.omar, suggest, ticket_id=ticket)
    with pytest.raises(Forbidden):
        ask(cast.ada, suggest, text="filter")


def test_it_takes_three_statements_however_much_there_is(shelf, cast):
    ticket = asked(shelf, "Filter", "The filter cartridge leaks")
    actor = cast.yan
    with statements(shelf) as seen:
        ask(actor, suggest, ticket_id=ticket)
    assert len(seen) <= 3
