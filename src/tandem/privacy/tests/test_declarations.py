"""Nothing personal is kept that nobody has declared."""

from tandem.privacy.column_words import OF_THE_MACHINE, words_of
from tandem.privacy.declarations import about_clients, model_of, rows_about, undeclared_columns


def test_every_column_of_text_is_declared_once():
    assert not undeclared_columns(), "say in <room>/personal.py whether these are about clients"


def test_a_column_nobody_declared_is_found(monkeypatch):
    from tandem.privacy import declarations

    every = [each for each in declarations.declared() if each.model != "selling.Payment"]
    monkeypatch.setattr(declarations, "declared", lambda: every)

    assert "selling.Payment.purpose" in undeclared_columns()


def test_every_table_about_clients_is_found_by_a_client(db):
    for each in about_clients():
        names = {field.name for field in model_of(each)._meta.concrete_fields}
        assert {*each.blanked, *each.kept} <= names
        assert list(rows_about(each, [1])) == []


def test_a_persons_copy_has_words_for_every_column():
    nameless = {
        f"{each.model}.{field.attname}"
        for each in about_clients()
        for field in model_of(each)._meta.concrete_fields
        if field.attname not in OF_THE_MACHINE and words_of(each.model, field.attname) is None
    }

    assert nameless == set()
