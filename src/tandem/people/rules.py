"""Departments, roles, and what each role may see and do."""

from __future__ import annotations

from enum import StrEnum

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text


class Department(StrEnum):
    """The two sides of the agreement."""

    MARKETING = "marketing"
    SALES = "sales"


class NotForThisRole(Refusal):
    """The reader's role does not need what was asked for."""


class Role(StrEnum):
    """What a person is in the company; decides which pages and which rows they see."""

    OWNER = "owner"
    SALES_HEAD = "sales_head"
    SELLER = "seller"
    MARKETING_HEAD = "marketing_head"
    MARKETER = "marketer"
    ANALYST = "analyst"
    ADMIN = "admin"

    @property
    def words(self) -> Text:
        """The role as colleagues call it."""
        return _TITLES[self]

    @property
    def department(self) -> Department | None:
        """The department this role works in, if it works in one."""
        if self in {Role.SALES_HEAD, Role.SELLER}:
            return Department.SALES
        if self in {Role.MARKETING_HEAD, Role.MARKETER}:
            return Department.MARKETING
        return None

    @property
    def sees_all_leads(self) -> bool:
        """Everybody but a seller sees every lead; a seller sees their own."""
        return self is not Role.SELLER

    @property
    def sees_contacts(self) -> bool:
        """Who reads names, phones and answers of clients: those who talk to them, and who answers for the data."""
        return self not in {Role.MARKETER, Role.ANALYST}

    @property
    def sees_money_spent(self) -> bool:
        """Everybody but a seller sees what advertising costs."""
        return self is not Role.SELLER

    @property
    def sees_operating_report(self) -> bool:
        """Who sees figures of sellers by name; a seller's report holds their own line only."""
        return self is not Role.MARKETER

    @property
    def reads_sql(self) -> bool:
        """Whom the text of a query helps to trust a figure."""
        return self in {Role.OWNER, Role.ANALYST, Role.ADMIN}

    @property
    def manages_accounts(self) -> bool:
        """Who lets people in, says what they are, and shuts them out."""
        return self in {Role.OWNER, Role.ADMIN}

    @property
    def answers_for_personal_data(self) -> bool:
        """Who gives a person's data out, forgets people, and reads who looked at whom.

        Those who answer for it to the person and to the state, and see every client anyway: heads and sellers see
        their part of the work, and whose looks are noted must not be the one who reads the notes.
        """
        return self in {Role.OWNER, Role.ADMIN}

    @property
    def writes_consent_texts(self) -> bool:
        """Who puts the words in force under which people leave their data: marketing owns the forms."""
        return self.answers_for_personal_data or self is Role.MARKETING_HEAD

    def may_manage(self, other: Role) -> bool:
        """Whether this role decides over accounts of the other.

        Over an owner's only an owner does: whoever could give an owner a new password could become one.
        """
        return self.manages_accounts and (other is not Role.OWNER or self is Role.OWNER)

    @property
    def imports_data(self) -> bool:
        """Who may bring data in and take an import back."""
        return self in {Role.OWNER, Role.ADMIN, Role.ANALYST, Role.SALES_HEAD, Role.MARKETING_HEAD}

    @property
    def reports_spend(self) -> bool:
        """Who brings in what advertising cost, and says which of its names are one campaign."""
        return self.imports_data or self is Role.MARKETER

    @property
    def merges_clients(self) -> bool:
        """Who decides whether two clients are one: it changes everybody's figures."""
        return self in {Role.OWNER, Role.ADMIN, Role.ANALYST, Role.SALES_HEAD, Role.MARKETING_HEAD}

    @property
    def reads_imported_rows(self) -> bool:
        """Who sees rows and values of everybody's imports; whoever imported a file sees those of their own."""
        return self.imports_data and self.sees_contacts


_TITLES = {
    Role.OWNER: Text(ru="собственник", en="owner"),
    Role.SALES_HEAD: Text(ru="РОП", en="head of sales"),
    Role.SELLER: Text(ru="менеджер по продажам", en="seller"),
    Role.MARKETING_HEAD: Text(ru="руководитель маркетинга", en="head of marketing"),
    Role.MARKETER: Text(ru="маркетолог", en="marketer"),
    Role.ANALYST: Text(ru="аналитик", en="analyst"),
    Role.ADMIN: Text(ru="администратор", en="administrator"),
}
