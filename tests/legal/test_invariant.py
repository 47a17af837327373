"""The one invariant, on random programmes: a history is legal when every decision in it passes its rules against the fold of what
was effective before it, and what is not so is named in the record.

For each command a naive judge, which shares no code with the domain, says what it would break; the domain says the same on the
whole record; the ledger answers from its boundary alone. See `promises.py` for what is compared, and `hunt.py` for longer hunts.
"""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from application.ledger import Outcome, Receipt
from application.posted import Posted
from application.sitting import Invalid
from tests.legal.commands import Command
from tests.legal.court import Court, posted
from tests.legal.programmes import programme
from tests.legal.shortest import failure_of

SEEDS = st.integers(0, 2**32)
"""A seed is a whole programme: what shrinks is its list of commands (`shortest.py`), not the seed."""
NO_SHRINKING = (Phase.explicit, Phase.generate)


@settings(max_examples=12, deadline=None, derandomize=True, database=None, phases=NO_SHRINKING)
@given(SEEDS)
def test_every_answer_on_any_programme_is_what_a_naive_judge_of_the_whole_record_finds(seed: int) -> None:
    failure = failure_of(seed, length=120)
    assert failure is None, f"{failure}"


@settings(max_examples=5, deadline=None, derandomize=True, database=None, phases=NO_SHRINKING)
@given(SEEDS)
def test_a_batch_is_answered_as_its_commands_would_be_one_by_one(seed: int) -> None:
    heard = [hearing for _, hearing in programme(seed, 250)]
    batch = Court().ledger.take_all([_posted(hearing.command, n) for n, hearing in enumerate(heard)])
    assert [_answer(outcome) for outcome in batch] == [_answer(hearing.outcome) for hearing in heard]


def _posted(command: Command, number: int) -> Posted | Exception:
    try:
        return posted(command, f"key-{number}")
    except Invalid as fault:
        return fault


def _answer(outcome: Outcome | Exception | None) -> object:
    """What an answer says, but for the ids of decisions."""
    if isinstance(outcome, Receipt):
        irregular = outcome.irregular and (outcome.irregular.broken, outcome.irregular.upset)
        return [(position, type_) for position, _, type_ in outcome.decisions], irregular
    return None if isinstance(outcome, Invalid) else outcome
