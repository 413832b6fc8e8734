import json

import pytest
from django.core.management import CommandError, call_command


def test_the_command_writes_the_files_with_how_to_import_them(tmp_path, capsys):
    call_command("simulate", "quiet", "--seed=4", "--weeks=2", f"--out={tmp_path}")

    said = capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {
        "leads.csv", "calls.csv", "spend.csv", "payments.csv", "truth.json",
    }  # fmt: skip
    assert "tandem import generic_leads" in said
    assert json.loads((tmp_path / "truth.json").read_text())["seed"] == 4


def test_without_a_scenario_it_says_which_there_are(capsys):
    call_command("simulate")

    assert "halved_seller" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing", "--out=x"], "quiet"),
        (["quiet"], "--out"),
        (["quiet", "--out=x", "--weeks=0"], "недел|week"),
        (["quiet", "--out=x", "--seed=-1"], "0"),
        (["quiet", "--out=x", "--through-actions"], "--out"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_a_sentence(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("simulate", *arguments)


def test_a_year_of_the_demo_is_written_with_its_truth_apart(tmp_path, capsys):
    truth = tmp_path / "truth.json"
    call_command("demo_exports", str(tmp_path / "files"), "--ending=2026-06-30", "--leads=300", f"--truth={truth}")

    assert (tmp_path / "files" / "leads.csv").exists()
    assert len(list((tmp_path / "files").iterdir())) == 10
    assert json.loads(truth.read_text())["ending"] == "2026-06-30"
    assert "leads.csv" in capsys.readouterr().out


def test_a_year_too_small_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="200"):
        call_command("demo_exports", str(tmp_path), leads=10)
