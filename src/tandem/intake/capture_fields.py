"""What intake keeps of a lead and somebody may have forgotten to write down."""

from tandem.basics.text import Text
from tandem.intake.capture import CaptureField
from tandem.people.rules import Department


def _text(key: str, ru: str, en: str, without_ru: str, without_en: str) -> CaptureField:
    return CaptureField(
        key,
        Text(ru=ru, en=en),
        Text(ru=without_ru, en=without_en),
        frozenset({key}),
        f"coalesce({key}, '') = ''",
        Department.MARKETING,
    )


FIELDS = (
    _text("product", "Продукт", "Product", "Без продукта", "Without a product"),
    _text("segment", "Сегмент", "Segment", "Без сегмента", "Without a segment"),
    _text("city", "Город", "City", "Без города", "Without a city"),
    _text("campaign", "Кампания", "Campaign", "Без кампании", "Without a campaign"),
)
