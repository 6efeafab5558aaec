"""The pictures show the program as it is."""

from __future__ import annotations

import re

import pytest

from tests.docs.examples import PAGES
from tests.docs.pictures import FOLDER, PICTURES, Picture, drawn, path_of

SHOWN = {
    name for path in PAGES.values() for name in re.findall(r"pictures/([\w-]+)\.svg", path.read_text("utf-8"))
}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_picture_is_what_the_program_shows(picture: Picture) -> None:
    assert await drawn(picture) == path_of(picture).read_text(encoding="utf-8"), "make pictures mends this"


def test_every_picture_is_shown_and_no_other() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {picture.name for picture in PICTURES} == SHOWN


def test_a_picture_asks_nobody_for_anything() -> None:
    for path in FOLDER.iterdir():
        links = set(re.findall(r"https?://[^\"') ]+", path.read_text(encoding="utf-8")))
        assert links <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
