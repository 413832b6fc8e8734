"""The machine-readable description of the doors for programs (OpenAPI 3.1), made from the fields of the lead record."""

from __future__ import annotations

import functools
from typing import Any

import msgspec

from tandem.imports.shapes import Field, FieldType
from tandem.imports.shelf import record_kinds
from tandem.intake.doors import doors

#: Where it is found.
ADDRESS = "/in/openapi.json"

_ABOUT = (
    "A lead is answered after it is kept. Fields that are no field of the record are kept as text beside it; values "
    "that cannot be read too, and the lead says so. Take the address and the key from the page “Sources”."
)

_TYPES: dict[FieldType, dict[str, Any]] = {
    FieldType.WHOLE: {"type": ["integer", "string"]},
    FieldType.NUMBER: {"type": ["number", "string"]},
    FieldType.MONEY: {"type": ["number", "string"]},
    FieldType.FLAG: {"type": ["boolean", "string"]},
    FieldType.INSTANT: {"type": "string", "examples": ["2026-11-22T09:30:00+03:00"]},
    FieldType.DAY: {"type": "string", "examples": ["2026-11-22"]},
    FieldType.PHONE: {"type": "string", "examples": ["+7 912 345-67-89"]},
    FieldType.EMAIL: {"type": "string", "examples": ["anna@example.com"]},
}


@functools.cache
def description() -> bytes:
    """The document as it is served."""
    fields = {each.name: _property(each) for each in record_kinds()["lead"].fields if each.name != "created_at"}
    refusal = {
        "description": "Refused; the sentence says what to do",
        "content": _json({"$ref": "#/components/schemas/Refusal"}),
    }
    api = doors()["api"]
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Tandem: leads", "version": "1", "description": _ABOUT},
            "components": {
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
                "schemas": {
                    "Lead": {"type": "object", "properties": fields, "maxProperties": 200},
                    "Kept": {
                        "type": "object",
                        "required": ["id", "ids"],
                        "properties": {
                            "id": {"type": "string", "description": "the same for every retry with the same key"},
                            "ids": {"type": "array", "items": {"type": "string"}},
                        },
                    },
                    "Refusal": {
                        "type": "object",
                        "required": ["error"],
                        "properties": {
                            "error": {
                                "type": "object",
                                "required": ["ru", "en"],
                                "properties": {"ru": {"type": "string"}, "en": {"type": "string"}},
                            }
                        },
                    },
                },
            },
            "paths": {
                "/in/{source}/": {
                    "post": {
                        "operationId": "hand_in_lead",
                        "summary": api.title.en,
                        "security": [{"key": []}],
                        "parameters": [
                            {"name": "source", "in": "path", "required": True, "schema": {"type": "string"}},
                            {
                                "name": "Idempotency-Key", "in": "header", "required": False,
                                "schema": {"type": "string", "maxLength": 200},
                                "description": "a repeated request with the same key is the same lead",
                            },
                        ],
                        "requestBody": {"required": True, "content": _json({"$ref": "#/components/schemas/Lead"})},
                        "responses": {
                            "202": {
                                "description": "Kept: in the database, or on the disk while the database is away",
                                "content": _json({"$ref": "#/components/schemas/Kept"}),
                            },
                            **dict.fromkeys(("400", "401", "404", "405", "413", "422", "429", "503"), refusal),
                        },
                    }
                }
            },
        }
    )  # fmt: skip


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _property(field: Field) -> dict[str, Any]:
    said = dict(_TYPES.get(field.type, {"type": ["string", "number"]}))
    return said | {"description": f"{field.title.en} / {field.title.ru}"}
