"""Where a lead may go from its stage: pure decisions over the stages of its version."""

from __future__ import annotations

from tandem.agreement.rules import LOST, NEW, Agreement, Stage


def next_stages(agreement: Agreement, stage: str) -> tuple[Stage, ...]:
    """The stages a lead may be moved to, in the order of the agreement; none from a closed one.

    Before the first agreement nobody has said which moves there are: then any other stage but the first, as from a
    stage that the version does not know.
    """
    here = agreement.stage(stage)
    if here is not None and here.closed:
        return ()
    written = next((each for each in agreement.document.stages if each.key == stage), None)
    if written is None:
        return tuple(each for each in agreement.stages if each.key not in (NEW, stage))
    return tuple(each for each in agreement.stages if each.key in written.moves)


def is_way_back(agreement: Agreement, left: str, entered: str) -> bool:
    """Whether a lead that leaves one stage for another goes back: the other stands before it in the agreement.

    To be lost is neither on nor back, and to be taken up again after that is told by the stage left. Of a stage that
    the version does not know nothing can be said.
    """
    order = [stage.key for stage in agreement.stages if stage.key != LOST]
    return left in order and entered in order and order.index(entered) < order.index(left)
