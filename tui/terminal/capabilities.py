"""Capabilities of the terminal: decided once, before Textual is imported, each with its reason."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, MutableMapping
from io import TextIOWrapper
from typing import Generic, Literal, NamedTuple, TypeVar, get_args

Colours = Literal["truecolor", "256", "16", "none"]
Charset = Literal["utf-8", "ascii"]
COLOURS: tuple[Colours, ...] = get_args(Colours)
"""Colour systems, from all colours to none."""
CHARSETS: tuple[Charset, ...] = get_args(Charset)
"""Character sets: all of Unicode, or ASCII."""
MAX_FPS = 120
"""The greatest number of frames a second that can be asked for."""
_FPS, _FPS_OVER_SSH = 60, 30

_Value = TypeVar("_Value")


class Decision(NamedTuple, Generic[_Value]):
    """A value, and the reason for it."""

    value: _Value
    reason: str
    """As a clause: "COLORTERM is truecolor"."""


class Capabilities(NamedTuple):
    """What the screen may use."""

    colours: Decision[Colours]
    charset: Decision[Charset]
    mouse: Decision[bool]
    fps: Decision[int]
    """The greatest number of frames a second."""


class Overrides(NamedTuple):
    """Values given on the command line; None where the environment decides."""

    color: Colours | None = None
    charset: Charset | None = None
    fps: int | None = None
    mouse: bool | None = None


def environment_as_given(env: Mapping[str, str]) -> dict[str, str]:
    """The environment as the user has set it.

    Where the locale is C, or one that is not installed, Python puts a UTF-8 one into LC_CTYPE as it starts (PEP 538).
    """
    coerced = sys.flags.utf8_mode and "PYTHONUTF8" not in env and env.get("LC_CTYPE") in _COERCED_LOCALES
    return {name: value for name, value in env.items() if not (coerced and name == "LC_CTYPE")}


def decide(env: Mapping[str, str], asked: Overrides = Overrides()) -> Capabilities:  # noqa: B008 (a frozen value)
    """Decide what the terminal of this environment can do; overrides come first."""
    term = env.get("TERM", "").strip().lower()
    return Capabilities(
        _asked("--color", asked.color) or _colours(env, term),
        _asked("--charset", asked.charset) or _charset(env, term),
        _asked("--mouse" if asked.mouse else "--no-mouse", asked.mouse) or _mouse(env, term),
        _asked("--fps", asked.fps) or _fps(env),
    )


def _asked(option: str, value: _Value | None) -> Decision[_Value] | None:
    return None if value is None else Decision(value, f"{option} asks for it")


# Colours

_TRUECOLOR_VALUES = ("truecolor", "24bit")
_TRUECOLOR_TERMINALS = re.compile(
    r"(xterm-)?(kitty|ghostty)|(foot|alacritty|wezterm|contour|rio)(-.*)?|.*-direct"
)
"""Terminals known to have every colour: SSH passes TERM on, but seldom COLORTERM."""
_COLOURLESS_TERMINALS = re.compile(r"vt\d+.*|.*-m|.*-mono")
"""Terminals without colours."""
_TEXTUAL_COLOUR_SYSTEMS: Mapping[str, Colours] = {"standard": "16", "256": "256", "truecolor": "truecolor"}
"""Textual's names of the colour systems."""


def _colours(env: Mapping[str, str], term: str) -> Decision[Colours]:
    colorterm = env.get("COLORTERM", "").strip().lower()
    forced = env.get("TEXTUAL_COLOR_SYSTEM", "").strip().lower()
    if env.get("NO_COLOR"):
        return Decision("none", "NO_COLOR is set")
    if forced in _TEXTUAL_COLOUR_SYSTEMS:
        return Decision(_TEXTUAL_COLOUR_SYSTEMS[forced], f"TEXTUAL_COLOR_SYSTEM is {forced}")
    if term in ("", "dumb"):
        return Decision("none", f"TERM is {term or 'not set'}")
    if _COLOURLESS_TERMINALS.fullmatch(term):
        return Decision("none", f"TERM is {term}, a terminal without colours")
    # GNU screen passes COLORTERM on, but takes the numbers of such a colour for attributes.
    gnu_screen = term.startswith("screen") and (env.get("STY") or not env.get("TMUX"))
    if colorterm in _TRUECOLOR_VALUES and not gnu_screen:
        return Decision("truecolor", f"COLORTERM is {colorterm}")
    if _TRUECOLOR_TERMINALS.fullmatch(term):
        return Decision("truecolor", f"TERM is {term}, a terminal known to have them")
    if "256color" in term:
        return Decision("256", f"TERM is {term}")
    if env.get("TMUX"):
        return Decision("256", "this is tmux, which turns them into what its own terminal has")
    return Decision("16", f"TERM is {term}, which promises no more")


# Letters

_ASCII_CONSOLES = re.compile(r"(screen\.)?(linux|vt\d|cons\d|ansi|wsvt|sun)[\w.-]*")
"""Consoles and old terminals, whose fonts have neither braille nor indices, whatever the locale says."""
_COERCED_LOCALES = ("C.UTF-8", "C.utf8", "UTF-8")
"""The values that Python puts into LC_CTYPE."""
_UTF_8_LOCALE = re.compile(r"utf-?8", re.IGNORECASE)


def _charset(env: Mapping[str, str], term: str) -> Decision[Charset]:
    if _ASCII_CONSOLES.fullmatch(term):
        return Decision("ascii", f"TERM is {term}, whose font has neither braille nor indices")
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        locale = env.get(name, "")
        if _UTF_8_LOCALE.search(locale):
            return Decision("utf-8", f"{name} is {locale}")
        if locale:
            return Decision("ascii", f"{name} is {locale}, which is not UTF-8")
    # A server that sets no locale knows nothing of the terminal, and today's terminals are UTF-8. But tmux and
    # screen go by the locale themselves, and put _ or ? for what they then hold their terminal unable to show.
    for name, called in (("TMUX", "tmux"), ("STY", "screen")):
        if env.get(name):
            return Decision("ascii", f"no locale is set, and without one {called} shows nothing else")
    return Decision("utf-8", "no locale is set, and today's terminals are UTF-8")


# Mouse and frames


def _mouse(env: Mapping[str, str], term: str) -> Decision[bool]:
    if env.get("STY") or term.startswith("screen."):
        # It waits for what may follow: Esc could be the beginning of a click.
        return Decision(False, "GNU screen keeps Esc back while it reports the mouse")
    return Decision(True, "nothing forbids it")


def _is_small_number(text: str) -> bool:
    """Whether a text is a whole number of at most four digits; Python refuses to read some thousand of them."""
    return re.fullmatch("[0-9]{1,4}", text) is not None


def _fps(env: Mapping[str, str]) -> Decision[int]:
    forced = env.get("TEXTUAL_FPS", "")
    if _is_small_number(forced) and 1 <= int(forced) <= MAX_FPS:
        return Decision(int(forced), f"TEXTUAL_FPS is {forced}")
    if env.get("SSH_CONNECTION"):
        return Decision(_FPS_OVER_SSH, "SSH_CONNECTION is set")
    return Decision(_FPS, "this is no SSH connection")


ALL_CAPABILITIES = decide({}, Overrides("truecolor", "utf-8"))
"""Those of a terminal without limits."""


def configure_textual(capabilities: Capabilities, env: MutableMapping[str, str]) -> None:
    """Set the environment variables that Textual reads when it is imported to what was decided, and no others.

    All of Textual's other variables are removed: those for developers write files, import modules and press keys.
    """
    for name in [name for name in env if name.startswith("TEXTUAL")]:
        del env[name]
    delay = env.get("ESCDELAY", "")
    if not _is_small_number(delay):
        env.pop("ESCDELAY", None)  # milliseconds that Textual waits for the rest of a key
    names = {ours: theirs for theirs, ours in _TEXTUAL_COLOUR_SYSTEMS.items()}
    env["TEXTUAL_COLOR_SYSTEM"] = names.get(capabilities.colours.value, "standard")
    env["TEXTUAL_FPS"] = str(capabilities.fps.value)
    # They may be those of another terminal; this one reports its size itself.
    env.pop("COLUMNS", None)
    env.pop("LINES", None)
    # Textual would draw in greys, even where it is empty; the colour system has taken it into account.
    env.pop("NO_COLOR", None)
    # The screen is written there, in whatever encoding Python found in the locale.
    if capabilities.charset.value == "utf-8" and isinstance(sys.__stderr__, TextIOWrapper):
        sys.__stderr__.reconfigure(encoding="utf-8")
