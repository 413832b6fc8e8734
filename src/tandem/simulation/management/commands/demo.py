"""`tandem demo`: a made-up company, with a sign-in for each role, served at a local address."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tandem.basics.text import Text
from tandem.imports.models import Import, ImportFile
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.simulation.agreements import deal_by_rules
from tandem.simulation.demo import demo_password, fill, open_accounts
from tandem.simulation.demo_doors import API, FORM, open_doors, publish_consents
from tandem.simulation.demo_scenario import fill_from_scenario, truth_file
from tandem.simulation.launches import run_campaigns
from tandem.simulation.materials import write_materials
from tandem.simulation.prices import set_prices
from tandem.simulation.returns import give_back, write_letters
from tandem.simulation.scenario.mistakes import NoSuchScenario, ScenarioRefused
from tandem.simulation.scenario.reading import scenario_named
from tandem.simulation.scenario.settling_in import AgreementInTheWay, LivedAlready


class Command(BaseCommand):
    """Sets everything up on the first run; later runs only serve."""

    help = "Fill an empty installation with a made-up company and serve it"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which company, how large a year, and whether to serve it."""
        parser.add_argument(
            "--scenario",
            metavar="SCENARIO",
            help="a company of 'tandem simulate', or a .toml file, that ends yesterday",
        )
        parser.add_argument("--leads", type=int, default=20_000, help="in a year of the company without a scenario")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="fill only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, fill when empty, open the accounts, serve."""
        call_command("migrate", verbosity=0)
        now, is_new = timezone.now(), not Import.objects.exists()
        if not is_new and options["scenario"] and not truth_file().exists():
            raise CommandError("Another company lives here already: set TANDEM_HOME to an empty folder.")
        if is_new and options["scenario"]:
            self._live_scenario(options)
        elif is_new:
            self._live_year(options, now)
        password = demo_password()
        self.stdout.write(f"Sign in with the password {password} as:")
        for account in open_accounts(password=password):
            self.stdout.write(f"  {account.username:<15} {account.role.words.en} ({account.name})")
        if is_new and not options["scenario"]:
            # Only who may sign in clears and approves.
            deal_by_rules(now)
            give_back(now, seed=options["seed"])
            write_letters(now)
            set_prices(now)
            run_campaigns(now, leads=options["leads"])
            write_materials(now)
        publish_consents(by=Person.objects.filter(role=Role.MARKETING_HEAD)[0], now=timezone.now())
        here = f"http://{options['host']}:{options['port']}"
        if is_new and options["scenario"]:
            last = timezone.localdate() - timedelta(days=1)
            self.stdout.write("The later eight weeks against the eight before, as what is planted mostly begins there:")
            self.stdout.write(f"  {here}/why/?from={last - timedelta(days=55)}&to={last}")
        key = open_doors(now=timezone.now())
        self.stdout.write(f"A form that anybody may fill in: {here}/forms/{FORM}/")
        self.stdout.write("A lead from a program:")
        self.stdout.write(
            f"  curl -X POST {here}/in/{API}/ -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' "
            """-d '{"client_name": "Anna", "phone": "+7 912 345-67-89", "budget": 250000, "utm_source": "curl"}'"""
        )
        if not options["no_serve"]:
            call_command("serve", host=options["host"], port=options["port"])

    def _live_year(self, options: dict[str, Any], now: datetime) -> None:
        self.stdout.write("A year of a made-up company goes through the import; this takes a few minutes.")
        fill(
            seed=options["seed"],
            ending=timezone.localdate() - timedelta(days=1),
            leads=options["leads"],
            now=now,
            progress=self._show,
        )
        self.stdout.write("")

    def _live_scenario(self, options: dict[str, Any]) -> None:
        try:
            name, scenario = scenario_named(options["scenario"])
            ending = timezone.localdate() - timedelta(days=1)
            self.stdout.write("The files of a simulated company go through the import; this takes a minute or two.")
            fill_from_scenario(name, scenario, seed=options["seed"], ending=ending, out=self.stdout)
        except (NoSuchScenario, ScenarioRefused, LivedAlready, AgreementInTheWay) as refused:
            told = Text(ru=refused.text.ru, en=refused.text.en)
            raise CommandError(told.in_language(settings.LANGUAGE_CODE)) from refused
        self.stdout.write(f"What was planted in it is told by {truth_file()}, and only there.")

    def _show(self, file: ImportFile, done: float) -> None:
        self.stdout.write(f"\r  {file.name:<16} {done:4.0%}", ending="" if done < 1 else "\n")
        self.stdout.flush()
