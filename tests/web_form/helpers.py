"""A form that is switched on, and what somebody types into it."""
from crm_core.run import act, ask
from crm_core.web_form.commands import change_web_form
from crm_core.web_form.queries import web_form
from crm_core.web_form.schemas import WebForm
from tests.cast import Cast

ASKED = {"kind": "inquiry", "product_id": "", "subject": "Filter leaks", "text": "The filter leaks since Monday."}
SENT = ASKED | {"name": "Zoe Reed", "email": "zoe@example.org", "phone": "", "consent": "1"}
JSON = {"subject": "Filter leaks", "text": "It leaks.", "name": "Zoe Reed", "email": "zoe@example.org", "consent": True}


def open_form(**decided) -> None:
    """Switches the form on; many posts a minute unless `decided` says otherwise."""
    ada = Cast().ada
    act(ada, change_web_form, WebForm(**{"active": True, "per_minute": 600} | decided), ask(ada, web_form))
