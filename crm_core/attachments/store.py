"""Where the bytes of attachments lie: in the data folder, under random names that say nothing."""
import os
import re
from pathlib import Path
from secrets import token_hex

from db.engine import data_dir

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


def save(content: bytes) -> str:
    """Writes the bytes and returns the name to find them by."""
    name = token_hex(16)
    stored_as = f"{name[:2]}/{name}"
    target = path(stored_as)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    return stored_as


def path(stored_as: str) -> Path:
    """Where a stored file lies."""
    if not _NAME.fullmatch(stored_as):
        raise ValueError(stored_as)
    return data_dir() / "attachments" / stored_as


def drop(stored_as: str) -> None:
    """Removes the bytes of a file, if they are there."""
    path(stored_as).unlink(missing_ok=True)
