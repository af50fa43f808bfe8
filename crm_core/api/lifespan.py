"""What happens when the program starts and stops."""
import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crm_core import i18n, jobs
from crm_core.access import keys, sign_in
from crm_core.api.live import Live
from db.engine import data_dir, database
from db.migrate import SchemaTooNew, migrate

_ = i18n.words(i18n.best_locale(os.environ.get("LANG", "").replace("_", "-").split(".")[0])).gettext


def prepare() -> None:
    """Brings the database to this program's schema; ends the program when it cannot be used."""
    try:
        copy = migrate(database())
    except SchemaTooNew:
        sys.exit(_("The data was written by a newer version of Hutong CRM. Please start that version, or a newer one."))
    if copy:
        print(_("The database was brought up to date. A copy from before lies at {path}.").format(path=copy), flush=True)
    if not sign_in.is_set_up():
        print(_("Set up from another machine needs this code: {code}").format(code=keys.setup_code()), flush=True)


@asynccontextmanager
async def running(live: Live) -> AsyncIterator[None]:
    """The work beside the pages, while the program runs."""
    logging.getLogger("hutong").info("data in %s", data_dir())
    watching = asyncio.create_task(live.watch())
    if jobs.wanted():
        jobs.start()
    try:
        yield
    finally:
        watching.cancel()
        jobs.stop()
