"""The addresses of the pages for people outside."""
from starlette.routing import BaseRoute

from crm_core.api.public import order_api, survey, ticket_api, ticket_form, tracking, unsubscribe

PREFIXES = ("/p/", "/api/")  # answered without a cookie, to any origin


def routes() -> list[BaseRoute]:
    """All of them, for the app."""
    return [
        *survey.routes(), *ticket_form.routes(), *ticket_api.routes(), *order_api.routes(), *tracking.routes(), *unsubscribe.routes(),
    ]
