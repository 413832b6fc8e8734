"""Who answers for a lead now, and the leads that sales gave back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.handover.clock_rules import Done, Moves, next_look


class Assignment(models.Model):
    """The seller a lead was given to. A lead nobody has been given has no row."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="assignment")
    #: Found by ``assignment_of_seller``, which begins with it.
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments", db_index=False
    )
    assigned_at = models.DateTimeField()
    #: The decision it rests on; null where another system, or nobody but a person, said who.
    dealing = models.ForeignKey("Dealing", on_delete=models.PROTECT, related_name="assignments", null=True)
    #: A seller's minutes for such a lead, and the money expected of it, as they were reckoned when it was given.
    minutes = models.PositiveSmallIntegerField(db_default=0)
    value = models.FloatField(db_default=0.0)
    #: When it stopped weighing on the seller: answered, closed or gone back. Null: it waits.
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Whom a watch over leads that wait looks for; what other systems gave weighs nothing.
            models.Index(
                fields=["seller"],
                name="handover_waits_for_seller",
                condition=models.Q(taken_at__isnull=True, dealing__isnull=False),
            ),
            # With the lead, so that a seller's leads are known without a look into the table.
            models.Index(fields=["seller", "assigned_at", "lead"], name="assignment_of_seller"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} → {self.seller_id}"


class RosterEntry(models.Model):
    """A seller to whom Tandem deals leads."""

    seller = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="roster_entry"
    )
    #: The first day: a newcomer is eased in from it. Null: long ago.
    since = models.DateField(null=True)
    #: Part time, as a share of a full load.
    share = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    #: From this day on nothing is dealt to them any more; null: it goes on.
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handover_share_of_a_load", condition=models.Q(share__gt=0) & models.Q(share__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return str(self.seller_id)


class Specialty(models.Model):
    """A value of a lead's field that a seller is for; whoever has none of a field is for all of its values."""

    seller = models.ForeignKey(RosterEntry, on_delete=models.CASCADE, related_name="specialties")
    field = models.CharField(max_length=80)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "field", "value"], name="handover_specialty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.field}={self.value}"


class SellerLoad(models.Model):
    """What weighs on a seller now, and what they were dealt today and this month.

    The sums of ``Assignment``, kept beside it so that an arriving lead need not add them up.
    """

    seller = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="load"
    )
    waiting_leads = models.IntegerField(default=0)
    waiting_minutes = models.IntegerField(default=0)
    #: The day of the company's zone that the next is about.
    day = models.DateField()
    day_minutes = models.IntegerField(default=0)
    #: The first day of the month that the next two are about.
    month = models.DateField()
    month_leads = models.IntegerField(default=0)
    month_value = models.FloatField(default=0.0)

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.waiting_minutes}"


class Dealing(models.Model):
    """The receipt of a decision: the sellers as they stood, the leads, the seed, and whom each lead went to.

    Numbers and keys only, so that the same rule can be asked again: ``replaying``.
    """

    at = models.DateTimeField()
    #: How it came to it: ``arrival``, ``waiting``, ``bulk``, ``passed_on``, ``by_hand``, ``common``, ``rotation``.
    occasion = models.CharField(max_length=20)
    version = models.IntegerField()
    seed = models.BigIntegerField()
    #: JSON, written and read by ``dealing_receipts`` alone.
    receipt = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="handover_dealing_by_time")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.at:%Y-%m-%d %H:%M}"


class Held(models.Model):
    """A lead that Tandem could give to nobody yet."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="held")
    held_at = models.DateTimeField()
    #: ``waits`` for those whom it fits to come, or fits ``nobody``: then the catch-all is alarmed.
    why = models.CharField(max_length=20)
    dealing = models.ForeignKey(Dealing, on_delete=models.PROTECT, related_name="held", null=True)

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.why}"


class LeftClient(models.Model):
    """A lead of a seller who left, watched over for a while: whoever took over should have called."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="left")
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField()
    watched_until = models.DateField()

    def __str__(self) -> str:
        return f"{self.lead_id} ← {self.left_by_id}"


class Reckoned(models.Model):
    """What history says, reckoned in the background so that an arriving lead need not wait for it."""

    #: ``chance`` of a grade, ``check`` of a product, ``strength`` of a seller; the empty key stands for all.
    what = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    value = models.FloatField()
    #: The cases behind it.
    n = models.IntegerField()
    reckoned_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reckoned"
        constraints = [models.UniqueConstraint(fields=["what", "key"], name="handover_reckoned_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.key}: {self.value}"


class LeadReturn(models.Model):
    """A lead that sales gave back to marketing, with its reason.

    Open until marketing agrees or objects; disputed from an objection until the ruling; silence lets it stand.
    """

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="returns")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    #: A key of the agreement's reasons.
    reason = models.CharField(max_length=80)
    comment = models.TextField(blank=True)
    returned_at = models.DateTimeField()
    #: Until when marketing may object, as the version promises; null where it promises nothing: it may for ever.
    object_until = models.DateTimeField(null=True)
    #: When marketing agreed or objected; null where it was silent.
    answered_at = models.DateTimeField(null=True)
    #: Why marketing thinks that the lead was one to sell to, in its words.
    objection = models.TextField(blank=True)
    #: Whether it was right to come back; null as long as that is open or disputed.
    accepted = models.BooleanField(null=True)
    #: The version of the agreement whose reasons it was checked against.
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], name="handover_one_open_return", condition=models.Q(accepted__isnull=True)
            ),
            models.CheckConstraint(
                name="handover_objection_is_an_answer",
                condition=models.Q(objection="") | models.Q(answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["object_until"],
                name="handover_return_waits",
                condition=models.Q(answered_at__isnull=True, accepted__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.reason}"

    @property
    def is_disputed(self) -> bool:
        """Whether marketing objected and nobody has ruled yet."""
        return self.accepted is None and self.answered_at is not None


class Ruling(models.Model):
    """How a disputed return was decided: a precedent for the reason, until it is set aside."""

    lead_return = models.OneToOneField(LeadReturn, primary_key=True, on_delete=models.CASCADE, related_name="ruling")
    #: Whether the lead was right to come back.
    stands = models.BooleanField()
    #: Why, in the words of whoever decided.
    words = models.TextField()
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField()
    #: What was known of the lead then, by field: what a clause of a later version is tried on.
    known = models.JSONField(default=dict)
    #: When somebody decided that it is no precedent any more.
    set_aside_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.lead_return_id}: {self.stands}"


class ReturnAudit(models.Model):
    """A return drawn by lot to be judged anew by somebody who had no part in it; judged or not yet."""

    lead_return = models.OneToOneField(LeadReturn, primary_key=True, on_delete=models.CASCADE, related_name="audit")
    #: The chance it had to be drawn: the share its version agrees.
    chance = models.FloatField()
    drawn_at = models.DateTimeField()
    #: None while nobody is there who had no part in the lead.
    auditor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    #: ``target``, ``non_target`` or ``unknown``; empty while it waits.
    verdict = models.CharField(max_length=10, blank=True)
    #: Why, as a code of ``audit_rules.codes_of``.
    code = models.CharField(max_length=80, blank=True)
    audited_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["auditor"], name="handover_audit_waits", condition=models.Q(audited_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="handover_audit_chance_is_one", condition=models.Q(chance__gt=0) & models.Q(chance__lte=1)
            ),
            models.CheckConstraint(
                name="handover_audit_says_when",
                condition=models.Q(verdict="", audited_at__isnull=True)
                | (~models.Q(verdict="") & models.Q(audited_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_return_id}: {self.verdict or 'waits'}"


class Clock(models.Model):
    """A promise about one lead, running until it is kept: its deadline is stored when it is set."""

    #: Found by ``handover_one_clock_a_promise``, which begins with it.
    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="clocks", db_index=False)
    #: The key of the promise, in the version it runs under.
    promise = models.CharField(max_length=80)
    version = models.IntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    #: When what was promised happened; null while it runs.
    stopped_at = models.DateTimeField(null=True)
    #: Whether that was in time; null while it runs, and for a lead the promise turned out not to concern.
    kept = models.BooleanField(null=True)
    #: Whether its deadline has passed while it ran.
    broken = models.BooleanField(default=False)
    #: When whoever has the lead is reminded, the head is told, the lead is given to another; null: never.
    remind_at = models.DateTimeField(null=True)
    tell_at = models.DateTimeField(null=True)
    pass_on_at = models.DateTimeField(null=True)
    reminded = models.BooleanField(default=False)
    told = models.BooleanField(default=False)
    #: Whether the lead was given to another because of this clock, or nobody was there to take it.
    passed_on = models.BooleanField(default=False)
    #: When something is to happen to it next; null: never. What the watch asks for.
    look_at = models.DateTimeField(null=True)
    #: While it stands still: since when, until when, and the agreement's key for why.
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    pause = models.CharField(max_length=80, blank=True)
    #: Working minutes it has stood still in all.
    waited = models.FloatField(default=0)
    #: Whether it was set by a ruling that the lead is one to sell to: only a contact from then on keeps it.
    renewed = models.BooleanField(default=False, db_default=False)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "promise"], name="handover_one_clock_a_promise")]
        indexes = [
            # What the watch asks for, many times a minute, among millions that have stopped.
            models.Index(
                fields=["look_at"],
                name="handover_clock_look",
                condition=models.Q(stopped_at__isnull=True, look_at__isnull=False),
            ),
            models.Index(fields=["lead"], name="handover_clock_running", condition=models.Q(stopped_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.promise}"

    @property
    def moves(self) -> Moves:
        """Its instants."""
        return Moves(self.due_at, self.remind_at, self.tell_at, self.pass_on_at)

    @moves.setter
    def moves(self, moves: Moves) -> None:
        self.due_at, self.remind_at = moves.due_at, moves.remind_at
        self.tell_at, self.pass_on_at = moves.tell_at, moves.pass_on_at

    def look_on(self) -> None:
        """Set when something is to happen to it next."""
        done = Done(self.reminded, self.broken, self.told, self.passed_on)
        self.look_at = next_look(self.moves, done, paused_until=self.paused_until)


class LaunchIncident(models.Model):
    """A seller learned of a launch from a client: the first lead of it came before they had read the notice."""

    launch = models.ForeignKey("campaigns.Launch", on_delete=models.PROTECT, related_name="incidents")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="launch_incidents")
    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="launch_incidents")
    #: The campaign by the name it was launched under.
    campaign = models.CharField(max_length=300)
    #: When the notice had been sent by then; null: it had not.
    announced_at = models.DateTimeField(null=True)
    #: When the lead came to the seller.
    learned_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-learned_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["launch", "seller"], name="handover_learned_once_of_a_launch"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.lead_id}"
