"""The client as an import knows it, and the fields every record may name its client by."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType, RecordKind

#: Fields by which a lead, payment or call says whose it is.
CLIENT_FIELDS = (
    Field("client_id", FieldType.ID, Text(ru="Клиент (номер в системе)", en="Client (id in the system)"),
          headers=("Contact Name", "Contact ID", "ID контакта", "Контакт ID", "CONTACTID", "client_id")),
    Field("client_name", FieldType.TEXT, Text(ru="Клиент", en="Client"), personal=True, max_length=300,
          headers=("Client", "Клиент", "Имя", "ФИО", "Контакт", "Контрагент", "Name", "Full Name", "Account Name",
                   "Имя клиента", "ФИО клиента", "Контактное лицо", "Заказчик", "Покупатель", "Customer")),
    Field("phone", FieldType.PHONE, Text(ru="Телефон", en="Phone"), personal=True,
          headers=("Phone", "Телефон", "Тел", "Тел.", "Номер телефона", "Mobile", "Мобильный", "Рабочий телефон",
                   "Phone Number")),
    Field("email", FieldType.EMAIL, Text(ru="E-mail", en="E-mail"), personal=True,
          headers=("Email", "E-mail", "Почта", "Эл. почта", "Рабочий email")),
    Field("inn", FieldType.TEXT, Text(ru="ИНН", en="Tax id (INN)"), personal=True, max_length=12,
          headers=("ИНН", "INN", "Tax ID", "ИНН контрагента")),
    Field("city", FieldType.TEXT, Text(ru="Город", en="City"), max_length=200, headers=("City", "Город")),
)  # fmt: skip

RECORD_KINDS = (
    RecordKind(
        "client",
        Text(ru="Клиент", en="Client"),
        (
            Field("id", FieldType.ID, Text(ru="Номер", en="Id"), required=True, 
                  headers=("Id", "ID", "Record Id", "Номер")),
            Field("name", FieldType.TEXT, Text(ru="Имя или название", en="Name"), personal=True, max_length=300,
                  headers=("Name", "Имя", "Название", "ФИО", "Full Name", "Наименование")),
            Field("kind", FieldType.CHOICE, Text(ru="Человек или компания", en="Person or company"),
                  choices=("person", "company")),
            *(each for each in CLIENT_FIELDS if each.name in {"phone", "email", "inn", "city"}),
            Field("seller", FieldType.TEXT, Text(ru="Менеджер", en="Seller"), max_length=200,
                  headers=("Owner", "Ответственный", "Менеджер")),
            Field("created_at", FieldType.INSTANT, Text(ru="Создан", en="Created"), not_future=True,
                  headers=("Created Time", "Дата создания", "Создан", "Create Date")),
        ),
        order=20,
    ),
)  # fmt: skip
