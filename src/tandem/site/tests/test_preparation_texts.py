"""Texts are compiled again when they are newer than what was compiled of them."""

from __future__ import annotations

import os
from pathlib import Path

from tandem.site.preparation import _is_stale


def test_texts_are_stale_without_their_compiled_form_and_when_they_are_newer(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text("", encoding="utf-8")
    assert _is_stale(source)

    compiled = source.with_suffix(".mo")
    compiled.write_bytes(b"")
    os.utime(source, (1, 1))
    assert not _is_stale(source)

    os.utime(source, (compiled.stat().st_mtime + 1,) * 2)
    assert _is_stale(source)
