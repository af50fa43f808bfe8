"""What goes into the commands of next steps."""
from datetime import datetime

from crm_core.activities.schemas import Kind
from crm_core.inputs import Input


class TaskNew(Input):
    """A next step. `due_at` is aware; of an `all_day` step only its day counts, see rules.whole_day.

    Without `owner_id` it is for whoever plans it.
    """

    required = ("title",)

    title: str
    kind: Kind = "call"
    due_at: datetime
    all_day: bool = True
    customer_id: int | None = None
    contact_id: int | None = None
    deal_id: int | None = None
    owner_id: int | None = None
