"""What imports do in the background. Every job may be run twice: an import goes on behind its checkpoint."""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.conf import settings
from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.basics.text import Text
from tandem.imports import actions, drafts, keeping, progress, undoing
from tandem.imports.models import Draft, Import, Status
from tandem.imports.recipe_loading import RecipeRefused
from tandem.imports.refusals import ImportRefused
from tandem.journal import queries as journal
from tandem.journal.followers import follow
from tandem.measures.base_file import SealingElsewhere, folder
from tandem.measures.sealing import sync

#: More facts than this behind the sealed base slow every page a little, so they are sealed.
SEAL_BEHIND = 50_000
#: Uploads nobody started are forgotten after this time: they are personal data without a purpose.
KEEP_DRAFTS = timedelta(days=7)


@task()
def run_import(import_id: int) -> None:
    """Run a waiting import, or go on with one whose process was killed; then bring the store up to date.

    What the import refuses is on its page already; only what nobody foresaw fails the job as well.
    """
    if Import.objects.filter(pk=import_id, status__in=(Status.WAITING, Status.RUNNING)).exists():
        try:
            actions.run(import_id=import_id, now=timezone.now(), progress=progress.Noting(import_id))
        except (ImportRefused, RecipeRefused):
            return
    sync()


@task()
def undo_import(import_id: int, by_id: int | None) -> None:
    """Take an import back that a person asked to undo; a refusal puts it back to how it stood."""
    if not Import.objects.filter(pk=import_id, status=Status.UNDOING).exists():
        return
    try:
        undoing.undo(import_id=import_id, by_id=by_id, now=timezone.now())
    except ImportRefused as refused:
        undoing.give_up_undo(import_id=import_id, why=refused.text)
        return
    except Exception as error:
        why = Text(ru=f"Отменить не удалось: {error}", en=f"The undo failed: {error}")
        undoing.give_up_undo(import_id=import_id, why=why)
        raise
    # Leads that outlive the import are judged by what is still known of them.
    follow(now=timezone.now)
    sync()


@task()
def try_draft(draft_id: int) -> None:
    """Dry-run the files of a draft and keep what it would do for the page."""
    drafts.try_out(draft_id=draft_id, now=timezone.now())


@recurring(schedule="*/10 * * * * * *", key="seal the fact store")
@task()
def seal() -> None:
    """Every ten seconds: seal a new base when much was recorded since the last one, or an import was undone."""
    if not seal_is_due():
        return
    try:
        sync(wait=False)
    except SealingElsewhere:
        return


def seal_is_due() -> bool:
    """Whether pages would gain from a new base."""
    base = folder().current()
    newest = journal.position()
    if base is None:
        return newest > 0
    if newest < base.position or newest - base.position > SEAL_BEHIND:
        return True
    return newest > base.position and len(journal.retracted_batches(upto=newest)) > len(
        journal.retracted_batches(upto=base.position)
    )


@recurring(schedule="29 3 * * *", key="remove old copies of imported files")
@task()
def remove_old_copies() -> None:
    """Every night: copies of files imported longer ago than ``TANDEM_KEEP_IMPORT_FILES_DAYS``, unless that is 0."""
    if settings.KEEP_IMPORT_FILES_DAYS:
        keeping.remove_old_copies(now=timezone.now(), keep=timedelta(days=settings.KEEP_IMPORT_FILES_DAYS))


@recurring(schedule="41 3 * * *", key="forget uploads nobody started")
@task()
def forget_drafts() -> None:
    """Every night: drafts nobody started within a week."""
    for draft in Draft.objects.filter(made_at__lt=timezone.now() - KEEP_DRAFTS):
        drafts.discard(draft_id=draft.pk)
    known = {str(pk) for pk in Draft.objects.values_list("pk", flat=True)}
    for left_over in (settings.HOME / "imports" / "drafts").glob("*"):
        if left_over.name not in known:
            shutil.rmtree(left_over, ignore_errors=True)
