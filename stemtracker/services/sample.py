"""The sample record: ten believable years of one made-up educator, the same every time it is made.

What happens stands in `resources/sample.toml` (networks and leadership in `sample_growth`); this module spreads it
over the school years. The dates
move along with today by whole years, so that the sample never looks expired. Neighbors: everything is
written through the other services, as a user would.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from stemtracker import clock, paths
from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.changes import Changes
from stemtracker.domain.credential import Credential, FactValue
from stemtracker.domain.educator import Educator, Email, Identifier, Name, Position
from stemtracker.domain.hours import Measure
from stemtracker.domain.periods import add_years
from stemtracker.services.sample_growth import Growth, sample_id

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

FIRST_SCHOOL_YEAR = 2016
LAST_SCHOOL_YEAR = 2026


def build(path: Path) -> Workspace:
    """Make the sample record at `path`; raises `Refused` where a file lies there already."""
    from stemtracker.services import workspace

    plan = _Plan.read()
    ws = workspace.create(path, plan.educator())
    _credentials(ws, plan)
    growth = Growth(plan.day)
    growth.networks(ws)
    _activities(ws, plan, growth)
    _evidence(ws, plan)
    growth.leadership(ws)
    _close_past_cycles(ws, plan)
    return ws


@dataclass(frozen=True)
class _Plan:
    """The file, with every date moved to its year."""

    raw: dict[str, Any]
    years: int
    today: date

    @classmethod
    def read(cls) -> _Plan:
        raw = tomllib.loads(paths.resource("sample.toml").read_text(encoding="utf-8"))
        written: date = raw["written_for"]
        today = clock.today()
        return cls(raw, today.year - written.year, today)

    def day(self, written: date) -> date:
        return add_years(written, self.years)

    def maybe(self, written: date | None) -> date | None:
        return self.day(written) if written else None

    def educator(self) -> Educator:
        raw = self.raw["educator"]
        posts = [{**p, "start": self.maybe(p.get("start")), "end": self.maybe(p.get("end"))} for p in raw["positions"]]
        return Educator(
            name=raw["name"],
            former_names=tuple(Name(n["full"], self.maybe(n.get("until"))) for n in raw["former"]),
            emails=tuple(Email(e["address"], self.maybe(e.get("until"))) for e in raw["emails"]),
            identifiers=tuple(Identifier(**i) for i in raw["identifiers"]),
            positions=tuple(Position(**p) for p in posts),
            is_sample=True,
        )


def _credentials(ws: Workspace, plan: _Plan) -> None:
    from stemtracker.services import credentials

    for raw in plan.raw["credential"]:
        credential = Credential(
            id=sample_id("credential", raw["pack"]),
            title=raw["title"],
            pack_id=raw["pack"],
            authority=raw["authority"],
            number=raw["number"],
            areas=tuple(raw["areas"]),
            first_issued=plan.day(raw["first_issued"]),
        )
        facts: dict[str, FactValue] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in raw["facts"].items()
        }
        credentials.add(ws, credential, plan.day(raw["expiries"][0]), facts)


def _activities(ws: Workspace, plan: _Plan, growth: Growth) -> None:
    from stemtracker.services import activities

    series: dict[str, str] = {}
    for raw in plan.raw["series"]:
        series[raw["id"]], _ = activities.save_series(ws, raw["title"], sample_id("series", raw["id"]))
    made = sorted([*_repeated(plan, series), *_single(plan)], key=lambda a: (a.start, a.title))
    activities.save_many(ws, [growth.linked(a, plan.raw["again"]) for a in made], "Make the sample record")


def _repeated(plan: _Plan, series: dict[str, str]) -> Iterator[Activity]:
    for raw in plan.raw["again"]:
        draw = Random(raw["title"])  # noqa: S311 - the same sample every time, nothing secret
        first = max(FIRST_SCHOOL_YEAR, raw.get("from_year", FIRST_SCHOOL_YEAR))
        for year in range(first, LAST_SCHOOL_YEAR + 1):
            for turn in range(raw["times"]):
                activity = _one_of(plan, raw, (year, turn), draw, series)
                if activity.start <= plan.today:
                    yield activity


def _one_of(plan: _Plan, raw: dict[str, Any], at: tuple[int, int], draw: Random, series: dict[str, str]) -> Activity:
    year, turn = at
    months = raw["months"]
    month = months[turn * len(months) // raw["times"]] if raw["times"] > 1 else draw.choice(months)
    written = _weekday(date(year if month >= 7 else year + 1, month, draw.randint(2, 26)), draw)
    minutes = draw.choice(raw["minutes"])
    start = plan.day(written)
    begin = time.fromisoformat(raw["start"]) if "start" in raw else None
    themes = raw.get("themes")
    theme = themes[(year * raw["times"] + turn) % len(themes)] if themes else ""
    days = raw.get("days", 1)
    pause = 30 if minutes >= 300 and begin and days == 1 else 0
    return Activity(
        id=sample_id("activity", raw["title"], year, turn),
        title=raw["title"].format(theme=theme),
        start=start,
        end=start + timedelta(days=days - 1),
        kind=raw["kind"],
        role=raw.get("role", "participant"),
        format=raw.get("format", "in_person"),
        start_time=begin if days == 1 else None,
        end_time=_later(begin, minutes + pause) if begin and days == 1 else None,
        break_minutes=pause,
        measure=Measure.minutes(minutes),
        provider=raw.get("provider", ""),
        provider_number=raw.get("number", ""),
        place=raw.get("place", ""),
        topics=tuple(TopicShare(t) for t in raw["topics"]),
        series_id=series.get(raw.get("series", "")),
        network=raw.get("network", ""),
        answers=tuple(raw.get("answers", {}).items()),
        approved=True if raw.get("number") else None,
        approved_by=raw.get("provider", "") if raw.get("number") else "",
        **_way(start + timedelta(days=days - 1), minutes, plan, draw, claimable=bool(raw.get("number"))),
    )


def _weekday(day: date, draw: Random) -> date:
    return day if day.weekday() < 5 else day - timedelta(days=draw.randint(1, 2) + day.weekday() - 5)


def _later(start: time, minutes: int) -> time:
    return (datetime.combine(date(2000, 1, 1), start) + timedelta(minutes=minutes)).time()


def _way(end: date, minutes: int, plan: _Plan, draw: Random, *, claimable: bool) -> dict[str, Any]:
    """How far it has come: what a provider reports is posted after some weeks, sometimes for less."""
    steps = [Step(Status.ATTENDED, on=end)]
    if not claimable:
        return {"status": Status.ATTENDED, "steps": tuple(steps)}
    claimed, posted = end + timedelta(days=draw.randint(1, 20)), end + timedelta(days=draw.randint(30, 70))
    less = 30 if draw.random() < 0.06 and minutes > 60 else 0
    if posted < plan.today:
        steps.append(Step(Status.CLAIMED, on=claimed, amount=Decimal(minutes)))
        steps.append(Step(Status.POSTED, on=posted, amount=Decimal(minutes - less)))
        return {"status": Status.POSTED, "steps": tuple(steps)}
    steps.append(Step(Status.CLAIMED, due=end + timedelta(days=30)))
    return {"status": Status.ATTENDED, "steps": tuple(steps)}


def _single(plan: _Plan) -> Iterator[Activity]:
    for raw in plan.raw["once"]:
        end = plan.day(raw["end"])
        status = Status(raw.get("status", "attended"))
        yield Activity(
            id=sample_id("activity", raw["title"], raw["on"]),
            title=raw["title"],
            start=plan.day(raw["on"]),
            end=end,
            kind=raw["kind"],
            role=raw.get("role", "participant"),
            format=raw.get("format", "in_person"),
            measure=Measure.of(Decimal(raw["amount"]), raw["unit"]),
            provider=raw.get("provider", ""),
            provider_number=raw.get("number", ""),
            place=raw.get("place", ""),
            topics=tuple(TopicShare(t) for t in raw["topics"]),
            level=raw.get("level", ""),
            grade=raw.get("grade", ""),
            course=raw.get("course", ""),
            approved=True,
            approved_by=raw.get("provider", ""),
            status=status,
            steps=(Step(Status.ATTENDED, on=end),) if status != Status.PLANNED else (),
        )


def _evidence(ws: Workspace, plan: _Plan) -> None:
    """Certificates made by the program itself, for a share of the activities of each kind."""
    from stemtracker.reports import sample_evidence
    from stemtracker.services import activities, evidence

    shares = {raw["kind"]: raw["evidence"] for raw in plan.raw["again"]}
    draw = Random("evidence")  # noqa: S311 - as above
    name = plan.raw["educator"]["name"]
    items = []
    for activity in sorted(activities.all_activities(ws), key=lambda a: (a.start, a.id)):
        if activity.status != Status.PLANNED and draw.random() < shares.get(activity.kind, 0.9):
            paper = sample_evidence.note_of_attendance(name, activity)
            kind = "transcript" if activity.kind == "course" else "certificate"
            items.append((activity.id, f"{_file_name(activity)}.pdf", paper, kind))
    evidence.attach_all(ws, items, "Add the sample's evidence")


def _file_name(activity: Activity) -> str:
    title = "".join(c if c.isalnum() or c in " -," else " " for c in activity.title)
    return f"{activity.start.isoformat()} {' '.join(title.split())}"


def _close_past_cycles(ws: Workspace, plan: _Plan) -> None:
    from stemtracker.services import renewal

    for raw in plan.raw["credential"]:
        id_ = sample_id("credential", raw["pack"])
        for expiry, following in zip(raw["expiries"], raw["expiries"][1:], strict=False):
            cycle = renewal.current_cycle(ws, id_)
            filed = plan.day(expiry) - timedelta(days=40)
            done: Changes = renewal.renewed(ws, cycle.id, filed, filed + timedelta(days=12), plan.day(following))
            assert done.touches("cycle")  # noqa: S101 - a sample that renews nothing would be no sample
