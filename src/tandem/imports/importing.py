"""Takes people in from an import: below the journal, so no facts are told of them."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.imports.superseding import supersede
from tandem.imports.writing import Chunk, Incoming, Writer
from tandem.people.actions import Description, describe, register
from tandem.people.rules import Department, Role


class PersonWriter(Writer):
    """A person by the id, or by the name."""

    kind = "person"

    def write(self, chunk: Chunk) -> None:
        """Register unknown names as people who may not sign in yet; describe anew those who may not."""
        ids = register([_description(each) for each in chunk.new], batch_id=chunk.batch_id)
        for each, person_id in zip(chunk.new, ids, strict=True):
            each.subject_id = person_id
        for each in (*chunk.new, *chunk.changed):
            if not describe(each.subject_id, _description(each)):
                chunk.warn(each, "account_kept", ACCOUNT_KEPT)
        supersede(chunk, [each.subject_id for each in (*chunk.new, *chunk.changed)])


ACCOUNT_KEPT = Text(
    ru="Этот сотрудник уже входит в систему: его роль и почту меняет администратор, а не импорт.",
    en="This person may sign in already: an administrator changes the role and the e-mail, not an import.",
)


def _description(incoming: Incoming) -> Description:
    role = incoming.text("role")
    if not role:
        role = Role.MARKETER if incoming.text("department") == Department.MARKETING else Role.SELLER
    return Description(incoming.text("name"), Role(role), incoming.text("email"))
