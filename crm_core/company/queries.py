"""Reading the company's settings."""
from crm_core.settings import Settings
from crm_core.work import ANYBODY, Work, query


@query(ANYBODY)
def company(work: Work) -> Settings:
    """The settings that everybody's pages need."""
    return work.settings
