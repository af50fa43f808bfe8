"""The copy that this process keeps."""
import logging
import threading

from crm_core.columnar import catching_up, checking
from crm_core.columnar.copy import Columns, Preparing
from crm_core.columnar.reading import State
from crm_core.columnar.store import Store
from db.engine import data_dir, database

PATIENCE = 3.0  # seconds that a question waits for the first build before it says how far that is

_log = logging.getLogger("hutong.columns")


class Copy:
    """The copy of one database, in one file. One thread writes at a time, any number read."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.Lock()
        self._store = Store(data_dir() / "columns")
        self._known: State | None = None
        self._progress = 1.0 if catching_up.begin(self._store, url) else 0.0
        self._builder: threading.Thread | None = None

    def caught_up(self) -> Columns:
        """What was written since the last look is taken over. Raises Preparing while the first build is under way."""
        if self._progress < 1:
            self._build()
        with self._lock:
            return self._catch_up(self._known)

    def kept_warm(self) -> int:
        """Builds the copy if need be, and looks thoroughly; returns how many orders and customers were taken over."""
        with self._lock:
            self._catch_up(None)
            return self._store.taken

    def checked(self) -> checking.Difference:
        """Compares the copy with the tables, and puts right what differs."""
        with self._lock:
            self._known, difference = checking.check(self._store, self._tell)
            return difference

    def close(self) -> None:
        if self._builder is not None:
            self._builder.join()
        with self._lock:
            self._store.close()

    @property
    def progress(self) -> float:
        """How far the first build is, from 0 to 1."""
        return self._progress

    def _catch_up(self, known: State | None) -> Columns:
        self._known, as_of = catching_up.catch_up(self._store, known, self._tell)
        self._progress = 1.0
        return Columns(as_of, self._store)

    def _tell(self, progress: float) -> None:
        self._progress = min(progress, 0.99)

    def _build(self) -> None:
        """Lets a thread build it, so that whoever asks can be told how far it is."""
        with _guard:
            if self._builder is None or not self._builder.is_alive():
                self._builder = threading.Thread(target=self._built, name="columns", daemon=True)
                self._builder.start()
            builder = self._builder
        builder.join(PATIENCE)
        if builder.is_alive():
            raise Preparing(percent=int(self._progress * 100))

    def _built(self) -> None:
        try:
            self.kept_warm()
        except Exception:  # whoever asks next tries again and sees it
            _log.exception("the copy by columns could not be built")


_guard = threading.Lock()
_copy: Copy | None = None


def this_process() -> Copy:
    """The copy this process keeps of its database."""
    global _copy
    url = database().url
    with _guard:
        if _copy is not None and _copy.url == url:
            return _copy
        old, _copy = _copy, Copy(url)
    if old is not None:
        old.close()
    return _copy
