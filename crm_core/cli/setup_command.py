"""`setup`: what the first-run page does."""
import argparse
import sys

from crm_core import regions
from crm_core.access.actor import SYSTEM
from crm_core.cli.terminal import _, words
from crm_core.people.setup import set_up
from crm_core.run import act


def run(options: argparse.Namespace) -> None:
    """Sets the company up; the password is the first line of standard input."""
    locale = options.locale or words().locale
    country = (options.country or regions.country_of(options.time_zone, locale.replace("zh_Hans", "zh-CN"))).upper()
    act(
        SYSTEM, set_up, company=options.company, locale=locale, country=country,
        time_zone=options.time_zone or regions.zone_of(country),
        currency=(options.currency or regions.currency_of(country)).upper(),
        admin_name=options.name or options.admin.partition("@")[0], admin_email=options.admin,
        admin_password=sys.stdin.readline().rstrip("\r\n"),
    )  # fmt: skip
    if options.demo:
        _fill()
    print(_("{company} is set up. {email} can sign in.").format(company=options.company, email=options.admin))


def _fill() -> None:
    from crm_core import demo

    said = set()

    def progress(share: float, text: str) -> None:
        if text not in said:
            said.add(text)
            print(f"{share:4.0%} {_(text)}", file=sys.stderr)

    made = demo.fill(progress)
    for person in made.people:
        print("\t".join((person.email, person.name, _(person.role), person.team or "—")))
    print(_("Everybody in the demo signs in with this password: {password}").format(password=made.password))
