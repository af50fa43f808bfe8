"""`worker`: the timer as a process of its own, for app instances with `CRM_WORKER=off`."""
import argparse
import logging
import os
import signal
import threading

from crm_core import jobs
from crm_core.cli.terminal import _

PATIENCE = 20  # seconds that running work gets to end; what is left is taken over after its lease


def run(options: argparse.Namespace) -> None:
    """Works until SIGTERM or SIGINT."""
    asked = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_args: asked.set())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    jobs.start()
    print(_("The timed work is running. Ctrl+C stops it."), flush=True)
    while not asked.wait(3600):
        pass
    _end()


def _end() -> None:
    ending = threading.Thread(target=jobs.stop, kwargs={"wait": True}, daemon=True)
    ending.start()
    ending.join(PATIENCE)
    if ending.is_alive():
        print(_("What is still running goes on in another process after five minutes."), flush=True)
        os._exit(0)
    print(_("Stopped."), flush=True)
