"""Running coroutines in tests."""
import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run_apart(work: Coroutine) -> None:
    """Runs `work` to its end in a thread of its own: this one may hold the loop of a browser."""
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, work).result()
