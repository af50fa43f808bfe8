"""The Maven opportunities as rows, put in without the importer; the folder lies beside the repository."""
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from db.engine import database
from db.models import Customer, Deal, DealLine, Pipeline, Product, Role, Stage, Team, User

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "maven_crm"
needed = pytest.mark.skipif(not FOLDER.exists(), reason="the Maven files are not here")
MOMENT = datetime(2018, 1, 5, 9, tzinfo=UTC)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=object).astype(object).where(lambda f: f.notna(), None)


def fill() -> None:
    """Teams, sellers, products, customers and deals of the four files."""
    deals, teams = table("sales_pipeline"), table("sales_teams")
    with database().writing() as session:
        role = session.scalar(select(Role.id).where(Role.key == "account_manager"))
        offices = _add(session, {name: Team(name=f"{name} office", region=name) for name in teams.regional_office.unique()})
        of = dict(zip(teams.sales_agent, teams.regional_office, strict=True))
        sellers = _add(session, {
            name: User(name=name, role_id=role, team_id=offices[of[name]].id, created_at=MOMENT)
            for name in deals.sales_agent.unique()
        })
        products = _add(session, {
            row.product: Product(name=row.product, price=int(row.sales_price) * 100, created_at=MOMENT)
            for row in table("products").itertuples()
        })
        products["GTXPro"] = products["GTX Pro"]
        customers = _add(session, {
            row.account: Customer(name=row.account, country=row.office_location, created_at=MOMENT, updated_at=MOMENT)
            for row in table("accounts").itertuples()
        })
        pipeline = _add(session, {"p": Pipeline(name="sales_pipeline", position=1)})["p"]
        stages = _add(session, {
            name: Stage(pipeline_id=pipeline.id, name=name, position=i, probability=p)
            for i, (name, p) in enumerate((("Prospecting", 10), ("Engaging", 50)))
        })
        rows = list(deals.itertuples())
        made = [_deal(row, sellers[row.sales_agent], customers, pipeline, stages) for row in rows]
        session.add_all(made)
        session.flush()
        session.add_all(
            DealLine(deal_id=deal.id, product_id=products[row.product].id, price=products[row.product].price)
            for deal, row in zip(made, rows, strict=True)
        )
        session.commit()


def _add(session, rows: dict) -> dict:
    session.add_all(rows.values())
    session.flush()
    return rows


def _deal(row, seller: User, customers: dict, pipeline: Pipeline, stages: dict) -> Deal:
    closed = row.deal_stage in ("Won", "Lost")
    return Deal(
        name=row.opportunity_id,
        customer_id=customers[row.account].id if row.account else None,
        pipeline_id=pipeline.id,
        stage_id=stages["Engaging" if closed else row.deal_stage].id,
        stage_since=MOMENT,
        status=row.deal_stage.lower() if closed else "open",
        value=int(float(row.close_value or 0) * 100),
        owner_id=seller.id,
        team_id=seller.team_id,
        opened_on=_day(row.engage_date),
        closed_on=_day(row.close_date),
        created_at=MOMENT,
        updated_at=MOMENT,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
