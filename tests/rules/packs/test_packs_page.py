"""The page that teaches rule packs: every piece of it loads, and every story on it comes out as it says."""

from __future__ import annotations

import copy
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from example_cases import REPO, asked, fact, lines, told, vocabulary
from pack_changes import dump

from stemtracker.domain.periods import Period
from stemtracker.rules.assess import assess
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack
from stemtracker.rules.setting import Case

PAGE = (REPO / "docs" / "packs.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(toml|example|overlay)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CYCLE = Period(date(2022, 7, 1), date(2027, 6, 30))


@dataclass
class Lesson:
    """A piece of a pack with the stories below it."""

    kind: str
    text: str
    stories: list[dict[str, Any]] = field(default_factory=list)


def _lessons() -> list[Lesson]:
    found: list[Lesson] = []
    for kind, text in _BLOCK.findall(PAGE):
        if kind == "example":
            found[-1].stories.append(tomllib.loads(text))
        else:
            found.append(Lesson(kind, text))
    return found


LESSONS = _lessons()
WHOLE = tomllib.loads(LESSONS[0].text)


def _pack(lesson: Lesson) -> Pack:
    """The pack of the first section with the piece in it."""
    raw = copy.deepcopy(WHOLE)
    for table, rows in tomllib.loads(lesson.text).items() if lesson.kind == "toml" else ():
        if table == "need" and "renewal" in rows:
            raw[table] = rows
        elif isinstance(raw.get(table), dict):
            raw[table].update(rows)
        else:
            raw[table] = rows
    text = lesson.text if lesson is LESSONS[0] else dump(raw)
    pack, problems = read_pack(text, "page", vocabulary())
    assert pack is not None, problems
    return pack


def _overlays(lesson: Lesson, base: Pack) -> tuple[Pack, ...]:
    if lesson.kind != "overlay":
        return ()
    pack, problems = read_pack(lesson.text, "overlay", vocabulary(), base)
    assert pack is not None, problems
    return (pack,)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.text.split("\n")[0])
def test_a_lesson_works(lesson: Lesson) -> None:
    pack = _pack(lesson)
    overlays = _overlays(lesson, pack)
    for story in lesson.stories:
        case = Case(
            packs=(pack,),
            ledger=tuple(lines(story.get("record", ""))),
            cycles={pack.id: CYCLE},
            today=story.get("today", date(2026, 11, 22)),
            facts={name: fact(value) for name, value in story.get("holder", {}).items()},
            filing=story.get("filing"),
            overlays=overlays,
        )
        said = _answer(case)
        assert {key: said.get(key, "nothing") for key in story["expect"]} == {
            k: str(v) for k, v in story["expect"].items()
        }


def _answer(case: Case) -> dict[str, str]:
    answer = assess(case)[0]
    return told(answer) | {"asked": asked(case.packs[0], case)}


def test_the_page_has_many_lessons() -> None:
    assert len(LESSONS) > 12
    assert sum(len(lesson.stories) for lesson in LESSONS) > 12
