"""An import from files to facts and back: what it takes, what it refuses, and that nothing is half done."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from tandem.imports import actions, recognising
from tandem.imports.models import Import, KnownRecord, Status
from tandem.imports.queries import reasons
from tandem.imports.reading import FileEmpty
from tandem.imports.rejected_rows import rejected_rows
from tandem.imports.shelf import recipe_text
from tandem.imports.taking import TakenOver
from tandem.imports.trying import try_out
from tandem.imports.undoing import NeededByOthers, undo
from tandem.intake.models import Lead
from tandem.journal import queries as journal
from tandem.measures.sealing import sync
from tandem.measures.verification import verify
from tests.imports.exports import HEAD, NOW, RECIPE, lead, leads_file

pytestmark = pytest.mark.django_db


def imported(*files, recipe=RECIPE) -> Import:
    run = actions.receive(recipe_text=recipe, files=files, started_by_id=None, now=NOW)
    return actions.run(import_id=run.pk, now=NOW)


def counts(run: Import) -> dict[str, int]:
    (file,) = run.files.all()
    return {
        "rows": file.rows_read,
        "rejected": file.rows_rejected,
        "new": file.records_new,
        "changed": file.records_changed,
        "same": file.records_same,
        "warnings": file.warnings,
    }


def tried(*files, recipe=RECIPE) -> dict[str, int]:
    (trial,) = try_out(recipe_text=recipe, files=files, now=NOW)
    return {
        "rows": trial.rows,
        "rejected": trial.rejected,
        "new": trial.tally.new,
        "changed": trial.tally.changed,
        "same": trial.tally.same,
        "warnings": trial.warnings,
    }


def assert_clean() -> None:
    assert verify().differences == []


def test_the_same_file_twice_changes_nothing(tmp_path):
    file = leads_file(tmp_path, *(lead(number) for number in range(5)))
    first = imported(file)
    facts = journal.position()
    again = imported(file)

    assert counts(first)["new"] == 5
    assert counts(again) | {"rows": 0} == {
        "rows": 0, "rejected": 0, "new": 0, "changed": 0, "same": 5, "warnings": 0,
    }  # fmt: skip
    assert journal.position() == facts
    assert_clean()


def test_an_undone_import_leaves_nothing_and_can_be_imported_again(tmp_path):
    file = leads_file(tmp_path, lead(1), lead(2, stage="Won", amount="100"))
    first = imported(file)
    assert_clean()

    undo(import_id=first.pk, by_id=None, now=NOW)
    sync()
    assert Lead.objects.count() == 0
    assert KnownRecord.objects.count() == 0
    assert_clean()

    assert counts(imported(file))["new"] == 2
    sync()
    assert Lead.objects.count() == 2
    assert_clean()


def test_undo_gives_back_what_a_later_import_changed(tmp_path):
    imported(leads_file(tmp_path, lead(1, amount="100")))
    later = imported(leads_file(tmp_path, lead(1, amount="250", stage="Won")))
    assert counts(later)["changed"] == 1

    undo(import_id=later.pk, by_id=None, now=NOW)

    assert_clean()


def test_undo_is_refused_while_a_later_import_hangs_on_the_records(tmp_path):
    clients = tmp_path / "clients.csv"
    clients.write_text("Client,Name,City\nC1,Client 1,Tver\n")
    first = imported(leads_file(tmp_path, lead(9)), (clients, "clients.csv"))
    imported(leads_file(tmp_path, lead(1)))

    with pytest.raises(NeededByOthers):
        undo(import_id=first.pk, by_id=None, now=NOW)

    assert Import.objects.get(pk=first.pk).status == Status.DONE
    assert_clean()


def test_undo_is_refused_while_a_later_import_corrected_the_records(tmp_path):
    first = imported(leads_file(tmp_path, lead(1), lead(2)))
    moved = lead(1).replace("Client 1", "Client One").replace("2026-10-01", "2026-10-02")
    later = imported(leads_file(tmp_path, moved.replace("C1,", "C7,")))
    assert counts(later)["changed"] == 1

    with pytest.raises(NeededByOthers, match=f"no. {later.pk} "):
        undo(import_id=first.pk, by_id=None, now=NOW)
    assert_clean()

    undo(import_id=later.pk, by_id=None, now=NOW)
    undo(import_id=first.pk, by_id=None, now=NOW)
    sync()
    assert Lead.objects.count() == 0
    assert_clean()


def test_a_second_row_with_the_same_id_and_other_content_is_rejected(tmp_path):
    run = imported(leads_file(tmp_path, lead(1), lead(2), lead(1, stage="Won")))

    (problem,) = run.files.get().problems.all()
    assert (problem.code, problem.line) == ("duplicate_id", 4)
    assert Lead.objects.count() == 2


def test_blank_rows_are_no_problem(tmp_path):
    run = imported(leads_file(tmp_path, lead(1), "", ",,,,,,,", lead(2), ""))

    assert counts(run)["new"] == 2
    assert counts(run)["rejected"] in (0, 1)


@pytest.mark.parametrize("known_before", [False, True])
def test_a_dry_run_tells_the_numbers_of_the_run(tmp_path, known_before):
    if known_before:
        imported(leads_file(tmp_path, lead(1), lead(2), name="leads_before.csv"))
    file = leads_file(
        tmp_path,
        lead(1),
        lead(2, amount="900"),
        lead(3),
        lead(3),
        lead(3, stage="Won"),
        lead(4, created="2031-01-01 00:00:00"),
        lead(5, stage="Thinking"),
        lead(6, amount="#REF!"),
    )
    before = journal.position()
    expected = tried(file)

    assert journal.position() == before
    assert counts(imported(file)) == expected
    assert expected["rejected"] == 3


def test_mended_rejected_rows_come_in_alone(tmp_path):
    run = imported(leads_file(tmp_path, lead(1), lead(2, stage="Thinking"), lead(3, created="yesterday"), lead(4)))
    assert Lead.objects.count() == 2

    rows = b"".join(rejected_rows(run.files.get(), language="en")).decode("utf-8-sig")
    parsed = list(csv.reader(StringIO(rows)))
    assert [row[-3] for row in parsed[1:]] == ["3", "4"]
    assert "yesterday" in rows
    mended = tmp_path / "mended.csv"
    mended.write_text(rows.replace("Thinking", "New").replace("yesterday", "2026-10-03 10:00"), encoding="utf-8-sig")

    again = imported((mended, "leads-rejected.csv"))

    assert counts(again) | {"warnings": 0} == {
        "rows": 2, "rejected": 0, "new": 2, "changed": 0, "same": 0, "warnings": 0,
    }  # fmt: skip
    assert Lead.objects.count() == 4
    assert_clean()


def test_a_part_of_the_set_may_come_alone_once_the_needed_table_came(tmp_path):
    clients = tmp_path / "clients.csv"
    clients.write_text("Client,Name,City\nC1,Client 1,Tver\n")
    with pytest.raises(recognising.TableMissing):
        imported((clients, "clients.csv"))

    imported(leads_file(tmp_path, lead(1)))

    assert imported((clients, "clients.csv")).status == Status.DONE


def test_a_refused_file_keeps_nothing(tmp_path, settings):
    empty = leads_file(tmp_path, name="leads_empty.csv")
    empty[0].write_text(HEAD + "\n")
    run = actions.receive(recipe_text=RECIPE, files=[empty], started_by_id=None, now=NOW)
    with pytest.raises(FileEmpty):
        actions.run(import_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert run.status == Status.STOPPED
    assert "ни одной строки" in run.failure.ru

    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(recognising.FileNotRecognised, match="is no table of the recipe"):
        actions.receive(recipe_text=RECIPE, files=[(other, "other.csv")], started_by_id=None, now=NOW)

    assert Import.objects.count() == 1


def test_a_run_that_was_undone_meanwhile_ends_and_stays_undone(tmp_path):
    run = actions.receive(recipe_text=RECIPE, files=[leads_file(tmp_path, lead(1))], started_by_id=None, now=NOW)
    Import.objects.filter(pk=run.pk).update(status=Status.UNDONE)

    with pytest.raises(actions.NotRunnable):
        actions.run(import_id=run.pk, now=NOW)

    run.refresh_from_db()
    assert run.status == Status.UNDONE


def test_an_import_stopped_by_hand_goes_on_behind_what_it_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "CHUNK_ROWS", 2)
    run = actions.receive(
        recipe_text=RECIPE,
        files=[leads_file(tmp_path, *(lead(number) for number in range(7)))],
        started_by_id=None,
        now=NOW,
    )

    with pytest.raises(TakenOver):
        actions.run(import_id=run.pk, now=NOW, progress=lambda file, part: actions.stop(import_id=run.pk))
    run.refresh_from_db()
    assert run.status == Status.STOPPED
    assert Lead.objects.count() == 2

    actions.resume(import_id=run.pk)
    actions.run(import_id=run.pk, now=NOW)

    assert Lead.objects.count() == 7
    assert_clean()


def test_two_rows_of_one_id_far_apart_do_not_take_turns(tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "CHUNK_ROWS", 2)
    file = leads_file(tmp_path, lead(1), lead(2), lead(3), lead(1, amount="500"))
    imported(file)

    again = imported(file)

    assert counts(again) | {"warnings": 0} == tried(file) | {"warnings": 0}
    assert (counts(again)["changed"], counts(again)["rejected"], counts(again)["same"]) == (0, 1, 3)


def test_a_dry_run_and_the_run_count_a_client_in_several_rows_alike_and_the_dry_run_writes_nothing(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text("Client,City,Name\nC1,Tver,Anna\nC2,Tver,Boris\nC1,Pskov,Anna\nC1,Tver,Anna\n", encoding="utf-8")
    recipe = RECIPE.replace("required = true", "required = false")
    clients = (path, "clients.csv")

    before = tried(clients, recipe=recipe)
    assert before == counts(imported(clients, recipe=recipe))
    assert (before["new"], before["same"]) == (2, 1)
    known = list(KnownRecord.objects.order_by("pk").values())
    assert tried(clients, recipe=recipe) == {**before, "new": 0, "same": 4}
    assert list(KnownRecord.objects.order_by("pk").values()) == known
    assert counts(imported(clients, recipe=recipe)) == {**before, "new": 0, "same": 4}


def test_a_recipe_that_names_no_currency_reads_amounts_with_the_sign_of_the_companys(tmp_path):
    path = tmp_path / "own.csv"
    rows = ["1;01.03.2024;12 500,50 ₽", "2;01.03.2024;3000 руб.", "3;01.03.2024;700", "4;01.03.2024;$ 100"]
    path.write_text("\n".join(["Номер;Дата создания;Сумма", *rows]), encoding="utf-8")

    run = imported((path, "own.csv"), recipe=recipe_text("generic_leads"))

    assert counts(run) == {"rows": 4, "rejected": 1, "new": 3, "changed": 0, "same": 0, "warnings": 0}
    (problem,) = run.files.get().problems.all()
    assert (problem.line, problem.message_en) == (5, "The amount is in USD, the others are in RUB.")
    assert sorted(map(str, Lead.objects.values_list("deal__amount", flat=True))) == ["12500.50", "3000.00", "700.00"]


def test_values_that_no_map_knows_are_told_one_by_one_under_the_name_of_their_field(tmp_path):
    path = tmp_path / "own.csv"
    grades = ["Средний", "Никакой", "Средний", "A"]
    rows = [f"{number};01.03.2024;{grade}" for number, grade in enumerate(grades)]
    path.write_text("\n".join(["Номер;Дата создания;Категория", *rows]), encoding="utf-8")

    run = imported((path, "own.csv"), recipe=recipe_text("generic_leads"))

    found = [(each.message.ru.partition(":")[0], each.count, each.column.ru) for each in reasons(run)]
    assert found == [
        ("Категории «Средний» нет в регламенте", 2, "Категория (A–E)"),
        ("Категории «Никакой» нет в регламенте", 1, "Категория (A–E)"),
    ]
