"""How numbers, money, dates and names are written for one reader: the core's own way, under the pages' name for it."""

from crm_core.format import *  # noqa: F403
from crm_core.format import __all__ as __all__
