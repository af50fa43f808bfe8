"""The copy that this process keeps."""
import threading
from functools import partial

from crm_core.columnar import catching_up
from crm_core.columnar.copy import Columns
from crm_core.columnar.reading import State
from crm_core.columnar.store import Store
from db.engine import data_dir, database


class Copy:
    """The copy of one database, in one file."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.progress = 0.0  # of the first build
        self._lock = threading.Lock()  # one writer
        self._store = Store(data_dir() / "columns")
        self._known: State | None = None
        catching_up.begin(self._store, url)

    def caught_up(self, *, thoroughly: bool = False) -> Columns:
        """Reads what was written since the last look. `thoroughly` also looks when nothing seems to have changed."""
        with self._lock:
            known = None if thoroughly else self._known
            self._known, as_of = catching_up.catch_up(self._store, known, partial(setattr, self, "progress"))
        return Columns(as_of, self._store)

    def close(self) -> None:
        with self._lock:
            self._store.close()


_guard = threading.Lock()
_copy: Copy | None = None


def this_process() -> Copy:
    """The copy this process keeps of its database."""
    global _copy
    url = database().url
    with _guard:
        if _copy is not None and _copy.url != url:
            _copy.close()
            _copy = None
        if _copy is None:
            _copy = Copy(url)
        return _copy
