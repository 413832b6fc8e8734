"""The person as an import knows it: members of the departments, named so that leads can be given to them."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType, RecordKind
from tandem.people.rules import Department, Role

RECORD_KINDS = (
    RecordKind(
        "person",
        Text(ru="Сотрудник", en="Person"),
        (
            Field("id", FieldType.ID, Text(ru="Номер", en="Id"),
                  headers=("Id", "ID", "User ID", "ID пользователя", "Номер")),
            Field("name", FieldType.TEXT, Text(ru="Имя", en="Name"), required=True, personal=True, max_length=200,
                  headers=("Name", "Имя", "ФИО", "Сотрудник", "Full Name", "User", "Пользователь", "sales_agent")),
            Field("role", FieldType.CHOICE, Text(ru="Роль", en="Role"), choices=tuple(Role),
                  headers=("Role", "Роль")),
            Field("department", FieldType.CHOICE, Text(ru="Отдел", en="Department"), choices=tuple(Department),
                  headers=("Department", "Отдел")),
            Field("email", FieldType.EMAIL, Text(ru="E-mail", en="E-mail"), personal=True,
                  headers=("Email", "E-mail", "Почта", "Эл. почта")),
        ),
        order=10,
    ),
)  # fmt: skip
