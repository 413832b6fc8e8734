"""Tables of imports: each run with its files, what was wrong in them, and the keys rows are known by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from tandem.basics.text import Text


class Status(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", pgettext_lazy("import", "waiting")
    RUNNING = "running", pgettext_lazy("import", "running")
    STOPPED = "stopped", pgettext_lazy("import", "stopped half-way")
    DONE = "done", pgettext_lazy("import", "done")
    UNDOING = "undoing", pgettext_lazy("import", "being undone")
    UNDONE = "undone", pgettext_lazy("import", "undone")


class Import(models.Model):
    """One run of a recipe over one or more files; its id is the ``batch_id`` of every fact it brought."""

    recipe = models.CharField(max_length=100)
    #: The recipe's text as it was used, so that a resumed run reads the rest in the same way.
    recipe_text = models.TextField()
    system = models.CharField(max_length=50)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="imports"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    #: When a run of it last said how far it is.
    heard_at = models.DateTimeField(null=True)
    #: Why it stopped, or could not be undone, in the words shown to the person.
    failure_ru = models.TextField(blank=True)
    failure_en = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.recipe} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def failure(self) -> Text:
        """Why it stopped; both empty when it did not."""
        return Text(ru=self.failure_ru, en=self.failure_en)


class ImportFile(models.Model):
    """One file of an import and how far it was read."""

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    table = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    #: Of a book of several sheets the one that is read; otherwise empty.
    sheet = models.CharField(max_length=100, blank=True)
    order = models.PositiveIntegerField()
    #: The checkpoint: everything up to this line is committed.
    line_done = models.BigIntegerField(default=0)
    finished = models.BooleanField(default=False)
    #: How much of the file is read, from 0 to 1: for the progress bar.
    part_read = models.FloatField(default=0)
    rows_read = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    records_new = models.BigIntegerField(default=0)
    records_changed = models.BigIntegerField(default=0)
    records_same = models.BigIntegerField(default=0)
    records_repeated = models.BigIntegerField(default=0)
    warnings = models.BigIntegerField(default=0)
    #: When the copy of the file was removed; the report and the rejected rows stay.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """Files somebody uploaded and has not begun to import yet: previewed, mapped, tried out."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    made_at = models.DateTimeField()
    #: How the files will be read; empty while nobody knows.
    recipe_text = models.TextField(blank=True)
    #: The recipe was put together here, from the headers, and may be edited on the page.
    guessed = models.BooleanField(default=False)
    #: What a dry run found (``trying.Trial`` per file), once it ran; and why it could not.
    trial = models.JSONField(null=True)
    refusal_ru = models.TextField(blank=True)
    refusal_en = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def refusal(self) -> Text:
        """Why the files cannot be tried out with this recipe; both empty when they can."""
        return Text(ru=self.refusal_ru, en=self.refusal_en)


class DraftFile(models.Model):
    """One uploaded file of a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=1000)
    size = models.BigIntegerField()
    #: Of a book of several sheets the one that is meant; otherwise empty.
    sheet = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class ImportProblem(models.Model):
    """A rejected row or a warning, by line, field and reason."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="problems")
    line = models.BigIntegerField()
    column = models.CharField(max_length=255, blank=True)
    field = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=50)
    message_ru = models.TextField()
    message_en = models.TextField()
    #: The beginning of the value; personal, and gone with the import.
    excerpt = models.CharField(max_length=200, blank=True)
    severity = models.CharField(max_length=10)

    class Meta:
        ordering = ("file_id", "line", "id")
        indexes = [models.Index(fields=["file", "severity", "line"], name="problem_by_file")]

    def __str__(self) -> str:
        return f"{self.line}: {self.message_en}"


class KnownRecord(models.Model):
    """The key under which a system knows a record, and the subject it became here.

    A row with an id is known by it; a row without one by its content and occurrence number.
    """

    kind = models.CharField(max_length=20)
    system = models.CharField(max_length=50)
    key = models.CharField(max_length=200)
    subject_id = models.BigIntegerField()
    #: Of the values last taken in; the same digest again changes nothing.
    digest = models.CharField(max_length=32)
    #: The import that brought it; None when it came in by another door.
    batch_id = models.BigIntegerField(null=True)
    changed_batch_id = models.BigIntegerField(null=True)
    #: The last other import that brought it unchanged: it goes all the same when its own import is undone.
    seen_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "system", "key"], name="record_known_once")]
        indexes = [
            models.Index(fields=["kind", "subject_id"], name="known_by_subject"),
            models.Index(fields=["batch_id"], name="known_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.system}:{self.key}"
