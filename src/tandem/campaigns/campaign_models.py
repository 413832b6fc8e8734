"""What marketing plans and promises: campaigns, their months of budget, creatives, offers and landing pages."""

from __future__ import annotations

from django.db import models


class Campaign(models.Model):
    """A campaign under the name that ad systems write now; what it is to bring, for whom, and when.

    Spend rows and leads name a campaign by its text. ``CampaignName`` knows every text it ever had.
    """

    name = models.CharField(max_length=300)
    target_leads = models.PositiveIntegerField(null=True)
    target_revenue = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    #: For whom: the segment of the portrait, as leads name it.
    segment = models.CharField(max_length=200, blank=True)
    channels = models.CharField(max_length=300, blank=True)
    #: The season it is made for, in words: «весна», «чёрная пятница».
    season = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    planned_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="campaign_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="campaign_ends_after_it_starts",
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignName(models.Model):
    """A text by which a campaign was known from a moment on; an earlier one still finds its leads and its spend."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=300)
    #: Case and look-alike letters do not tell two campaigns apart.
    folded = models.CharField(max_length=1000, unique=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ("since", "pk")

    def __str__(self) -> str:
        return self.name


class CampaignPerson(models.Model):
    """Somebody who answers for a campaign; one who does no longer keeps the row."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    answers = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="campaign_person_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.person_id}"


class BudgetMonth(models.Model):
    """What a campaign may cost in a month; what it did cost, spend rows say."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="budget")
    #: The first day of the month.
    month = models.DateField()
    #: Empty where the plan of the month was taken back.
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)

    class Meta:
        ordering = ("month",)
        constraints = [
            models.UniqueConstraint(fields=["campaign", "month"], name="campaign_budget_once_a_month"),
            models.CheckConstraint(
                name="campaign_budget_is_not_negative", condition=models.Q(amount=None) | models.Q(amount__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.month:%Y-%m}: {self.amount}"


class Offer(models.Model):
    """What was promised: the words clients saw, the discount, its terms and its days."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="offers", null=True)
    #: As leads and pages write it.
    title = models.CharField(max_length=300)
    promise = models.TextField(blank=True)
    discount = models.CharField(max_length=100, blank=True)
    terms = models.TextField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    archived_at = models.DateTimeField(null=True)
    #: Everything of the above for the search.
    folded = models.TextField(blank=True)

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.CheckConstraint(name="offer_has_a_title", condition=~models.Q(title="")),
            models.CheckConstraint(
                name="offer_ends_after_it_starts",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Creative(models.Model):
    """An ad under the name that ad systems write: what it says, how it looks, which offer it carries."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="creatives")
    name = models.CharField(max_length=300)
    message = models.TextField(blank=True)
    #: Where the picture or the film is to be seen, when it is not kept here.
    link = models.CharField(max_length=500, blank=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="creatives", null=True)
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    folded = models.TextField(blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = [models.CheckConstraint(name="creative_has_a_name", condition=~models.Q(name=""))]

    def __str__(self) -> str:
        return self.name


class CreativePicture(models.Model):
    """The picture of a creative, kept in the database: it is copied with every backup and is never a file to run."""

    creative = models.OneToOneField(Creative, primary_key=True, on_delete=models.CASCADE, related_name="picture")
    #: One of ``picture_rules.KINDS``: what the bytes are, not what their sender called them.
    kind = models.CharField(max_length=20)
    content = models.BinaryField()
    #: SHA-256 of the bytes, part of the address so that a browser may keep the picture.
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.creative_id}: {self.kind}"


class LandingPage(models.Model):
    """A page that a campaign leads to."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="landing_pages")
    #: As leads write it: an address or its path.
    address = models.CharField(max_length=500)
    title = models.CharField(max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("address", "pk")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "address"], name="campaign_landing_page_once"),
            models.CheckConstraint(name="landing_page_has_an_address", condition=~models.Q(address="")),
        ]

    def __str__(self) -> str:
        return self.address
