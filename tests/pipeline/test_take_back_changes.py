"""Taking a change of a deal back reaches as far as the right to change it."""
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.errors import NotFound
from crm_core.pipeline.commands import assign_deal, create_deal, update_deal
from crm_core.pipeline.schemas import DealEdit, DealNew
from crm_core.run import act
from crm_core.undo import undo_batch
from tests.pipeline.helpers import row


def test_a_deal_that_has_gone_to_another_team_is_not_found(db, cast):
    deal = act(cast.wei, create_deal, DealNew(name="Ovens", notes="first"))
    act(cast.wei, update_deal, deal, DealEdit(notes="second"), row(deal).version, batch="b1")
    act(SYSTEM, assign_deal, deal, cast.omar.user_id)
    with pytest.raises(NotFound):
        act(cast.wei, undo_batch, "b1")
    assert row(deal).notes == "second"
    act(SYSTEM, assign_deal, deal, cast.wei.user_id)
    act(cast.wei, undo_batch, "b1")
    assert row(deal).notes == "first"
