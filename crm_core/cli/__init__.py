"""The command line. Ends with 0 when it worked, 1 when it could not (one sentence says why), 2 for wrong usage."""
import sys
from collections.abc import Sequence

from crm_core.cli.parser import parser
from crm_core.cli.terminal import words
from crm_core.errors import N_, CrmError

TOO_NEW = N_("The data was written by a newer version of Hutong CRM. Please start that version, or a newer one.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        migrate()
        return options.run(options) or 0
    except CrmError as error:
        return failed(words().error(error))
    except OSError as error:
        return failed(": ".join(filter(None, (error.filename, error.strerror or str(error)))))


def migrate() -> str | None:
    """Brings the database to this program's schema, as the app does at its start."""
    from db import migrate as schema
    from db.engine import database

    try:
        return schema.migrate(database())
    except schema.SchemaTooNew:
        raise CrmError(TOO_NEW) from None


def failed(why: str) -> int:
    """Says why on the error stream."""
    print(why, file=sys.stderr)
    return 1
