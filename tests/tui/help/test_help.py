"""The help: which page, keys and terms it has, what is found, where links lead; and formulas that are the engine's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input

from engine.descent.optimizers import OPTIMIZERS, Adam, AdamW, Momentum, Nesterov, Optimizer, RMSprop
from engine.descent.schedules import (
    SCHEDULES,
    Cosine,
    Exponential,
    InverseTime,
    LinearWarmup,
    Schedule,
    StepDecay,
)
from engine.insight.story.beats import Phase
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.expression import evaluate
from engine.objectives.losses import LOSSES
from engine.objectives.parsing import parse
from engine.objectives.tokens import CONDITIONAL
from scenarios.loading import load
from tests.tui.workspaces import panes_for, workspace_at
from tui.commands.command import remapped
from tui.commands.open_request import OpenRequest
from tui.commands.registry import COMMANDS
from tui.drawing.spans import Row, width_of
from tui.help.contents import contents_at
from tui.help.page import Contents
from tui.help.picker import PICKING
from tui.help.rows import help_rows
from tui.panes.registry import PANE_DIGITS
from tui.screen.app import GradstepApp
from tui.screen.help import Help
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench
from tui.text.glossary import glossary, matching, pieces_of, term_called
from tui.workspace.workspace import Workspace


def contents_for(
    workspace: Workspace, pane: str = "stage", keys: Mapping[str, str] | None = None
) -> Contents:
    workspace.view_options = workspace.view_options.__class__(pane=pane)
    panes = {one.name: one.declaration for one in panes_for(workspace)}
    return contents_at(workspace.snapshot(), remapped(COMMANDS, keys or {}), panes)


def plain(rows: tuple[Row, ...]) -> str:
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def term(name: str) -> str:
    """A term's formula."""
    found = term_called(name)
    assert found is not None, name
    return found.formula


# What it has at a moment


def test_without_letters_beyond_ascii_names_and_operators_are_typed_as_the_panes_type_them() -> None:
    workspace = workspace_at("package-prediction", 1)
    snapshot = replace(workspace.snapshot(), view_options=replace(workspace.view_options, unicode=False))
    panes = {one.name: one.declaration for one in panes_for(workspace)}
    text = plain(help_rows(contents_at(snapshot, COMMANDS, panes), "", 100).rows)
    typed = {" ".join(line.split()) for line in text.splitlines()}
    for line in (
        "weight w1_1_2",
        "weighted sum z1_2 = w1_1_2*x1 + w1_2_2*x2 + b1_2",
        "learning rate eta",
        "prediction yhat",
        "mse L = (y - yhat)**2, dL/dyhat = -2*(y - yhat)",
        "update update of w = w_new - w",
        "tanh f(z) = (e^z - e^(-z))/(e^z + e^(-z)), f' = 1 - a**2",
        "a1_1 z1_1 the unit's output and its weighted sum: layer 1, unit 1",
        "w1_1_2 b1_2",
    ):
        assert line in typed, line
    assert "-eta*mhat/(sqrt(vhat) + epsilon)" in " ".join(text.split())
    # Signs that are no names stay what their twins stand for.
    assert "Δ ←" in text
    assert not re.search("[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ŷηθ]", text)


@pytest.mark.parametrize("pane", ["stage", "story", "parameters", "data", "loss"])
def test_the_page_of_the_focused_pane_comes_first_then_its_keys(pane: str) -> None:
    contents = contents_for(workspace_at("package-prediction", 1), pane)
    text = plain(help_rows(contents, "", 90).rows)
    assert text.startswith(f"{PANE_DIGITS[pane]} {pane.capitalize()}\n")
    places = [
        text.index(part)
        for part in (contents.page.about[:40], contents.here[0].description, "Keys\n", "Terms\n")
    ]
    assert places == sorted(places)
    told = {
        command.help
        for command in COMMANDS
        if pane in command.panes
        and not command.id.startswith("select.")
        and command.available(workspace_at("mazur", 1).snapshot())
    }
    assert told <= {key.description for key in contents.here}


def test_every_pane_has_a_page_that_says_what_its_arrows_do() -> None:
    for name in ("package-prediction", "parabola"):
        workspace = workspace_at(name, 1)
        for pane in panes_for(workspace):
            page = pane.declaration.help_page
            here = contents_for(workspace, pane.name).here
            if pane.name == "loss":
                assert [key.key for key in here[:2]] == ["↑", "↓"]
                assert all("cursor" in key.description for key in here[:2])
            else:
                assert page.arrows
                assert here[0] == ("↑ ↓", page.arrows)


@pytest.mark.parametrize(
    ("scenario", "step", "there", "not_there"),
    [
        ("package-prediction", 1, ["N", "P", "R", "4"], ["s", "B"]),
        ("package-prediction", 0, ["N", "n"], ["p", ",", "P", "s"]),
        ("package-prediction", 20, ["p", "P"], ["n", ".", "N"]),
        ("parabola", 1, ["n", "p"], ["N", "P", "R", "4", "s"]),
        ("learning-rates", 1, ["s"], ["N", "4"]),
    ],
)
def test_only_keys_that_do_something_here_and_now_are_told(
    scenario: str, step: int, there: list[str], not_there: list[str]
) -> None:
    keys = {key.key for key in contents_for(workspace_at(scenario, step)).keys}
    assert set(there) <= keys
    assert not keys & set(not_there)


def test_keys_are_those_that_the_person_has_and_say_what_a_step_takes() -> None:
    told = {
        key.key: key.description
        for key in contents_for(workspace_at("parabola", 1), keys={"forward.row": "Y"}).keys
    }
    assert told["Y"] == "Take the next step, whole"
    assert "n" not in told
    told = {key.key: key.description for key in contents_for(workspace_at("package-prediction", 1)).keys}
    assert told["n"] == "Take the next row, whole"


def test_keys_of_other_panes_stand_apart_with_the_pane() -> None:
    contents = contents_for(workspace_at("package-prediction", 1))
    group, keys = contents.elsewhere[-1]
    assert group == "In other panes"
    assert all(key.description.endswith(")") for key in keys)
    assert ("a", "Add a row to the data, and start over with it (data)") in keys


# What is found


def found(search: str, width: int = 90) -> str:
    return plain(help_rows(contents_for(workspace_at("package-prediction", 1)), search, width).rows)


@pytest.mark.parametrize(
    ("search", "first"),
    [
        ("gradient", "gradient   ∇L"),
        ("eta", "learning rate"),
        ("η", "learning rate"),
        ("δ", "delta   δ = ∂L/∂a"),
        ("w_new", "update rule"),
        ("average loss", "epoch mean"),
        ("chain", "chain rule"),
        ("ADAM", "adam"),
        ("squared error", "mse"),
    ],
)
def test_what_is_typed_finds_the_term_that_is_called_so_first(search: str, first: str) -> None:
    assert found(search).strip().startswith(first)


def test_a_key_is_found_by_itself_and_by_what_it_does() -> None:
    first = found("z").splitlines()[0]
    assert " ".join(first.split()) == "z Enlarge this pane to the whole screen, or shrink it"
    assert "N          Go forward to the end of the epoch" in found("go forward epoch")


def test_marks_of_the_page_are_found_too() -> None:
    assert "■          frozen" not in found("frozen no update")
    rows = help_rows(
        contents_for(workspace_at("package-prediction", 1), "parameters"), "frozen no update", 90
    ).rows
    assert "■          frozen: no update changes it" in plain(rows)


def test_what_is_nowhere_is_said_so() -> None:
    assert found("quaternion") == "Nothing here has “quaternion” in it."


@pytest.mark.parametrize("width", [200, 92, 60, 36, 20, 8])
def test_no_row_is_wider_than_there_is_room(width: int) -> None:
    for contents in (contents_for(workspace_at("package-prediction", 1)), PICKING):
        rows = help_rows(contents, "", width).rows
        if width >= 36:
            assert max(width_of(row) for row in rows) <= width
        assert "backpropagation" in plain(rows).replace("\n", "").replace(" ", "")


# Terms


def test_a_term_is_found_by_each_of_its_names_and_by_signs_with_indices() -> None:
    for one in glossary():
        assert term_called(one.name) is one
        assert matching(one.name)[0] is one
    signs = {
        "w²₁₁": "weight", "b₂₁": "bias", "z₁₂": "weighted sum", "a₁₁": "activation", "ŷ₁": "prediction",
        "∂L/∂w²₁₁": "partial derivative", "∂L/∂a₁₁": "delta", "δ": "delta", "Δ": "update",
        "|∇L|": "length of the gradient",
        "θ": "parameter", "L": "loss", "Losses": "loss", "biases": "bias",
    }  # fmt: skip
    for sign, name in signs.items():
        called = term_called(sign)
        assert called is not None, sign
        assert called.name == name


def test_what_stands_on_the_screen_has_its_term() -> None:
    wanted = (
        "epoch", "loss", "mse", "bce", "mae", "cross_entropy", "derivative", "gradient", "chain rule", "learning rate",
        "convergence", "divergence", "z", "a", "h", "δ", "|∇L|", "frozen", "log axis", "history", "ghost", "branch",
        "breakpoint", "beat", "phase", "epoch mean", "all rows", "test rows", "gradient check", "seed", "batch",
        "standardized", "softmax", "momentum", "weight decay", *(phase.value for phase in Phase), *OPTIMIZERS,
        *ACTIVATIONS, *LOSSES, *(name for name in SCHEDULES if name != "step"), "step decay",
    )  # fmt: skip
    assert [name for name in wanted if term_called(name) is None] == []


def test_links_lead_to_other_terms_and_each_is_there_once() -> None:
    linked = set()
    for one in glossary():
        terms = [piece.term for piece in pieces_of(one.sentence, one) if piece.term is not None]
        assert one not in terms
        assert len(terms) == len(set(terms))
        assert "".join(piece.text for piece in pieces_of(one.sentence, one)) == one.sentence
        linked |= {found.name for found in terms}
    assert {"gradient", "chain rule", "slope", "loss", "learning rate", "weighted sum"} <= linked


def test_everyday_words_are_no_links() -> None:
    assert [piece.term for piece in pieces_of("Here and now, for a moment, in some order")] == [None]


# Formulas that are the engine's

WRITTEN = {
    "·": "*", "−": "-", "²": "**2", "√s": "sqrt(s)", "√v̂": "sqrt(v_hat)", "m̂": "m_hat", "v̂": "v_hat", "β₁ᵏ": "beta1**k",
    "β₂ᵏ": "beta2**k", "β₁": "beta1", "β₂": "beta2", "μ": "mu", "ρ": "rho", "ε": "eps", "λ": "lam", "θ": "theta",
    "η": "eta", "π": "pi", "ŷ": "yhat", "e⁻ᶻ": "exp(-z)", "eᶻ": "exp(z)", "⌊t/every⌋": "whole", "^": "**",
}  # fmt: skip
"""The signs of a glossary's formula, in the engine's language."""


def worked_out(formula: str, names: Mapping[str, float]) -> float:
    for sign, written in WRITTEN.items():
        formula = formula.replace(sign, written)
    formula = re.sub(r"log ([a-z]+)", r"log(\1)", formula.replace("log(1 - yhat)", "log((1 - yhat))"))
    formula = re.sub(r"\|([^|]+)\|", r"abs(\1)", formula)
    return float(evaluate(parse(formula, functions=CONDITIONAL), names))


def assigned(formula: str, names: dict[str, float]) -> float:
    """Carry out "v ← μ·v + g,  update = −η·v"; the last value."""
    value = float("nan")
    for assignment in formula.split(",  "):
        name, _, right = re.split(r" (←|=) ", assignment, maxsplit=1)
        value = names[WRITTEN.get(name, name)] = worked_out(right, names)
    return value


OPTIMIZERS_TRIED: tuple[Optimizer, ...] = (
    *(kind() for kind in OPTIMIZERS.values() if kind is not AdamW),
    AdamW(weight_decay=0.3),
    Momentum(momentum=0.5),
    Nesterov(momentum=0.5),
    RMSprop(rho=0.5),
    Adam(beta1=0.5),
)


@pytest.mark.parametrize("optimizer", OPTIMIZERS_TRIED, ids=lambda one: one.name)
def test_an_optimizer_s_formula_gives_the_engine_s_updates(optimizer: Optimizer) -> None:
    settings = optimizer.settings()
    names = {
        "theta": 0.7, "eta": 0.05, "v": 0.0, "m": 0.0, "s": 0.0, "mu": settings.get("momentum", 0.0),
        "rho": settings.get("rho", 0.0), "eps": settings.get("epsilon", 0.0), "lam": settings.get("weight_decay", 0.0),
        "beta1": settings.get("beta1", 0.0), "beta2": settings.get("beta2", 0.0),
    }  # fmt: skip
    corrected = dict(part.split(" = ") for part in term("moments").split(",  "))
    state, theta = optimizer.start(1), np.array([names["theta"]])
    for number, gradient in enumerate((0.4, -0.9, 1.3), 1):
        names |= {"g": gradient, "k": float(number)}
        *memory, last = term(optimizer.name).split(",  ")
        for part in memory:
            assigned(part, names)
        for name, formula in corrected.items():
            names[WRITTEN[name]] = worked_out(formula, names)
        update, state = optimizer.update(theta, np.array([gradient]), state, names["eta"], number)
        assert assigned(last, names) == pytest.approx(float(update[0]), rel=1e-12)
        theta = theta + update
        names["theta"] = float(theta[0])


def test_weight_decay_joins_the_gradient() -> None:
    decayed = assigned(term("weight decay"), {"g": 0.4, "theta": 0.7, "lam": 0.1})
    update, _ = OPTIMIZERS["sgd"](weight_decay=0.1).update(
        np.array([0.7]), np.array([0.4]), np.zeros((0, 1)), 0.05, 1
    )
    assert float(update[0]) == pytest.approx(-0.05 * decayed)


@pytest.mark.parametrize(
    ("name", "schedule", "settings"),
    [
        ("constant", SCHEDULES["constant"](), {}),
        ("step decay", StepDecay(every=3, factor=0.5), {"factor": 0.5}),
        ("exponential", Exponential(factor=0.9), {"factor": 0.9}),
        ("inverse_time", InverseTime(decay=0.2), {"decay": 0.2}),
        ("cosine", Cosine(steps=6, minimum=0.01), {"steps": 6.0, "minimum": 0.01}),
        ("linear_warmup", LinearWarmup(steps=4), {"steps": 4.0}),
    ],
)
def test_a_schedule_s_formula_gives_the_engine_s_rates(
    name: str, schedule: Schedule, settings: dict[str, float]
) -> None:
    for number in range(1, 10):
        names = {**settings, "eta": 0.1, "t": number - 1.0, "whole": float((number - 1) // 3)}
        rate = worked_out(term(name).partition(" = ")[2], names)
        assert rate == pytest.approx(schedule.rate(0.1, number), rel=1e-12)


def test_every_optimizer_and_schedule_is_tried() -> None:
    assert {type(one) for one in OPTIMIZERS_TRIED} == set(OPTIMIZERS.values())
    assert len(SCHEDULES) == 6


@pytest.mark.parametrize("name", ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "softplus"])
def test_an_activation_s_formula_gives_the_engine_s_values(name: str) -> None:
    value = ACTIVATIONS[name].value
    told = term(name).split(",  ")[0].partition(" = ")[2]
    for z in (-1.7, -0.2, 0.4, 2.3):
        wanted = z if value is None else float(value(np.array([[z]]))[0, 0])
        assert worked_out(told, {"z": z}) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("name", ["mse", "mae", "bce"])
def test_a_loss_s_formula_gives_the_engine_s_costs(name: str) -> None:
    told = term(name).split(",  ")[0].partition(" = ")[2]
    for y, z in ((1.0, 0.3), (0.0, -0.8), (1.0, -2.0)):
        output = 1 / (1 + np.exp(-z))
        column = [np.array([[number]]) for number in (y, output, z, output - y)]
        cost = float(LOSSES[name].elements(*column)[0, 0])
        assert worked_out(told, {"y": y, "yhat": float(output)}) == pytest.approx(cost, rel=1e-12)


# On the screen


async def helped(pilot: Pilot[None], *keys: str) -> Help:
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    return cast(Help, pilot.app.screen)


def shown(screen: Help) -> list[str]:
    """The rows that are to be seen."""
    scroll = screen.query_one("#help-rows", VerticalScroll)
    top = round(scroll.scroll_y)
    return screen.query_one("#help-text", CellsView).text.split("\n")[top : top + scroll.size.height]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 60)])
async def test_help_opens_at_every_size_and_typing_searches(size: tuple[int, int]) -> None:
    async with GradstepApp(OpenRequest(load("package-prediction"))).run_test(size=size) as pilot:
        screen = await helped(pilot, "n", "question_mark")
        assert shown(screen)[0] == "1 Stage"
        await helped(pilot, *"learning")
        assert "learning rate   η" in shown(screen)[0]
        await helped(pilot, "question_mark")
        assert isinstance(pilot.app.screen, Workbench)


async def test_a_link_leads_to_its_term_and_backspace_back_again() -> None:
    async with GradstepApp(OpenRequest(load("package-prediction"))).run_test(size=(80, 24)) as pilot:
        screen = await helped(pilot, "question_mark", *"chain rule")
        await helped(pilot, "tab", "enter")
        # The first link of the chain rule's sentence is "slopes".
        assert "slope   ∂L/∂x" in shown(screen)[0]
        assert screen.query_one(Input).value == ""
        await helped(pilot, "backspace")
        assert screen.query_one(Input).value == "chain rule"
        assert "chain rule" in shown(screen)[0]
        await helped(pilot, "backspace")
        assert screen.query_one(Input).value == "chain rul"


async def test_tab_goes_from_link_to_link_and_brings_each_into_sight() -> None:
    async with GradstepApp(OpenRequest(load("parabola"))).run_test(size=(80, 24)) as pilot:
        screen = await helped(pilot, "question_mark")
        view = screen.query_one("#help-text", CellsView)
        seen = []
        for _ in range(20):
            await helped(pilot, "tab")
            here = [
                (y, span.text) for y, row in enumerate(view._rows) for span in row if span.role == "link-here"
            ]
            assert len(here) == 1
            assert view._rows[here[0][0]][0].text.strip() in "\n".join(shown(screen))
            seen += here
        assert seen == sorted(seen, key=lambda one: one[0])
        assert len({y for y, _ in seen}) > 8
        await helped(pilot, "shift+tab")
        (y,) = [y for y, row in enumerate(view._rows) if any(span.role == "link-here" for span in row)]
        assert y <= seen[-1][0]


async def test_a_clicked_link_leads_to_its_term() -> None:
    async with GradstepApp(OpenRequest(load("package-prediction"))).run_test(size=(80, 24)) as pilot:
        screen = await helped(pilot, "question_mark")
        view = screen.query_one("#help-text", CellsView)
        x, y = next(
            (x, y) for y in range(10) for x in range(60) if view.target_at(x, y) == "term:backpropagation"
        )
        await pilot.click("#help-text", offset=(x, y))
        await pilot.pause()
        assert shown(screen)[0].strip() == "backpropagation" or "backpropagation   " in shown(screen)[0]


async def test_home_and_end_go_to_the_ends() -> None:
    async with GradstepApp(OpenRequest(load("parabola"))).run_test(size=(80, 24)) as pilot:
        screen = await helped(pilot, "question_mark", "end")
        assert "digits" in "\n".join(shown(screen))
        await helped(pilot, "home", "down")
        assert shown(screen)[0] == screen.query_one("#help-text", CellsView).text.split("\n")[1]


# From where a term stands


async def opened_at(pilot: Pilot[None], view: str, target: str) -> Help:
    """Click the first cell that is about something."""
    bench = pilot.app.screen
    cells = bench.query_one(f"#{view}", CellsView)
    x, y = next(
        (x, y)
        for y in range(cells.size.height)
        for x in range(cells.size.width)
        if cells.target_at(x, y) == target
    )
    await pilot.click(f"#{view}", offset=(x, y))
    for _ in range(200):
        await pilot.pause(0.02)
        screen = pilot.app.screen
        if isinstance(screen, Help) and screen.query_one("#help-rows", VerticalScroll).scroll_y > 0:
            break
    assert isinstance(screen, Help)
    return screen


@pytest.mark.parametrize(
    ("view", "target", "first"),
    [
        ("header", "term:learning rate", "learning rate   η"),
        ("header", "term:sgd", "sgd   update = −η·g"),
        ("header", "term:epoch", "epoch   steps"),
        ("header", "term:row", "row   (x, y)"),
        ("lesson", "term:weight", "weight   w¹₁₂"),
    ],
)
async def test_a_click_on_a_term_opens_the_help_there(view: str, target: str, first: str) -> None:
    async with GradstepApp(OpenRequest(load("package-prediction"))).run_test(size=(100, 30)) as pilot:
        await helped(pilot, "n")
        focused = cast(Workbench, pilot.app.screen).workspace.view_options.pane
        screen = await opened_at(pilot, view, target)
        assert first in shown(screen)[0]
        await helped(pilot, "escape")
        assert cast(Workbench, pilot.app.screen).workspace.view_options.pane == focused


async def test_a_term_is_gone_to_however_late_there_is_room_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Help.on_mount

    def write_at_once(screen: Help) -> None:
        usual(screen)
        screen._write()  # nothing has its size yet

    monkeypatch.setattr(Help, "on_mount", write_at_once)
    async with GradstepApp(OpenRequest(load("parabola"))).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = Help(contents_for(workspace_at("parabola", 1)), "momentum")
        await pilot.app.push_screen(screen)
        for _ in range(10):
            await pilot.pause()
        assert shown(screen)[0].strip().startswith("momentum")


async def test_how_a_run_ended_is_explained() -> None:
    async with GradstepApp(OpenRequest(load("learning-rates"))).run_test(size=(120, 40)) as pilot:
        await helped(pilot, "g", "8", "1", "enter")
        screen = await opened_at(pilot, "transport", "term:convergence")
        assert shown(screen)[0].strip().startswith("convergence")
