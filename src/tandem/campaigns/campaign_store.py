"""Campaigns, names, budgets, offers, creatives and landing pages as the journal tells them."""

from tandem.measures.tables import Column, Table

CAMPAIGN_TABLES = (
    Table("campaigns", subject="campaign", key="campaign_id", state="campaigns.Campaign"),
    Table("campaign_names", subject="campaign_name", key="campaign_name_id", state="campaigns.CampaignName"),
    Table("campaign_people", subject="campaign_person", key="campaign_person_id", state="campaigns.CampaignPerson"),
    Table("campaign_budgets", subject="campaign_budget", key="campaign_budget_id", state="campaigns.BudgetMonth"),
    Table("offers", subject="offer", key="offer_id", state="campaigns.Offer"),
    Table("creatives", subject="creative", key="creative_id", state="campaigns.Creative"),
    Table("landing_pages", subject="landing_page", key="landing_page_id", state="campaigns.LandingPage"),
)

_CARD = ("campaign_planned", "campaign_changed")
_OFFER = ("offer_made", "offer_changed")
_CREATIVE = ("creative_made", "creative_changed")
_MONEY = "DECIMAL(18,2)"

#: Table, model, column, type, facts with what they say, state column where it is called otherwise.
_SAID: tuple[tuple[str, str, str, str, dict[str, str], str], ...] = (
    *(
        ("campaigns", "Campaign", name, kind, dict.fromkeys(_CARD, f"p.{name}"), name)
        for name, kind in (
            ("name", "VARCHAR"), ("target_leads", "BIGINT"), ("target_revenue", _MONEY), ("segment", "VARCHAR"),
            ("channels", "VARCHAR"), ("season", "VARCHAR"), ("starts_on", "DATE"), ("ends_on", "DATE"),
        )
    ),
    ("campaigns", "Campaign", "planned_at", "TIMESTAMP", {"campaign_planned": "happened_at"}, "planned_at"),
    (
        "campaigns", "Campaign", "archived_at", "TIMESTAMP",
        {"campaign_archived": "happened_at", "campaign_restored": "NULL"}, "archived_at",
    ),
    ("campaign_names", "CampaignName", "campaign_id", "BIGINT", {"campaign_named": "p.campaign_id"}, "campaign"),
    ("campaign_names", "CampaignName", "name", "VARCHAR", {"campaign_named": "p.name"}, "name"),
    ("campaign_names", "CampaignName", "since", "TIMESTAMP", {"campaign_named": "happened_at"}, "since"),
    *(
        ("campaign_people", "CampaignPerson", name, kind, {"campaign_person_set": f"p.{name}"}, state)
        for name, kind, state in (
            ("campaign_id", "BIGINT", "campaign"), ("person_id", "BIGINT", "person"), ("answers", "BOOLEAN", "answers"),
        )
    ),
    ("campaign_budgets", "BudgetMonth", "campaign_id", "BIGINT", {"budget_planned": "p.campaign_id"}, "campaign"),
    ("campaign_budgets", "BudgetMonth", "month", "DATE", {"budget_planned": "p.month"}, "month"),
    ("campaign_budgets", "BudgetMonth", "amount", _MONEY, {"budget_planned": "p.amount"}, "amount"),
    *(
        ("offers", "Offer", name, kind, dict.fromkeys(_OFFER, f"p.{name}"), state)
        for name, kind, state in (
            ("title", "VARCHAR", "title"), ("campaign_id", "BIGINT", "campaign"), ("discount", "VARCHAR", "discount"),
            ("since", "DATE", "since"), ("until", "DATE", "until"),
        )
    ),
    ("offers", "Offer", "archived_at", "TIMESTAMP", {"offer_archived": "happened_at"}, "archived_at"),
    ("creatives", "Creative", "name", "VARCHAR", dict.fromkeys(_CREATIVE, "p.name"), "name"),
    ("creatives", "Creative", "campaign_id", "BIGINT", dict.fromkeys(_CREATIVE, "p.campaign_id"), "campaign"),
    ("creatives", "Creative", "offer_id", "BIGINT", dict.fromkeys(_CREATIVE, "p.offer_id"), "offer"),
    ("creatives", "Creative", "made_at", "TIMESTAMP", {"creative_made": "happened_at"}, "made_at"),
    ("creatives", "Creative", "archived_at", "TIMESTAMP", {"creative_archived": "happened_at"}, "archived_at"),
    ("landing_pages", "LandingPage", "campaign_id", "BIGINT", {"landing_page_made": "p.campaign_id"}, "campaign"),
    ("landing_pages", "LandingPage", "address", "VARCHAR", {"landing_page_made": "p.address"}, "address"),
    (
        "landing_pages", "LandingPage", "archived_at", "TIMESTAMP",
        {"landing_page_made": "NULL", "landing_page_archived": "happened_at"}, "archived_at",
    ),
)  # fmt: skip

CAMPAIGN_COLUMNS = tuple(
    Column(table, name, kind, facts, state=f"campaigns.{model}.{state}")
    for table, model, name, kind, facts, state in _SAID
)
