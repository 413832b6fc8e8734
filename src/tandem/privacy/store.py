"""What the fact store keeps of consents: under which text, by number."""

from tandem.measures.tables import Column

COLUMNS = (
    Column(
        "leads", "consent_text_id", "BIGINT",
        {"consent_given": "p.processing", "consent_withdrawn": "p.processing"},
        state="privacy.LeadConsent.processing",
    ),
    Column(
        "leads", "advertising_text_id", "BIGINT",
        {"consent_given": "p.advertising", "consent_withdrawn": "p.advertising"},
        state="privacy.LeadConsent.advertising",
    ),
)  # fmt: skip
