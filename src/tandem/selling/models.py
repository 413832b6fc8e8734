"""Where selling a lead stands, what was done for it, and the money it brought."""

from __future__ import annotations

from typing import Any

from django.db import models


class Deal(models.Model):
    """A lead that sales is selling to: its stage, its amount and how it ended."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="deal")
    stage = models.CharField(max_length=30)
    stage_at = models.DateTimeField()
    #: False when the other system names the stage but not its day, and the lead's own day stands in.
    dated = models.BooleanField(default=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    lost_reason = models.CharField(max_length=200, blank=True)
    #: When its seller expects it to be won; null when nobody has said.
    expected_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["stage"], name="deal_by_stage")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.stage}"


class NextStep(models.Model):
    """What is to be done next for a lead, and by when. A lead without a row has none; a step taken leaves a fact."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="next_step")
    due_on = models.DateField()
    #: The moment, where one was agreed with the client; the day alone otherwise.
    due_at = models.DateTimeField(null=True)
    #: In the seller's words; may be personal, and is empty once the person is forgotten.
    what = models.CharField(max_length=200)
    planned_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="steps_planned")

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="next_step_by_day")]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.what}"


class DroppedStep(models.Model):
    """The next step a lead had when it was closed: it has it again where that was a mistake."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="dropped_step")
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True)
    #: In the seller's words; may be personal, and is empty once the person is forgotten.
    what = models.CharField(max_length=200)
    planned_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.due_on}: {self.what}"


class Note(models.Model):
    """What somebody who sells wrote down about a lead, beside calls and answers."""

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="notes")
    written_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    #: May be personal, and is empty once the person is forgotten.
    words = models.TextField()

    class Meta:
        ordering = ("-written_at", "-id")

    def __str__(self) -> str:
        return f"{self.lead_id} {self.written_at:%Y-%m-%d %H:%M}"


class SentForm(models.Model):
    """A form of the day that was recorded: sent again after a lost connection, it is recorded no second time."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    #: Made with the form; says nothing of what was in it.
    token = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "token"], name="form_recorded_once")]
        indexes = [models.Index(fields=["recorded_at"], name="sent_form_by_time")]

    def __str__(self) -> str:
        return self.token


def _by_batch(name: str) -> models.Index:
    return models.Index(fields=["batch_id"], name=name, condition=models.Q(batch_id__isnull=False))


def _client(related_name: str) -> Any:
    return models.ForeignKey("clients.Client", null=True, on_delete=models.PROTECT, related_name=related_name)


def _lead(related_name: str) -> Any:
    return models.ForeignKey("intake.Lead", null=True, on_delete=models.PROTECT, related_name=related_name)


def _money(*, null: bool = False) -> Any:
    return models.DecimalField(max_digits=16, decimal_places=2, null=null)


class Activity(models.Model):
    """One contact with a client: a call, a meeting, a message. Without a client when nothing says whose it is."""

    client = _client("activities")
    #: Only when the other system says so; most say whose call it was, not about which lead.
    lead = _lead("activities")
    seller = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="activities")
    contacted_at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    direction = models.CharField(max_length=3, blank=True)
    answered = models.BooleanField(null=True)
    #: Seconds.
    duration = models.BigIntegerField(null=True)
    #: Whether a machine sent it, an automatic reply for one: no contact by a person.
    automatic = models.BooleanField(default=False)
    #: What came of it, in the seller's words; may be personal.
    result = models.TextField(blank=True)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "activities"
        ordering = ("-contacted_at", "-id")
        indexes = [_by_batch("activity_by_batch")]

    def __str__(self) -> str:
        return f"{self.kind} {self.contacted_at:%Y-%m-%d %H:%M}"


class Invoice(models.Model):
    """A bill sent to a client."""

    client = _client("invoices")
    lead = _lead("invoices")
    number = models.CharField(max_length=100)
    #: The number as payments name it: without 1С's prefix, zeros and case.
    folded_number = models.CharField(max_length=100)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    amount = _money()
    #: Without VAT; null when the tax is not known.
    net_amount = _money(null=True)
    currency = models.CharField(max_length=3)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-issued_on", "-id")
        indexes = [
            models.Index(fields=["folded_number"], name="invoice_by_number"),
            models.Index(fields=["issued_on"], name="invoice_by_day"),
            _by_batch("invoice_by_batch"),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"


class Payment(models.Model):
    """Money received, or given back: then its amount is below zero."""

    client = _client("payments")
    lead = _lead("payments")
    invoice = models.ForeignKey(Invoice, null=True, on_delete=models.PROTECT, related_name="payments")
    #: How the lead was found: lead, invoice, inn, client, sum; unmatched when it was not.
    matched_by = models.CharField(max_length=10)
    paid_on = models.DateField()
    #: False when the export names the payment but not its day, and another day stands in.
    dated = models.BooleanField(default=True)
    amount = _money()
    net_amount = _money(null=True)
    #: payment, prepayment, refund; left_out, with a sum of zero, when a correction says that it does not count.
    kind = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    number = models.CharField(max_length=100, blank=True)
    #: As the payer wrote it; may be personal.
    purpose = models.TextField(blank=True)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-paid_on", "-id")
        indexes = [
            models.Index(fields=["matched_by"], name="payment_by_match"),
            _by_batch("payment_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Shipment(models.Model):
    """Goods handed over or services rendered."""

    client = _client("shipments")
    lead = _lead("shipments")
    matched_by = models.CharField(max_length=10)
    number = models.CharField(max_length=100)
    shipped_on = models.DateField()
    amount = _money()
    net_amount = _money(null=True)
    currency = models.CharField(max_length=3)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-shipped_on", "-id")
        indexes = [_by_batch("shipment_by_batch")]

    def __str__(self) -> str:
        return f"№ {self.number}"


class Cost(models.Model):
    """What it cost to deliver what was sold; margin is revenue less this."""

    client = _client("costs")
    lead = _lead("costs")
    matched_by = models.CharField(max_length=10)
    incurred_on = models.DateField()
    amount = _money()
    currency = models.CharField(max_length=3)
    product = models.CharField(max_length=200, blank=True)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-incurred_on", "-id")
        indexes = [_by_batch("cost_by_batch")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Clue(models.Model):
    """One thing a document says of whom it belongs to: kept, for what it names may come in with a later import.

    The clues of the newest import that brought the document count; each import brings its clues whole.
    """

    #: The record kind of the document: payment, invoice, shipment, cost, activity.
    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    #: The system whose keys it speaks in.
    system = models.CharField(max_length=50)
    #: ``key`` of the document itself, ``lead``, ``client``, ``inn``, ``phone``, ``email``, ``number`` of an
    #: invoice, ``sum`` by which an invoice may be looked for.
    sign = models.CharField(max_length=10)
    #: May be personal.
    value = models.CharField(max_length=254)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sign", "value"], name="clue_by_value"),
            models.Index(fields=["kind", "subject_id"], name="clue_by_subject"),
            _by_batch("clue_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}: {self.sign}"


class Clearance(models.Model):
    """A deal that a role of a decision rule has cleared."""

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="clearances")
    #: The rule, a key of the agreement's decisions.
    rule = models.CharField(max_length=80)
    #: The seat that cleared it, whoever sat there.
    role = models.CharField(max_length=20)
    cleared_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField()
    #: The deal had moved on before.
    late = models.BooleanField()
    #: The version of the agreement whose rule it is.
    version = models.IntegerField()

    class Meta:
        ordering = ("cleared_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["lead", "rule", "role"], name="clearance_once_for_each_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.rule}"


class PriceException(models.Model):
    """A deal below the list or promo price: asked for by sales, approved as the agreement says, noted by marketing."""

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="price_exceptions")
    list_price = _money()
    deal_price = _money()
    currency = models.CharField(max_length=3)
    #: In the seller's words; may be personal.
    reason = models.TextField()
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    #: Whom the agreement lets decide.
    approver = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    #: Null until the approver has answered.
    approved = models.BooleanField(null=True)
    #: When marketing, whose price it was, took note; null until then.
    noted_at = models.DateTimeField(null=True)
    version = models.IntegerField()

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="price_exception_is_below_the_list",
                condition=models.Q(deal_price__lt=models.F("list_price"), deal_price__gte=0),
            ),
            models.CheckConstraint(
                name="price_exception_is_answered_whole",
                condition=models.Q(answered_at__isnull=True, approved__isnull=True)
                | models.Q(answered_at__isnull=False, approved__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["lead"], name="price_exception_one_open", condition=models.Q(answered_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.deal_price} / {self.list_price} {self.currency}"


class ListPrice(models.Model):
    """What marketing asks for one piece of a product from a day on: the list price, or a promo price while it lasts."""

    product = models.CharField(max_length=200)
    price = _money()
    currency = models.CharField(max_length=3)
    #: What one piece costs the company; null when nobody has said.
    unit_cost = _money(null=True)
    since = models.DateField()
    #: The last day of a promo price; null for a list price, which the next one ends.
    until = models.DateField(null=True)
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("product", "-since", "-id")
        constraints = [
            models.CheckConstraint(name="list_price_is_a_price", condition=models.Q(price__gt=0)),
            models.CheckConstraint(
                name="list_price_ends_after_it_begins",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.price} {self.currency}"


class DealLine(models.Model):
    """One product of a deal: how many, at the list price, at the price of the deal. Taken off: quantity 0."""

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="deal_lines")
    product = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    #: For one piece, marketing's; null when the price list does not know the product.
    list_price = _money(null=True)
    #: For one piece, sales' own.
    deal_price = _money()
    #: What one piece costs the company; null when nobody knows.
    unit_cost = _money(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["lead", "product"], name="deal_line_once_per_product"),
            models.CheckConstraint(
                name="deal_line_has_no_negative", condition=models.Q(quantity__gte=0, deal_price__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.quantity} × {self.product}"


class Handoff(models.Model):
    """A hand-off checklist of a deal, open until the deal is handed off."""

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="handoffs")
    #: Its key in the agreement.
    checklist = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    #: The version of the agreement whose checklist it is.
    version = models.IntegerField()

    class Meta:
        ordering = ("opened_at", "id")
        indexes = [
            models.Index(fields=["opened_at"], name="handoff_waiting", condition=models.Q(handed_at__isnull=True))
        ]
        constraints = [
            models.UniqueConstraint(fields=["lead", "checklist"], name="handoff_once_per_checklist"),
            models.CheckConstraint(
                name="handoff_is_whole",
                condition=models.Q(handed_at__isnull=True, handed_by__isnull=True)
                | models.Q(handed_at__isnull=False, handed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.checklist}"


class HandoffTick(models.Model):
    """One line of a hand-off checklist that somebody has ticked; without a time when the tick was taken back."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="ticks")
    #: The key of the line in the agreement.
    item = models.CharField(max_length=60)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["handoff", "item"], name="handoff_tick_once_per_line")]

    def __str__(self) -> str:
        return f"{self.handoff_id}: {self.item}"


class SavedView(models.Model):
    """Filters and an order of the list of leads that a person gave a name, to come back to."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    #: The query of the address, as ``LeadFilters`` writes it; empty for the whole list.
    query = models.TextField(blank=True)
    #: Shown to everybody of the person's department too.
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="view_name_once_per_person")]

    def __str__(self) -> str:
        return self.name


class QueueDraw(models.Model):
    """A lead that was put at a random place of the queue. Of all others there is no row."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="queue_draw")
    #: From the beginning of the queue, 0, to its end, 1.
    place = models.FloatField()
    #: The share of leads that the agreement had drawn when this one came in.
    share = models.FloatField()

    def __str__(self) -> str:
        return f"{self.lead_id} {self.place:.2f}"
