"""Every action of the workbench can be typed, by its key and by a word; each line means one thing."""

from __future__ import annotations

import json

import pytest

from tests.plain.talk import Conversation
from tui.commands import ACTIONS, BY_ID
from tui.plain.commands import COMMANDS
from tui.plain.commands.conversation import ONLY_SEEN
from tui.plain.spelling import spelt_out
from tui.plain.vocabulary import Unknown, Vocabulary
from tui.views import preferences

VOCABULARY = Vocabulary(COMMANDS, BY_ID)


def test_every_action_is_a_command_or_only_for_a_screen() -> None:
    typed = [command.action for command in COMMANDS if command.action]
    assert sorted([*typed, *ONLY_SEEN]) == sorted(BY_ID)


def test_every_command_has_a_word_of_its_own_and_a_sentence() -> None:
    words = [word for command in COMMANDS for word in command.words]
    assert len(words) == len(set(words))
    for command in COMMANDS:
        assert command.words
        assert VOCABULARY.help(command)
        assert all(VOCABULARY.meant(word).command is command for word in command.words)


SIGNS = {action.id: action.shown for action in ACTIONS if len(action.shown) == 1 and action.shown.isascii()}
"""The actions whose keys can be typed, with these."""


@pytest.mark.parametrize("id", sorted(SIGNS.keys() - ONLY_SEEN))
def test_the_keys_of_the_screen_mean_the_same_here(id: str) -> None:
    assert VOCABULARY.meant(SIGNS[id]).command.action == id
    meant = VOCABULARY.meant(f"{SIGNS[id]}  a b ")
    assert (meant.command.action, meant.argument) == (id, "a b ")


@pytest.mark.parametrize(
    ("key", "id"),
    [
        ("right", "forward.phase"),
        ("LEFT", "back.phase"),
        ("home", "start"),
        ("end", "newest"),
        ("space", "play"),
    ],
)
def test_the_names_of_keys_that_no_line_can_hold_mean_what_they_do(key: str, id: str) -> None:
    assert VOCABULARY.meant(key).command.action == id


def test_the_longest_name_counts() -> None:
    assert VOCABULARY.meant("back phase").command.action == "back.phase"
    assert VOCABULARY.meant("BACK 3").command.action == "back.row"
    assert VOCABULARY.meant("more digits").command.action == "digits.more"
    assert VOCABULARY.meant("more").command.action == ""


@pytest.mark.parametrize(
    ("typed", "near"), [("phse", "phase"), ("Brekpoint x", "breakpoint"), ("quitt", "quit")]
)
def test_what_is_near_a_command_is_proposed(typed: str, near: str) -> None:
    with pytest.raises(Unknown, match=f"Did you mean {near}"):
        VOCABULARY.meant(typed)


def test_what_is_near_nothing_is_told_where_to_look(talk: Conversation) -> None:
    said = talk("parabola", "zzzzzz 7")
    assert said.answer == ['There is no command "zzzzzz". Type help for the list of commands.']


@pytest.mark.parametrize("id", sorted(SIGNS.keys() & ONLY_SEEN))
def test_what_only_a_screen_has_is_told_so(talk: Conversation, id: str) -> None:
    assert talk("parabola", SIGNS[id]).answer == [f"{BY_ID[id].help}: only the screen has a use for that."]


def test_other_keys_hold_here_too(talk: Conversation) -> None:
    path = preferences.path()
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"keys": {"forward.row": "y", "play": "exclamation_mark,w"}}))
    said = talk("parabola", "y", "n", "step", "!", "r", "w", "? y")
    by_y, by_n, by_word, by_mark, _, by_w, helped, _ = said.answers
    assert (by_y[0], by_word[0]) == ("step 1 of 25.", "step 2 of 25.")
    assert by_n[0].startswith("There is no command")
    assert by_mark[-1] == by_w[-1]
    assert by_w[-1].startswith("Lesson: After 25 steps")
    assert helped[0] == "step or y [TIMES]: Take the next step, whole."


def test_the_first_sentence_names_the_keys_that_there_are(talk: Conversation) -> None:
    path = preferences.path()
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"keys": {"forward.beat": "k", "help": "f1", "leave": "x"}}))
    said = talk("parabola", "", "?", "help", "q", "x")
    assert said.beginning[2] == (
        "Type a command and Enter: n takes the next step, help lists all commands, x leaves."
    )
    beat, mark, helped, former, _ = said.answers
    assert beat[0] == "step 1 of 25, select, beat 1 of 5."
    assert mark[0].startswith('There is no command "?".')
    assert "Time:" in helped
    assert former[0].startswith('There is no command "q".')


def test_help_has_every_command_in_a_sentence(talk: Conversation) -> None:
    listed = talk("package-prediction", "?").answer
    for command in COMMANDS:
        called = " ".join([" or ".join(VOCABULARY.names(command)[:2]), command.takes]).strip()
        (line,) = [line for line in listed if line.startswith(f"{called}: ")]
        assert spelt_out(VOCABULARY.help(command)).split(" (")[0] in line


def test_terms_and_commands_are_explained(talk: Conversation) -> None:
    *_, learning, epoch, many, nothing, _ = talk(
        "mazur", "n", "? learning rate", "? epoch", "? weight", "? qqq"
    ).answers
    assert learning[0].startswith("learning rate: eta")
    assert epoch[0].startswith("epoch or N [TIMES]: Go on to the end of the epoch")
    assert epoch[1].startswith("epoch: ")
    assert any(line.startswith("weight:") for line in many)
    assert nothing == [
        'No command and no term has "qqq" in it; help lists the commands, help terms the terms.'
    ]


def test_all_terms_can_be_heard_piece_by_piece(talk: Conversation) -> None:
    first, second = talk("mazur", "? terms", "more").answers[:2]
    assert first[-1] == second[-1] == "There is more; type more to go on."
    assert not set(first[:-1]) & set(second[:-1])
    assert len(first) == len(second) == 21
