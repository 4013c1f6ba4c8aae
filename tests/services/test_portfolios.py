"""The leadership portfolio, read back: what it says is what the record has, in any record, and nothing private."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator, Position
from stemtracker.domain.goal import Goal, GoalStep
from stemtracker.domain.hours import Measure
from stemtracker.domain.leadership import Contribution, Effect, EffectStep, LeadershipRole
from stemtracker.domain.mentoring import PairGoal, Pairing
from stemtracker.domain.network import Contact, Exchange, Level, Membership
from stemtracker.domain.preparation import Preparation
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, educators, evidence, keeping, portfolios, preparations
from stemtracker.services.portfolios import PortfolioOptions
from stemtracker.services.workspace import Workspace

LENSES = [lens.id for lens in portfolios.shipped()]


def text(ws: Workspace, lens: str = "teacher-leader-standards", page: str = "letter") -> str:
    made = portfolios.draw(portfolios.gather(ws, PortfolioOptions(lens, page)))
    reader = PdfReader(io.BytesIO(made.pdf))
    assert made.pages == len(reader.pages)
    return " ".join(" ".join(p.extract_text() for p in reader.pages).split())


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("page", ["letter", "A4"])
def test_an_empty_record_has_a_short_portfolio_and_a_long_list(ws: Workspace, lens: str, page: str) -> None:
    data = portfolios.gather(ws, PortfolioOptions(lens, page))
    assert portfolios.draw(data).pages == 1
    found = dict(portfolios.missing(data))
    assert len(found) == len(portfolios.lens(lens).strands) + 1
    assert found["The whole portfolio"] == (
        "a leadership statement", "a role or license with a date", "a goal with its next steps",
    )  # fmt: skip


def fill(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    credentials.add(
        ws,
        Credential(id="l", title="Physics", pack_id="generic", first_issued=date(2012, 2, 29)),
        date(2027, 6, 30),
        {},
    )
    keeping.save(
        ws,
        Membership(
            id="m", title="NSTA", level=Level.NATIONAL, kind="association", gave="Friends", private_notes="CANARY"
        ),
    )
    keeping.save(ws, Contact(id="c", name="CANARY", notes="CANARY"))
    keeping.save(ws, Exchange(id="x", title="CANARY", on=date(2026, 1, 1), came_of="CANARY"))
    keeping.save(
        ws,
        Pairing(
            id="p", title="佐藤 花子", goals=(PairGoal("Observe", None, date(2026, 2, 1)),), private_notes="CANARY"
        ),
    )
    activities.save(ws, an_activity("a", title="Circuit day", membership_id="m", private_notes="CANARY"))
    activities.save(ws, an_activity("b", title="Pair meeting", pairing_id="p", kind="mentoring", role="mentor"))
    role = LeadershipRole(id="r", title="Lead teacher", kind="lead_teacher", start=date(2020, 8, 1),
                          teachers_supported=12, pay=Decimal(900), private_notes="CANARY")  # fmt: skip
    keeping.save(ws, role)
    piece, _ = evidence.attach_bytes(ws, None, "Slides.txt", b"slides", "agenda")
    talk = Contribution(id="t", title="Talk on circuits", kind="talk", on=date(2026, 4, 1), teachers_reached=40,
                        evidence_ids=(piece.id, "gone"), private_notes="CANARY")  # fmt: skip
    keeping.save(ws, talk)
    keeping.save(ws, Effect(id="e", title="Nine teach it now", on=date(2026, 6, 1), level=4, people=9,
                            step=EffectStep.USED, contribution_id="t", private_notes="CANARY"))  # fmt: skip
    keeping.save(ws, Goal(id="g", title="Lead a strand", steps=(GoalStep("Ask"),), private_notes="CANARY"))
    portfolios.save_statement(ws, "I lead from the classroom.\n\nAlways.")


def test_everything_is_there_and_nothing_private(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    fill(ws, an_activity)
    said = text(ws)
    for words in (
        "I lead from the classroom.", "Lead teacher", "since 2020", "12 teachers", "Talk on circuits", "E-001",
        "Used by others: Nine teach it now (9 people, Jun 1, 2026)", "Level 4: they used it", "NSTA. Gave: Friends.",
        "Lead a strand", "Circuit day", "Physics", "50 % of 2 h was sustained",
    ):  # fmt: skip
        assert words in said, words
    assert "CANARY" not in said


def test_what_led_to_the_first_license_stands_with_it(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    own = Credential(id="l", title="Physics", pack_id="generic")
    credentials.add(ws, own, date(2027, 6, 30), {})
    activities.save(ws, an_activity("a", kind="practicum", start=date(2024, 3, 1), measure=Measure.minutes(6000)))
    program = Preparation(id="p", title="Teacher program", start=date(2024, 1, 1), end=date(2025, 6, 1))
    keeping.save(ws, program)
    preparations.carry_over(ws, "p", "l")
    keeping.save(ws, Preparation(id="q", title="Summer program", end=date(2001, 1, 1), credential_id="l"))
    other, said = portfolios.gather(ws, PortfolioOptions()).before
    assert "100 h" in said
    assert other == "Before the license: Summer program."
    assert said in text(ws)


def test_missing_and_pages_are_told_to_the_holder_only(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    fill(ws, an_activity)
    data = portfolios.gather(ws, PortfolioOptions())
    assert "an effect of level 3 or higher" not in str(dict(portfolios.missing(data)).get("Professional learning"))
    assert dict(portfolios.missing(data, 40))["The whole portfolio"] == ("10 pages fewer: this lens takes 30",)
    assert "more artifact that shows this" not in text(ws)


def test_sessions_of_a_series_are_one_artifact(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    id_, _ = activities.save_series(ws, "Data team")
    for n in range(30):
        activities.save(ws, an_activity(f"s{n}", kind="plc", series_id=id_, start=date(2026, 1, 1) + timedelta(days=n)))
    data = portfolios.gather(ws, PortfolioOptions())
    (one,) = data.chapters[0].artifacts
    assert (one.title, one.what) == ("Data team", "Professional learning community · 30 sessions, 30 h · since 2026")


def test_a_torture_record_prints_whole(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    scripts = ["Ελένη Δημητρίου", "Олена Шевченко", "Nguyễn Thị Hồng", "安娜 佐藤", "عائشة", "Kaʻiulani"]
    long = "A very long title " * 20
    for n in range(40):
        name = scripts[n % len(scripts)]
        keeping.save(
            ws, Membership(id=f"m{n}", title=f"{name} {n} {long}"[:300], level=list(Level)[n % 5], kind="association")
        )
        start = date(1960 + n, 2, 28) if n % 3 else None
        keeping.save(
            ws, LeadershipRole(id=f"r{n}", title=f"{name} {long}"[:300], kind="coach", start=start, duties=long * 3)
        )
        keeping.save(
            ws,
            Contribution(
                id=f"c{n}", title=f"{name} {long}"[:300], kind="talk", on=date(2026, 1, 1), description=long * 5
            ),
        )
        keeping.save(
            ws, Effect(id=f"e{n}", title=long[:300], on=date(2026, 1, 2), level=1 + n % 5, contribution_id=f"c{n}")
        )
        keeping.save(ws, Goal(id=f"g{n}", title=long[:300], why=long * 4))
    many = [an_activity(f"a{n}", title=f"{scripts[n % 6]} {n}", membership_id=f"m{n % 40}") for n in range(1000)]
    activities.save_many(ws, many, "Many")
    for page in ("letter", "A4"):
        made = portfolios.draw(portfolios.gather(ws, PortfolioOptions(page=page)))
        assert made.pages > 10
        assert {"The network", "The role"} <= {problem.field.split(" “")[0] for problem in made.unprintable}


def test_every_sign_that_is_printed_as_a_box_is_told(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    educators.save(ws, Educator(name="Ana", positions=(Position(title="Teacher 一", start=date(2020, 1, 1)),)))
    credentials.add(ws, Credential(id="l", title="Physics", pack_id="generic"), date(2027, 6, 30), {})
    keeping.save(ws, Preparation(id="q", title="Program 二", end=date(2001, 1, 1), credential_id="l"))
    keeping.save(ws, Pairing(id="p", title="Pair", program="Program 三", confirmed_by="Principal 四"))
    keeping.save(ws, LeadershipRole(id="r", title="Coach", kind="coach", selected_by="Board 五"))
    keeping.save(ws, Contribution(id="t", title="Talk", kind="talk", on=date(2026, 4, 1), description="About 六"))
    activities.save(ws, an_activity("a", provider="Provider 七"))
    made = portfolios.draw(portfolios.gather(ws, PortfolioOptions()))
    boxes = sum(page.extract_text().count("☐") for page in PdfReader(io.BytesIO(made.pdf)).pages)
    told = " ".join(problem.message.partition(": ")[2].partition(".")[0] for problem in made.unprintable)
    assert boxes >= 7
    assert set("一二三四五六七") <= set(told)


def test_who_chose_one_and_where_a_thing_is_found_are_printed(ws: Workspace) -> None:
    keeping.save(
        ws, LeadershipRole(id="r", title="Coach", kind="coach", led_by="A year.", selected_by="the school board")
    )
    keeping.save(
        ws,
        Contribution(
            id="t",
            title="Unit",
            kind="talk",
            on=date(2026, 4, 1),
            description="Six labs",
            link="https://example.org/unit",
        ),
    )
    said = text(ws)
    assert "A year; chosen by the school board" in said
    assert "Six labs · https://example.org/unit" in said


def test_an_unknown_lens_and_a_statement_too_long_are_refused(ws: Workspace) -> None:
    with pytest.raises(Refused, match="there are district-lead-teacher, teacher-leader-standards"):
        portfolios.gather(ws, PortfolioOptions("other"))
    with pytest.raises(Refused, match=r"6,001 characters"):
        portfolios.save_statement(ws, "x" * 6001)


def test_the_same_record_gives_the_same_bytes(
    ws: Workspace, an_activity: Callable[..., Activity], tmp_path: Path
) -> None:
    fill(ws, an_activity)
    one, two = (portfolios.draw(portfolios.gather(ws, PortfolioOptions())).pdf for _ in range(2))
    assert one == two


def test_artifacts_of_a_strand_differ_where_they_can(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    for n in range(6):
        activities.save(ws, an_activity(f"p{n}", kind="workshop", role="presenter", start=date(2026, 1, 1 + n)))
    keeping.save(ws, Contribution(id="t", title="An old talk", kind="talk", on=date(2001, 4, 1)))
    keeping.save(ws, LeadershipRole(id="r", title="Coach once", kind="coach", start=date(2000, 8, 1)))
    data = portfolios.gather(ws, PortfolioOptions())
    learning = next(chapter for chapter in data.chapters if chapter.title == "Professional learning")
    assert {one.title for one in learning.artifacts[:3]} == {"Activity p5", "An old talk", "Coach once"}
    assert learning.claim == "8 artifacts show this; 4 of them stand here."
    assert len(learning.artifacts) == 4


def test_nothing_is_said_of_nothing(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    keeping.save(ws, Membership(id="m", title="NSTA", level=Level.NATIONAL, kind="association"))
    keeping.save(ws, Pairing(id="p", title="佐藤 花子"))
    keeping.save(ws, LeadershipRole(id="r", title="Coach", kind="coach"))
    activities.save(ws, an_activity("a"))
    said = text(ws)
    assert "learning in all 1 h" in said
    for words in ("0 h", "0 meetings", "0 activities", "0 %", "What changed", "First issued", "Hours by kind"):
        assert words not in said, words
