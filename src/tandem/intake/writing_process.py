"""The process that writes what a server process has read: ``python -m tandem.intake.writing_process SOCKET FOLDER``.

Reading requests and writing leads each fill an interpreter, so they do not share one. It ends when whoever started it
lets go of the connection, however that came about, after taking in what was handed over.
"""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

import django

from tandem.basics.loaded import set_aside


def main(number: int, folder: Path) -> None:
    """Serve the connection that was handed down under a number."""
    # Ctrl-C is meant for who started us, and who then lets go of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    # Models may be imported only now.
    from tandem.intake.writing import serve

    set_aside()
    serve(socket.socket(fileno=number), folder=folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
