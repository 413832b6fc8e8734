"""What the agreement does in the background."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone

from tandem.agreement import backtests
from tandem.measures.past import read_at


@task()
def run_backtest(backtest_id: int) -> None:
    """Run a backtest; one whose process was killed is run again from the start."""
    backtests.run(backtest_id=backtest_id, now=timezone.now)


@task()
def keep_closing_data(position: int) -> None:
    """Build the store as it stood when a month was closed, so that a recount need not wait for it."""
    read_at(position).cursor.close()
