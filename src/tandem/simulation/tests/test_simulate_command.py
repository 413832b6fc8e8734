import json

import pytest
from django.core.management import CommandError, call_command


def test_the_command_writes_the_exports_and_keeps_the_truth_apart(tmp_path, capsys):
    truth = tmp_path / "truth.json"
    call_command("simulate", str(tmp_path / "files"), "--ending=2026-06-30", "--leads=300", f"--truth={truth}")

    assert (tmp_path / "files" / "leads.csv").exists()
    assert len(list((tmp_path / "files").iterdir())) == 10
    assert json.loads(truth.read_text())["ending"] == "2026-06-30"
    assert "leads.csv" in capsys.readouterr().out


def test_a_year_too_small_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="200"):
        call_command("simulate", str(tmp_path), leads=10)
