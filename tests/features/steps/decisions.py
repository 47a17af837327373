"""How a sentence becomes a decision: whoever the sentence names posts the command, with the words as its fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_bdd import step

from domain.registry import BY_COMMAND
from tests.features.level import BOARD, Poster, officer, operator
from tests.features.meeting import Meeting
from tests.features.sentence import Sentence, slug

Said = dict[str, Any]
SENTENCES: list[tuple[Sentence, str]] = []
"""Every sentence that states a decision, with the command that it posts."""
CIRCUMSTANCES = (
    "[ on {on:date}][, under minute {minute:number} of the {minuted_by:title}][, posted by {poster}]"
    "[, as irregular because {because:title}]"
)
"""What any decision may be told with: its date, the minute, who posted it if another did, and why it is recorded all the same."""


def says(command: str, template: str, **computed: Any) -> None:
    """Let a sentence state a decision, given or happening.

    Words that are fields of the command become its data. `computed`: further fields, as values that the sentence may
    override, or as functions of its words.
    """
    fields = BY_COMMAND[command].records.model_fields
    board_speaks = template.startswith("the board")

    def state(meeting: Meeting, said: Said) -> None:
        data = {name: value(said) if callable(value) else value for name, value in computed.items()}
        data |= {name: value for name, value in said.items() if name in fields}
        speaker = BOARD if board_speaks else officer(said.get("borough") or said["boroughs"][0])
        tell(meeting, command, speaker, data, said)

    sentence = Sentence(template + CIRCUMSTANCES)
    SENTENCES.append((sentence, command))
    step(sentence, stacklevel=2)(state)


def tell(meeting: Meeting, command: str, speaker: Poster, data: dict[str, Any], said: Said) -> None:
    """Post the command under the circumstances that the sentence states."""
    meeting.decide(
        command,
        poster(said["poster"]) if "poster" in said else speaker,
        data,
        on=said.get("on"),
        because=said.get("because"),
        body=said.get("minuted_by", "Joint Cabinet"),
        minute=str(said["minute"]) if "minute" in said else None,
    )


def poster(words: str) -> Poster:
    """The board, an officer of Westminster, an integrator of Westminster, an auditor, an operator for Westminster or the board."""
    role, _, whose = words.removeprefix("an ").partition(" ")
    whose = whose.removeprefix("of ").removeprefix("for ")
    if words == "the board":
        return BOARD
    if role == "operator":
        return operator("board" if whose == "the board" else slug(whose))
    if role == "officer":
        return officer(slug(whose))
    return Poster(words.replace(" ", "-").lower(), (role,), slug(whose) if whose else None)


def titled(word: str) -> Callable[[Said], str]:
    """The id made of a title that the sentence gives."""
    return lambda said: slug(said[word])
