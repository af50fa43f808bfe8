"""Heavy work in a process of its own, whose memory is free again when it ends. Companies with few orders do without."""
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from crm_core.errors import CrmError
from crm_core.jobs.ledger import FAULT, LEFT
from db.engine import data_dir, database
from db.models import Order

MANY = 200_000  # orders, from which it is worth a process
ROOT = Path(__file__).parents[2]

_log = logging.getLogger("hutong.jobs")


def done(name: str) -> Any:
    """What the function `module:function` of the core returns, which takes nothing; in a process of its own where orders are many."""
    with database().reading() as session:
        many = (session.scalar(select(func.max(Order.id))) or 0) >= MANY
    return elsewhere(name) if many else _named(name)()


def elsewhere(name: str) -> Any:
    """The same in a process of its own. Raises CrmError when it failed or was killed; what it said is in the log."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    env = os.environ | {"CRM_DATA_DIR": str(data_dir()), "CRM_DATABASE_URL": database().url, "PYTHONPATH": path}
    ended = subprocess.run([sys.executable, "-m", "crm_core.jobs.apart", name], env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    told = json.loads(ended.stdout.splitlines()[-1]) if ended.stdout else {}
    if "value" in told:
        return told["value"]
    _log.error("%s in a process of its own: %s\n%s", name, ended.returncode, ended.stderr)
    raise CrmError(FAULT, name=told["failed"]) if "failed" in told else CrmError(LEFT)


def _named(name: str) -> Callable[[], Any]:
    module, _, function = name.partition(":")
    return getattr(import_module(f"crm_core.{module}"), function)


def main(name: str) -> int:
    """Does it, and says on the last line what came of it."""
    try:
        told = {"value": _named(name)()}
    except Exception as error:
        _log.exception("%s", name)
        told = {"failed": type(error).__name__}
    print(json.dumps(told), flush=True)
    return 0 if "value" in told else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
