"""Every action of the workbench can be typed, by its key and by a word; each line means one thing."""

from __future__ import annotations

import json

import pytest

from tests.tui.plain.talk import Conversation
from tui.commands.registry import BY_ID, COMMANDS
from tui.plain.spelling import spelt_out
from tui.plain.vocabulary import UnknownCommand, Vocabulary
from tui.views import preferences

VOCABULARY = Vocabulary(COMMANDS)

SCREEN_ONLY = {command.id for command in COMMANDS if not command.words}


def test_only_what_arranges_a_screen_has_no_word() -> None:
    arranging = {
        "cursor.later",
        "cursor.earlier",
        "cursor.far_later",
        "cursor.far_earlier",
        "jump",
        "log_axis",
        "units",
    }
    arranging |= {"next_pane", "previous_pane", "enlarge", "hide", "show_all", "theme", "view.presentation"}
    assert arranging == SCREEN_ONLY


def test_every_command_has_a_word_of_its_own_and_a_sentence() -> None:
    words = [word for command in COMMANDS for word in command.words]
    assert len(words) == len(set(words))
    for command in VOCABULARY.commands:
        assert command.words
        assert VOCABULARY.help(command)
        assert all(VOCABULARY.parse(word).command is command for word in command.words)


SIGNS = {
    command.id: command.shown for command in COMMANDS if len(command.shown) == 1 and command.shown.isascii()
}
"""The actions whose keys can be typed, with these."""


@pytest.mark.parametrize("id", sorted(SIGNS.keys() - SCREEN_ONLY))
def test_the_keys_of_the_screen_mean_the_same_here(id: str) -> None:
    assert VOCABULARY.parse(SIGNS[id]).command.id == id
    meant = VOCABULARY.parse(f"{SIGNS[id]}  a b ")
    assert (meant.command.id, meant.argument) == (id, "a b ")


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
    assert VOCABULARY.parse(key).command.id == id


def test_the_longest_name_counts() -> None:
    assert VOCABULARY.parse("back phase").command.id == "back.phase"
    assert VOCABULARY.parse("BACK 3").command.id == "back.row"
    assert VOCABULARY.parse("more digits").command.id == "digits.more"
    assert VOCABULARY.parse("more").command.id == "more"


@pytest.mark.parametrize(
    ("typed", "near"), [("phse", "phase"), ("Brekpoint x", "breakpoint"), ("quitt", "quit")]
)
def test_what_is_near_a_command_is_proposed(typed: str, near: str) -> None:
    with pytest.raises(UnknownCommand, match=f"Did you mean {near}"):
        VOCABULARY.parse(typed)


def test_what_is_near_nothing_is_told_where_to_look(talk: Conversation) -> None:
    said = talk("parabola", "zzzzzz 7")
    assert said.answer == ['There is no command "zzzzzz". Type help for the list of commands.']


@pytest.mark.parametrize("id", sorted(SIGNS.keys() & SCREEN_ONLY))
def test_what_only_a_screen_has_is_told_so(talk: Conversation, id: str) -> None:
    assert talk("parabola", SIGNS[id]).answer == [f"{BY_ID[id].help}: only available on the screen."]


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
        "Type a command and Enter: n takes the next step, help lists all commands, x quits."
    )
    beat, mark, helped, former, _ = said.answers
    assert beat[0] == "step 1 of 25, select, beat 1 of 5."
    assert mark[0].startswith('There is no command "?".')
    assert "Time:" in helped
    assert former[0].startswith('There is no command "q".')


def test_help_has_every_command_in_a_sentence(talk: Conversation) -> None:
    listed = talk("package-prediction", "?").answer
    for command in VOCABULARY.commands:
        called = " ".join(
            [" or ".join(VOCABULARY.names(command)[:2]), command.argument.usage if command.argument else ""]
        ).strip()
        (line,) = [line for line in listed if line.startswith(f"{called}: ")]
        assert spelt_out(VOCABULARY.help(command)).split(" (")[0] in line


def test_terms_and_commands_are_explained(talk: Conversation) -> None:
    *_, learning, epoch, many, nothing, _ = talk(
        "mazur", "n", "? learning rate", "? epoch", "? weight", "? qqq"
    ).answers
    assert learning[0].startswith("learning rate: eta")
    assert epoch[0].startswith("epoch or N [TIMES]: Go forward to the end of the epoch")
    assert epoch[1].startswith("epoch: ")
    assert any(line.startswith("weight:") for line in many)
    assert nothing == ['No command and no term matches "qqq"; help lists the commands, help terms the terms.']


def test_all_terms_can_be_heard_piece_by_piece(talk: Conversation) -> None:
    first, second = talk("mazur", "? terms", "more").answers[:2]
    assert first[-1] == second[-1] == "More available; type more."
    assert not set(first[:-1]) & set(second[:-1])
    assert len(first) == len(second) == 21
