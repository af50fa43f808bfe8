"""The uploaded files in the data folder, and their tables while somebody works with them."""
import secrets
import threading
from pathlib import Path

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.importing.reader import read
from crm_core.importing.table import Table
from db.engine import data_dir

_lock = threading.Lock()
_latest: tuple[tuple[str, str | None], Table] | None = None


def keep(data: bytes) -> str:
    """Stores a file and returns the name it is stored under."""
    name = secrets.token_hex(16)
    path = _folder() / name
    path.touch(mode=0o600)
    path.write_bytes(data)
    return name


def table(stored_as: str, file_name: str, sheet: str | None = None) -> Table:
    """The table in a stored file; the last one is held in memory. Raises Invalid."""
    global _latest
    key = (stored_as, sheet)
    with _lock:
        if _latest and _latest[0] == key:
            return _latest[1]
        path = _folder() / stored_as
        if not path.is_file():
            raise Invalid(N_("The file is not there any more. Choose it again."))
        _latest = None
        found = read(path.read_bytes(), file_name, sheet)
        _latest = key, found
        return found


def remove(stored_as: str) -> None:
    """Deletes a stored file, if it is there."""
    global _latest
    (_folder() / stored_as).unlink(missing_ok=True)
    if _latest and _latest[0][0] == stored_as:
        _latest = None


def release(over_rows: int = 0) -> None:
    """Lets go of the table in memory, if it has more rows than that."""
    global _latest
    if _latest and len(_latest[1].rows) > over_rows:
        _latest = None


def _folder() -> Path:
    folder = data_dir() / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
