"""Who approves a deal below the list price, and how far below it is: pure decisions."""

from __future__ import annotations

from decimal import Decimal

from tandem.agreement.document import Decision, Document
from tandem.agreement.rules import signer_of, speaks_for
from tandem.people.rules import Department, Role

#: Who approves where the agreement does not say: the price of a deal is sales' own.
WITHOUT_RULE = frozenset({Role.OWNER, Role.SALES_HEAD})


def price_rule(document: Document) -> Decision | None:
    """The decision rule about prices, if the agreement has one."""
    return next((each for each in document.decisions if each.matter == "price"), None)


def approvers(document: Document, rule: Decision | None) -> frozenset[Role]:
    """The roles that approve: whom the rule lets decide, and who sits in that seat where it is empty."""
    if rule is None:
        return WITHOUT_RULE
    return frozenset(role for role in Role if rule.decides in speaks_for(document, role))


def takes_note(document: Document) -> frozenset[Role]:
    """Who is told for marketing, whose price it is: its head, or who signs in that place."""
    return frozenset({Role.MARKETING_HEAD, signer_of(document, Department.MARKETING)[0]})


def covers(approved: tuple[Decimal, Decimal], deal: tuple[Decimal, Decimal]) -> bool:
    """Whether an approved price covers a deal: neither cheaper than was approved, nor further below the list.

    Each is the list price and the price of the deal. A deal that has become smaller, or deeper discounted since, is
    another one than the approver saw.
    """
    return approved[1] <= deal[1] and discount(*approved) >= discount(*deal)


def discount(list_price: Decimal, deal_price: Decimal) -> Decimal:
    """The share taken off the list price, 0 to 1."""
    return (list_price - deal_price) / list_price
