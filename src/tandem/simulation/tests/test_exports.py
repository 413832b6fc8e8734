from collections import Counter, defaultdict
from datetime import datetime

import pytest

from tandem.simulation.rules import DAY
from tandem.simulation.stages import LOST_REASONS
from tandem.simulation.tests.years import files, year


def money(text):
    return float(text.replace("\u00a0", "").replace(",", "."))


def test_every_file_has_rows_of_the_width_of_its_header():
    for name, rows in files().items():
        assert rows, name
        assert all(None not in row and None not in row.values() for row in rows), name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("people", "ID"),
        ("clients", "ID контакта"),
        ("leads", "ID"),
        ("calls", "ID звонка"),
        ("invoices", "Номер"),
        ("payments", "Номер"),
        ("shipments", "Номер"),
        ("costs", "Документ"),
    ],
)
def test_numbers_of_documents_are_not_repeated(name, key):
    rows = files()[name]

    assert len({row[key] for row in rows}) == len(rows)


def test_every_reference_leads_to_a_row():
    rows = files()
    clients = {row["ID контакта"] for row in rows["clients"]}
    leads = {row["ID"] for row in rows["leads"]} | {""}
    invoices = {row["Номер"] for row in rows["invoices"]} | {""}
    people = {row["Сотрудник"] for row in rows["people"]} | {""}

    assert {row["ID контакта"] for row in rows["leads"]} == clients
    assert {row["Ответственный"] for row in rows["leads"]} <= people
    assert {row["Причина отказа"] for row in rows["leads"]} <= set(LOST_REASONS)
    for name in ("calls", "payments", "shipments", "costs", "invoices"):
        assert {row["Сделка"] for row in rows[name]} <= leads
    for name in ("payments", "shipments", "costs"):
        assert {row["Счёт на оплату"] for row in rows[name]} <= invoices


def test_spend_adds_up_to_the_world_and_its_repeated_rows():
    rows = [tuple(row.values()) for row in files()["spend"]]
    repeated = [row for row, times in Counter(rows).items() if times == 2]

    total = sum(float(row[-1]) for row in rows) - sum(float(row[-1]) for row in repeated)
    assert len(repeated) == 4
    assert total == pytest.approx(year().spend.spend.sum())


def test_money_received_adds_up_to_the_world():
    received: dict[str, float] = defaultdict(float)
    for row in files()["payments"]:
        received[row["Вид операции"]] += money(row["Сумма"])

    assert sum(received.values()) == pytest.approx(sum(one.amount for one in year().ledger.payments))
    assert len(received) == 3


def test_the_misspelt_campaign_has_spend_and_leads_that_do_not_meet():
    spent = {row["Campaign"] for row in files()["spend"]}
    asked = {row["Кампания"] for row in files()["leads"]}

    assert spent - asked == set(year().truth.misspelt_campaigns)
    assert asked - spent == {"", "{campaign_name}", "ТГ посевы ремонт/дизайн"}


def test_a_few_phones_are_bad_and_most_are_not():
    good = [row for row in files()["leads"] if "97" in row["Телефон"] and len(row["Телефон"]) >= 11]

    assert 0 < len(files()["leads"]) - len(good) < len(good) / 100


def test_the_written_reaction_time_is_that_of_the_first_call():
    first_call: dict[str, datetime] = {}
    for row in files()["calls"]:
        at = datetime.strptime(row["Дата и время"], "%d.%m.%Y %H:%M:%S")  # the file has no zone
        if row["Сделка"]:
            first_call[row["Сделка"]] = min(at, first_call.get(row["Сделка"], at))
    agree = compared = 0
    for row in files()["leads"]:
        if row["ID"] in first_call and row["Время реакции"]:
            created = datetime.fromisoformat(row["Дата создания"])
            hours, minutes, seconds = map(int, row["Время реакции"].split(":"))
            compared += 1
            waited = (first_call[row["ID"]] - created).total_seconds()
            agree += abs(waited - (hours * 3600 + minutes * 60 + seconds)) < 1

    # The rest lack their first call: the telephony missed the deal, or the client had called in unheard.
    assert compared > 1000
    assert agree / compared > 0.8


def test_the_astray_campaigns_show_in_plain_counts_of_grades():
    since = year().moment((year().truth.audience.since - year().truth.start).days * DAY).isoformat(" ")
    counts: Counter[tuple[bool, bool]] = Counter()
    for row in files()["leads"]:
        if row["Кампания"] in year().truth.audience.campaigns and row["Качество"]:
            counts[row["Дата создания"] >= since, row["Качество"] in "ABC"] += 1

    before = counts[False, True] / (counts[False, True] + counts[False, False])
    after = counts[True, True] / (counts[True, True] + counts[True, False])
    assert before > 1.5 * after
