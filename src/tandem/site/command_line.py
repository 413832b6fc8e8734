"""The ``tandem`` command: every room's commands under one name, and errors as sentences."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# Django's own options on every command; they still work, but say nothing to our readers.
DJANGO_OPTIONS = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """One command of ours as the help shows it."""

    room: str
    name: str
    sentence: str


def main() -> None:
    """Run ``tandem …``; the exit code is 0, 1 for a refusal, 2 for a command line that cannot be read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.site.settings")
    try:
        _run(sys.argv)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None or os.environ.get("TANDEM_DEBUG") or "--traceback" in sys.argv:
            raise
        print(sentence, file=sys.stderr)
        sys.exit(1)


def _run(argv: list[str]) -> None:
    import django
    from django.core.management import execute_from_command_line, load_command_class

    name = argv[1] if len(argv) > 1 else "help"
    if name in {"--version", "version"}:
        print(_version())
        return
    django.setup()
    if name in {"help", "--help", "-h"} and len(argv) < 3:
        print(_help())
        return
    wanted = argv[2] if name == "help" else name
    room = _rooms_by_command().get(wanted.replace("-", "_"))
    if room is None:
        execute_from_command_line(argv)
        return
    command = load_command_class(room, wanted.replace("-", "_"))
    command.suppressed_base_arguments = DJANGO_OPTIONS
    # They look at the program and not at the data, and load every page to do so: seconds of each command. 'tandem
    # check' and what develops Tandem ('makemigrations') run them.
    command.requires_system_checks = []
    arguments = ["--help"] if name == "help" else argv[2:]
    command.run_from_argv(["tandem", wanted, *arguments])


def offered() -> list[Offered]:
    """Every command that a room offers, by room and name, each with its one sentence."""
    from django.core.management import load_command_class

    found = []
    for name, room in _rooms_by_command().items():
        sentence = str(load_command_class(room, name).help).strip().split("\n")[0]
        found.append(Offered(room=room.removeprefix("tandem."), name=name.replace("_", "-"), sentence=sentence))
    return sorted(found, key=lambda command: (command.room, command.name))


def _rooms_by_command() -> dict[str, str]:
    from django.core.management import get_commands

    return {name: room for name, room in get_commands().items() if str(room).startswith("tandem.")}


def _help() -> str:
    commands = offered()
    width = max((len(command.name) for command in commands), default=0)
    lines = ["Tandem: one agreement, one journey, one set of numbers for marketing and sales.", ""]
    lines.append("tandem COMMAND …; tandem COMMAND --help tells more.")
    for room in dict.fromkeys(command.room for command in commands):
        lines += ["", _promise(room)]
        lines += [f"  {c.name:<{width}}  {c.sentence}" for c in commands if c.room == room]
    return "\n".join(lines)


def _promise(room: str) -> str:
    """The room and what it promises: the first sentence of its docstring."""
    doc = importlib.import_module(f"tandem.{room}").__doc__ or ""
    return f"{room}: {doc.strip().split('\n')[0].rstrip('.')}"


def _version() -> str:
    from importlib.metadata import version

    return version("tandem")


def _sentence(error: Exception) -> str | None:
    """What to tell the person, or None where only a traceback can help."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    for cause in _causes(error):
        if type(cause).__module__.startswith("tandem."):
            return str(cause)
    if isinstance(error, (OperationalError, ProgrammingError)):
        reason = str(error).strip().split("\n")[0]
        if "no such table" in reason or "does not exist" in reason:
            return f"The database is not prepared ({reason}): run 'tandem setup' first."
        if isinstance(error, OperationalError):
            return f"The database could not be used: {reason}."
    if isinstance(error, ImproperlyConfigured):
        return f"A setting cannot be used: {error}"
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)


if __name__ == "__main__":
    main()
