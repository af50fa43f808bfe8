"""`import`: the wizard's work without its questions."""
import argparse
from pathlib import Path

from crm_core.cli import people
from crm_core.importing import cli


def run(options: argparse.Namespace) -> int:
    """Imports the file, says what became of its rows and returns the exit code."""
    mapping = Path(options.mapping) if options.mapping else None
    return cli.run(Path(options.file), options.kind, people.user(options.user), mapping, dry_run=options.dry_run, add_missing=options.add_missing)
