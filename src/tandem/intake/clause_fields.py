"""What clauses may read of a lead as it came in."""

from tandem.agreement.clause_catalogue import ClauseField
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text


def _text(name: str, ru: str, en: str) -> ClauseField:
    return ClauseField(name, Kind.TEXT, Text(ru=ru, en=en), state=f"intake.Lead.{name}")


ORIGIN = (
    _text("source", "источник", "source"),
    _text("channel", "канал", "channel"),
    _text("campaign", "кампания", "campaign"),
    _text("ad_group", "группа объявлений", "ad group"),
    _text("creative", "креатив", "creative"),
    _text("offer", "оффер", "offer"),
    _text("landing_page", "посадочная страница", "landing page"),
    _text("product", "продукт", "product"),
    _text("segment", "сегмент", "segment"),
    _text("city", "город", "city"),
)
TIMES = (
    ClauseField(
        "captured_at", Kind.INSTANT, Text(ru="когда пришла заявка", en="when the lead came in"),
        state="intake.Lead.captured_at",
    ),
    ClauseField("captured_on", Kind.DAY, Text(ru="день заявки", en="day the lead came in")),
)  # fmt: skip
