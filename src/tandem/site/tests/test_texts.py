"""Both languages, everywhere."""

import gettext
from pathlib import Path

import pytest

import tandem
from tandem.basics.discovery import rooms
from tandem.site import texts

PACKAGE = Path(tandem.__path__[0])


@pytest.fixture(scope="module")
def untranslated():
    return texts.untranslated(PACKAGE)


@pytest.mark.parametrize("room", [room.removeprefix("tandem.") for room in rooms()])
def test_everything_a_room_says_can_be_read_in_russian(room, untranslated):
    missing = [f"{said.file}:{said.line}: {said.text}" for said in untranslated.get(room, [])]

    assert not missing, "no Russian text for:\n" + "\n".join(missing)


@pytest.fixture
def package(tmp_path):
    """A package with one room: a page and a form that say three things."""
    room = tmp_path / "tandem" / "garden"
    (room / "templates" / "garden").mkdir(parents=True)
    (room / "__init__.py").write_text("")
    (room / "forms.py").write_text(
        'from django.utils.translation import gettext_lazy as _, pgettext\na = _("Rake")\n'
        'b = pgettext("tool", "Spade")\n'
    )
    (room / "templates" / "garden" / "page.html").write_text(
        "<ul>\n      <li>don't (fall) over \"this {% translate 'Water' %}\n"
        "  {% blocktranslate count n=n %}{{ n }} bed{% plural %}{{ n }} beds{% endblocktranslate %}</li>"
    )
    return tmp_path / "tandem"


def write_po(package: Path, text: str) -> Path:
    path = package / "garden" / texts.PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + text)
    return path


def test_texts_are_found_in_python_and_in_templates(package):
    found = {(said.context, said.text, said.plural) for said in texts.said_by(package / "garden")}

    assert found == {
        (None, "Rake", None),
        ("tool", "Spade", None),
        (None, "Water", None),
        (None, "%(n)s bed", "%(n)s beds"),
    }


def test_an_empty_or_guessed_translation_is_none(package):
    write_po(package, 'msgid "Rake"\nmsgstr ""\n\n#, fuzzy\nmsgid "Water"\nmsgstr "Вода?"\n')

    missing = {said.text for said in texts.untranslated(package)["garden"]}

    assert {"Rake", "Water"} <= missing


def test_collecting_adds_what_is_missing_and_keeps_what_is_there(package):
    path = write_po(package, 'msgid "Rake"\nmsgstr "Грабли"\n')

    added = texts.collect(package)

    assert added == {"garden": 3}
    assert 'msgstr "Грабли"' in path.read_text()
    assert 'msgid "Water"' in path.read_text()
    assert len(texts.untranslated(package)["garden"]) == 3


def test_compiling_is_done_once_and_again_when_the_text_changes(package):
    path = write_po(package, 'msgid "Rake"\nmsgstr "Грабли"\n')
    (compiled,) = texts.compile_all(package)
    first = compiled.stat().st_mtime_ns

    texts.compile_all(package)

    assert compiled.stat().st_mtime_ns == first
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Rake") == "Грабли"
    assert path.exists()
