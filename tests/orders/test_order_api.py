"""Other programs send orders and stock, with a token."""
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crm_core import clock
from crm_core.api.public import program
from crm_core.errors import Conflict, Forbidden, NotFound
from crm_core.people.commands import deactivate_user
from crm_core.people.tokens import TokenForm, end_token, make_token, tokens
from crm_core.run import act, ask
from db.models import ApiToken, Customer, Event, Order, OrderLine, Product
from tests.customers.making import make as make_customer
from tests.outside import visitor

ORDER = {
    "number": "WEB-1001", "ordered_on": "2026-03-02", "customer": {"external_id": "C-9", "name": "Beichen", "email": "Info@beichen.example"},
    "tax": "3.00", "lines": [{"sku": "f-1", "quantity": 2, "price": "10.50"}, {"text": "Gift wrap", "price": 2}],
}


@pytest.fixture
def filter_(db):
    with db.writing() as session:
        session.add(Product(name="Filter", name_key="filter", sku="F-1", cost=700, created_at=clock.now()))
        session.commit()


def token(cast, person="wei") -> str:
    return act(cast.ada, make_token, TokenForm(name="Web shop", user_id=getattr(cast, person).user_id))


def program_of(secret: str):
    client = visitor()
    client.headers["authorization"] = f"Bearer {secret}"
    return client


def only(db) -> Order:
    with db.reading() as session:
        return session.scalars(select(Order)).one()


def test_an_order_comes_in_with_its_customer(db, cast, filter_):
    answer = program_of(token(cast)).post("/api/orders", json=ORDER)
    assert (answer.status_code, answer.json()) == (201, {"number": "WEB-1001"})
    order = only(db)
    assert (order.state, order.owner_id, order.source, order.total, order.revenue, order.margin) == ("confirmed", cast.wei.user_id, "api", 2600, 2300, 900)
    with db.reading() as session:
        customer = session.scalars(select(Customer)).one()
        assert (customer.external_id, customer.email, customer.owner_id, customer.order_count) == ("C-9", "info@beichen.example", cast.wei.user_id, 1)
        assert session.scalar(select(Event.user_id).where(Event.kind == "order.created")) == cast.wei.user_id


def test_the_same_order_sent_again_is_one_order(db, cast, filter_):
    client = program_of(token(cast))
    client.post("/api/orders", json=ORDER)
    again = client.post("/api/orders", json=ORDER)
    assert (again.status_code, only(db).version) == (200, 1)
    client.post("/api/orders", json=ORDER | {"lines": [{"sku": "F-1", "quantity": 5, "price": "10.50"}], "tax": 0})
    assert (only(db).total, only(db).version) == (5250, 2)
    with db.reading() as session:
        assert session.scalar(select(func.count(OrderLine.id))) == session.scalar(select(func.count(Customer.id))) == 1


def test_an_order_is_moved_and_read(db, cast, filter_):
    client = program_of(token(cast))
    client.post("/api/orders", json=ORDER)
    for _twice in range(2):
        answer = client.post("/api/orders/WEB-1001/state", json={"state": "delivered", "on": "2026-03-05"})
        assert (answer.status_code, only(db).state) == (200, "delivered")
    told = client.get("/api/orders/WEB-1001").json()
    assert (told["state"], told["delivered_on"], told["total"], told["customer"]) == ("delivered", "2026-03-05", "26.00", "Beichen")
    assert [(line["product"], line["text"], line["amount"]) for line in told["lines"]] == [("Filter", None, "21.00"), (None, "Gift wrap", "2.00")]
    assert client.post("/api/orders/WEB-1001/state", json={"state": "draft"}).status_code == 409
    assert client.post("/api/orders/WEB-1001/state", json={"state": "eaten"}).json()["field"] == "state"
    assert client.get("/api/orders/WEB-2").status_code == 404


def test_goods_that_came_back_are_a_return(db, cast, filter_):
    program_of(token(cast)).post("/api/orders", json=ORDER | {"tax": 0, "lines": [{"sku": "F-1", "quantity": -1, "price": "10.50"}]})
    assert (only(db).state, only(db).revenue) == ("returned", -1050)


def test_stock_is_told_in_one_go(db, cast, filter_):
    client = program_of(token(cast, "ada"))
    answer = client.post("/api/stock", json={"items": [{"sku": "f-1", "quantity": 12.5}, {"sku": "X", "quantity": 1}]})
    assert answer.json() == {"products": 1, "unknown": ["X"]}
    with db.reading() as session:
        product = session.scalars(select(Product)).one()
        assert product.stock == 12.5 and product.stock_at is not None
    assert program_of(token(cast)).post("/api/stock", json={"items": []}).status_code in (403, 422)


@pytest.mark.parametrize(("change", "status", "field"), [
    ({"number": ""}, 422, "number"), ({"lines": []}, 422, "lines"), ({"ordered_on": "2199-01-01"}, 422, "ordered_on"),
    ({"ordered_on": "soon"}, 422, "ordered_on"), ({"currency": "XXQ"}, 422, "currency"), ({"currency": "USD"}, 422, "rate"),
    ({"state": "eaten"}, 422, "state"), ({"lines": [{"sku": "nothing"}]}, 422, "lines"), ({"lines": [{"price": "NaN", "text": "x"}]}, 422, None),
    ({"lines": [{"price": "1e400", "text": "x"}]}, 422, "lines"), ({"lines": [{"quantity": 0, "text": "x"}]}, 422, "lines"),
    ({"discount": "1000"}, 422, "discount"), ({"customer": {"name": None}}, 422, "customer"), ({"colour": "red"}, 422, "colour"),
])
def test_what_cannot_be_is_refused_and_nothing_is_stored(sqlite_db, cast, change, status, field):
    answer = program_of(token(cast)).post("/api/orders", json=ORDER | {"lines": [{"text": "Filter", "price": "10"}]} | change)
    assert answer.status_code == status and (field is None or answer.json()["field"] == field)
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count(Order.id))) == session.scalar(select(func.count(Customer.id))) == 0


def test_a_token_reaches_what_its_user_reaches(db, cast, filter_):
    client, rival = program_of(token(cast)), program_of(token(cast, "omar"))
    make_customer(cast.omar, "Harbour", external_id="H-1")
    client.post("/api/orders", json=ORDER)
    assert rival.get("/api/orders/WEB-1001").status_code == 404
    assert rival.post("/api/orders/WEB-1001/state", json={"state": "paid"}).status_code == 404
    assert rival.post("/api/orders", json=ORDER).status_code == 409
    assert only(db).owner_id == cast.wei.user_id
    assert client.post("/api/orders", json=ORDER | {"number": "W-2", "customer": {"external_id": "H-1"}}).json()["field"] == "customer"
    assert program_of(token(cast, "yan")).post("/api/orders", json=ORDER | {"number": "W-3"}).status_code == 403


def test_without_a_valid_token_nothing_opens(db, cast, monkeypatch):
    secret = token(cast)
    assert visitor().post("/api/orders", json=ORDER).status_code == 401
    assert program_of(secret + "x").get("/api/orders/1").headers["www-authenticate"] == "Bearer"
    (mine,) = ask(cast.ada, tokens)
    assert mine.name == "Web shop" and mine.last_used_at is None
    assert program_of(secret).get("/api/orders/1").status_code == 404
    assert ask(cast.ada, tokens)[0].last_used_at is not None
    act(cast.ada, end_token, mine.id)
    assert program_of(secret).get("/api/orders/1").status_code == 401
    with pytest.raises(NotFound):
        act(cast.ada, end_token, mine.id)
    with db.reading() as session:
        kept = session.scalars(select(ApiToken)).one()
        assert secret not in (kept.token_hash, kept.name) and len(kept.token_hash) == 64
        assert not any(secret in str(event.after) for event in session.scalars(select(Event)))


def test_a_token_of_somebody_who_left_opens_nothing(db, cast):
    secret = token(cast)
    act(cast.ada, deactivate_user, cast.wei.user_id)
    assert program_of(secret).get("/api/orders/1").status_code == 401


def test_floods_and_guesses_are_slowed_down(db, cast, monkeypatch):
    monkeypatch.setattr(program, "PER_MINUTE", 2)
    monkeypatch.setattr(program, "REFUSED_PER_MINUTE", 2)
    clock.set_now(clock.now())
    client = program_of(token(cast))
    assert [client.get("/api/orders/1").status_code for _ in range(3)] == [404, 404, 429]
    assert [visitor().get("/api/orders/1").status_code for _ in range(3)] == [401, 401, 429]
    clock.set_now(clock.now() + timedelta(seconds=61))
    assert client.get("/api/orders/1").status_code == 404


def test_too_much_or_no_json_is_refused(sqlite_db, cast):
    client = program_of(token(cast))
    assert client.post("/api/orders", content=b"x" * (program.LARGEST + 1), headers={"content-type": "application/json"}).status_code == 413
    assert client.post("/api/orders", content=b"{", headers={"content-type": "application/json"}).status_code == 422
    assert client.post("/api/orders", data={"number": "1"}).status_code == 415


def test_only_who_manages_users_makes_tokens(sqlite_db, cast, monkeypatch):
    for person in (cast.gu, cast.wei):
        with pytest.raises(Forbidden):
            act(person, make_token, TokenForm(name="x", user_id=cast.ada.user_id))
    monkeypatch.setattr("crm_core.people.tokens.MOST", 1)
    token(cast)
    with pytest.raises(Conflict):
        token(cast)
