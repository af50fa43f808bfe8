"""`migrate`: nothing more than what every command does first."""
import argparse

from crm_core.cli.terminal import _


def run(options: argparse.Namespace) -> None:
    """Says that the schema is there."""
    print(_("The database is up to date."))
