"""What the agreement does in the background."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.agreement import backtests, payouts
from tandem.measures.past import read_at


@task()
def run_backtest(backtest_id: int) -> None:
    """Run a backtest; one whose process was killed is run again from the start."""
    backtests.run(backtest_id=backtest_id, now=timezone.now)


@task()
def keep_closing_data(position: int) -> None:
    """Build the store as it stood when a month was closed, so that a recount need not wait, and count its bonuses."""
    read_at(position).cursor.close()
    payouts.count_closed_at(position, now=timezone.now())


@recurring(schedule="23 * * * *", key="count the bonuses of closed months")
@task()
def count_payouts() -> None:
    """Each hour: the closed months whose bonuses a process that died did not come to count."""
    payouts.count_all(now=timezone.now())
