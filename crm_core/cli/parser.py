"""Commands and their arguments. What a command needs is loaded when it runs, so that help comes at once."""
import argparse
from importlib import import_module

from crm_core.cli.terminal import _

KINDS = ("customers", "contacts", "products", "teams", "opportunities", "orders", "tickets", "campaigns", "campaign-members", "activities")


def parser() -> argparse.ArgumentParser:
    """The parser of `python -m crm_core`."""
    top = argparse.ArgumentParser(prog="python -m crm_core", description=_("Hutong CRM from the command line"))
    commands = top.add_subparsers(metavar=_("COMMAND"), required=True)
    _setup(_command(commands, "setup", _("sets the company up, with its administrator")))
    _users(_command(commands, "users", _("lists the users, or makes a link with which one chooses a password")))
    _command(commands, "migrate", _("brings the database to this program's schema"))
    _command(commands, "worker", _("does the timed work in a process of its own, until it is stopped"))
    _import(_command(commands, "import", _("imports a file")))
    _report(_command(commands, "report", _("prints a report as numbers for other programs")))
    return top


def _setup(command: argparse.ArgumentParser) -> None:
    command.add_argument("--company", required=True, help=_("name of the company"))
    command.add_argument("--admin", required=True, metavar="EMAIL", help=_("e-mail of the first administrator"))
    command.add_argument("--password-stdin", required=True, action="store_true", help=_("read the password from standard input"))
    command.add_argument("--name", help=_("name of the administrator"))
    command.add_argument("--locale", help=_("language: en or zh_Hans"))
    command.add_argument("--time-zone", help=_("for example Asia/Shanghai"))
    command.add_argument("--currency", help=_("for example CNY"))
    command.add_argument("--country", help=_("country of phone numbers, for example CN"))
    command.add_argument("--demo", action="store_true", help=_("fill it with a made-up company"))


def _users(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("text", "json"), default="text", help=_("how to print the list"))
    command.add_argument("--link", metavar="EMAIL", help=_("make a one-time link for this user instead"))


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", help=_("CSV, TSV, XLSX or XLS"))
    command.add_argument("--as", dest="kind", required=True, choices=KINDS, help=_("what the rows are"))
    command.add_argument("--user", required=True, metavar="EMAIL", help=_("on whose behalf, with whose rights"))
    command.add_argument("--mapping", metavar="FILE", help=_("which heading is which field, as JSON"))
    command.add_argument("--add-missing", action="store_true", help=_("add the customers and products that rows name and that are not here"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))


def _report(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", choices=("pipeline",), help=_("which report"))
    command.add_argument("--format", choices=("json",), default="json", help=_("how to print it"))
    command.add_argument("--user", metavar="EMAIL", help=_("with whose rights; without it, everything"))


def _command(commands, name: str, text: str) -> argparse.ArgumentParser:
    def run(options: argparse.Namespace) -> int | None:
        return import_module(f"crm_core.cli.{name}_command").run(options)

    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command
