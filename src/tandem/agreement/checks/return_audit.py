"""The blind check of returns: a share that can be borne, judged by somebody who may know the trade of selling."""

from __future__ import annotations

from decimal import Decimal

from tandem.agreement import titles
from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Document
from tandem.people.rules import Role

#: Beyond that the check is a second department.
_TOO_MANY = Decimal("0.5")
#: Who may judge: whoever talks to clients and is not the side that brought the lead.
AUDITORS = (Role.SALES_HEAD, Role.SELLER)


@check
def audited_share_out_of_range(document: Document, known: Known) -> Found:
    share = document.audit.share
    if not 0 <= share <= _TOO_MANY:
        yield serious(
            "audit", "", "share",
            f"Проверка возвратов: доля {share} не годится, нужна от 0 до {_TOO_MANY}.",
            f"Check of returns: the share {share} will not do, it lies between 0 and {_TOO_MANY}.",
        )  # fmt: skip
    elif share and not document.evidence:
        yield warning(
            "audit", "", "share",
            "Проверка возвратов: не сказано, что считается доказательством. Проверяющий решит по-своему.",
            "Check of returns: it is not said what counts as evidence. Whoever judges will decide in their own way.",
        )  # fmt: skip


@check
def auditor_of_no_use(document: Document, known: Known) -> Found:
    auditor = document.audit.auditor
    if auditor and auditor not in AUDITORS:
        ru, en = (", ".join(getattr(titles.role(each), language) for each in AUDITORS) for language in ("ru", "en"))
        yield serious(
            "audit", "", "auditor",
            f"Проверка возвратов: «{titles.role(auditor).ru}» проверять не может, может: {ru}.",
            f"Check of returns: “{titles.role(auditor).en}” cannot judge; these can: {en}.",
        )  # fmt: skip
