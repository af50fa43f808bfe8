"""The installation's own secrets: a file in the data folder that only its owner may read."""
import json
import os
import secrets
from pathlib import Path

from db.engine import data_dir

FILE = "secrets.json"


def cookie_key() -> str:
    """What the web server signs its own cookies with; made at the first start."""
    return _read()["cookie_key"]


def setup_code() -> str:
    """What somebody at another machine must type to set the company up."""
    return _read()["setup_code"]


def same(one: str, other: str) -> bool:
    """Compares secrets without telling by the time taken how much was right."""
    return secrets.compare_digest(one.encode(), other.encode())


def _read() -> dict[str, str]:
    path = data_dir() / FILE
    if not path.exists():
        _make(path)
    return json.loads(path.read_text("utf-8"))


def _make(path: Path) -> None:
    made = {"cookie_key": secrets.token_urlsafe(48), "setup_code": _code()}
    draft = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(made, file)
    try:
        os.link(draft, path)  # whoever comes first wins, and nobody reads half a file
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        draft.replace(path)
        return
    draft.unlink()


def _code() -> str:
    letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(2))
