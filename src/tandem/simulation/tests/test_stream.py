import csv
import io
from collections import Counter

import pytest

from tandem.simulation.names import phone_digits
from tandem.simulation.stream import BLOCK, HEADER, stream_leads, write_stream


def rows_of(seed, rows):
    return list(csv.DictReader(io.StringIO(b"".join(stream_leads(seed, rows)).decode()), strict=True))


def test_a_stream_has_as_many_rows_as_asked_for_whole_and_numbered():
    lines = b"".join(stream_leads(1, BLOCK + 7)).splitlines()

    assert lines[0].decode().replace('"', "").split(",") == list(HEADER)
    assert len(lines) == len({line.split(b",", 1)[0] for line in lines}) == BLOCK + 8
    assert {line.count(b'","') for line in lines} == {len(HEADER) - 1}


def test_the_same_seed_streams_the_same_bytes(tmp_path):
    write_stream(tmp_path / "leads.csv", seed=4, rows=300)

    assert (tmp_path / "leads.csv").read_bytes() == b"".join(stream_leads(4, 300))
    assert b"".join(stream_leads(4, 300)) != b"".join(stream_leads(5, 300))


def test_one_row_in_ten_belongs_to_a_client_met_before():
    rows = rows_of(2, 20_000)

    assert 1 - len({row["ID контакта"] for row in rows}) / len(rows) == pytest.approx(0.10, abs=0.01)


def test_a_client_keeps_name_phone_and_city():
    faces: dict[str, set[tuple[str, str, str]]] = {}
    for row in rows_of(2, 20_000):
        digits = "".join(character for character in row["Телефон"] if character.isdigit())[1:]
        faces.setdefault(row["ID контакта"], set()).add((row["Контакт"], digits, row["Город"]))

    assert all(len(seen) == 1 for seen in faces.values())
    assert faces["7000000001"].pop()[1] == phone_digits(1)[1:]


def test_payments_stand_where_the_deal_is_won_and_reasons_where_it_is_lost():
    for row in rows_of(3, 5_000):
        assert (row["Стадия"] == "Оплачено") == bool(row["Оплачено"]) == bool(row["Дата оплаты"])
        assert (row["Стадия"] == "Закрыто и не реализовано") == bool(row["Причина отказа"])


def test_every_campaign_seller_and_stage_occurs():
    rows = rows_of(3, 5_000)

    assert len(Counter(row["Кампания"] for row in rows)) == 15
    assert len(Counter(row["Ответственный"] for row in rows)) == 8
    assert len(Counter(row["Стадия"] for row in rows)) == 7


def test_no_rows_are_a_header_alone():
    assert rows_of(1, 0) == []
