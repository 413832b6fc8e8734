"""The life cycle of a client: steps that can come, with something to do, and not all at once."""

from __future__ import annotations

from tandem.agreement.checks.found import Found, Known, Scope, check, serious
from tandem.agreement.document import Document
from tandem.basics.expression_values import Kind


@check
def care_that_never_comes(document: Document, known: Known) -> Found:
    instants = sorted(field for field, each in known.fields.get(Scope.LEADS, {}).items() if each.kind is Kind.INSTANT)
    for each in document.lifecycle:
        name = each.title or each.key
        if not each.clause.strip():
            yield serious(
                "lifecycle", each.key, "clause",
                f"«{name}»: не сказано, каких клиентов это касается. Напишите условие.",
                f"“{name}”: it is not said which clients it concerns. Write the clause.",
            )  # fmt: skip
        if each.since not in instants:
            yield serious(
                "lifecycle", each.key, "since",
                f"«{name}»: «{each.since}» — не момент времени. Есть {', '.join(instants)}.",
                f"“{name}”: “{each.since}” is no instant. There are {', '.join(instants)}.",
            )  # fmt: skip


@check
def care_without_words(document: Document, known: Known) -> Found:
    for each in document.lifecycle:
        name = each.title or each.key
        if not each.words.strip():
            yield serious(
                "lifecycle", each.key, "words",
                f"«{name}»: не сказано, что менеджеру сделать.",
                f"“{name}”: it is not said what the seller is to do.",
            )  # fmt: skip
        if not each.most:
            yield serious(
                "lifecycle", each.key, "most",
                f"«{name}»: при нуле в день не придёт ни один. Напишите, сколько отдел выдержит.",
                f"“{name}”: with none a day none ever comes. Write how many the department can bear.",
            )  # fmt: skip
