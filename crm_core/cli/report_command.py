"""`report`: the same numbers as on the page."""
import argparse
import json

from crm_core.cli import people
from crm_core.reports.summary import pipeline_summary
from crm_core.run import ask


def run(options: argparse.Namespace) -> None:
    """Prints the report as JSON."""
    actor = people.user(options.user) if options.user else people.whoever_has_the_machine()
    print(json.dumps(ask(actor, pipeline_summary), ensure_ascii=False, indent=2))
