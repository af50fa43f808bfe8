"""For how many days a resolved ticket may be opened again, and after how many it is put away."""
from crm_core import settings
from crm_core.errors import N_, Invalid
from crm_core.inputs import Input
from crm_core.work import Work, command, query


class Days(Input):
    """Days after a ticket was resolved."""

    required = ("ticket_reopen_days", "ticket_archive_days")

    ticket_reopen_days: int
    ticket_archive_days: int


@query("tickets:manage")
def days(work: Work) -> Days:
    """The days as they are set."""
    return Days(ticket_reopen_days=work.settings.ticket_reopen_days, ticket_archive_days=work.settings.ticket_archive_days)


@command("tickets:manage")
def change_days(work: Work, form: Days) -> None:
    """Sets the days. Raises Invalid."""
    for field, value in form.model_dump().items():
        if not 1 <= value <= 365:
            raise Invalid(N_("Between {least} and {most}."), field=field, least=1, most=365)
    before = days(work).model_dump()
    after = {name: value for name, value in form.model_dump().items() if value != before[name]}
    if after:
        settings.store(work.session, **after)
        work.settings = settings.load(work.session)
        work.record("setting.changed", "setting", None, before={name: before[name] for name in after}, after=after)
