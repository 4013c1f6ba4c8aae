"""Made-up activities in any number, always the same ones, entered through the program's public services."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.credential import Credential, FactValue
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import activities, credentials, workspace
from stemtracker.services.workspace import Workspace

EXPIRY = date(2027, 6, 30)
#: The holder has answered what the pack asks.
FACTS: dict[str, FactValue] = {"teaches_dyslexia": False, "administrator_too": False}
FIRST_DAY, DAYS = date(2022, 7, 1), 1600
SUBJECTS = (
    *("inquiry", "robotics", "lab safety", "fractions", "energy", "coding", "data literacy", "climate"),
    *("equity", "assessment", "engineering design", "statistics", "genetics", "astronomy", "chemistry", "calculus"),
)
SHAPES = (
    *("Workshop on {}", "Teaching {} in grade {}", "{} summer institute", "Study group: {}"),
    *("Webinar: {} for all", "{} coaching cycle {}", "Conference session about {}", "Lesson study in {}"),
)
PROVIDERS = (*(f"Region {n} Service Center" for n in range(1, 21)), "Science Museum", "State University", "PBS")


def make(count: int, vocabulary: Vocabulary, *, seed: int = 7, prefix: str = "b") -> list[Activity]:
    """That many activities of one five-year cycle."""
    luck = random.Random(seed)  # noqa: S311 - always the same made-up data, no secrets
    kinds, topics = ([term.id for term in vocabulary.choices(name)] for name in ("kind", "topic"))
    made = []
    for number in range(count):
        day = FIRST_DAY + timedelta(days=luck.randrange(DAYS))
        title = luck.choice(SHAPES).format(luck.choice(SUBJECTS), luck.randrange(1, 13)) + f" {number}"
        minutes = Decimal(luck.choice((45, 60, 90, 120, 180, 360)))
        picked = luck.sample(topics, luck.choice((1, 1, 2)))
        status = luck.choice((Status.ATTENDED, Status.ATTENDED, Status.CLAIMED, Status.POSTED))
        one = Activity(
            id=f"{prefix}{number:06d}",
            title=title,
            start=day,
            end=day,
            kind=luck.choice(kinds),
            measure=Measure.minutes(int(minutes)),
            provider=luck.choice(PROVIDERS),
            provider_number=f"{luck.randrange(100000, 999999)}",
            topics=tuple(TopicShare(topic) for topic in picked),
            status=status,
            steps=(Step(Status.ATTENDED, on=day),),
            description="Handouts, notes and a plan for the next unit." if number % 3 == 0 else "",
        )
        made.append(one)
    return made


def make_unlike(count: int, vocabulary: Vocabulary, *, seed: int = 11) -> list[Activity]:
    """That many activities of which no two are alike in anything that a rule may look at."""
    luck = random.Random(seed)  # noqa: S311 - always the same made-up data, no secrets
    words = {name: [term.id for term in vocabulary.choices(name)] for name in ("kind", "topic", "role", "format")}
    made = []
    for number in range(count):
        day = FIRST_DAY + timedelta(days=luck.randrange(DAYS))
        topics = tuple(TopicShare(topic) for topic in luck.sample(words["topic"], luck.randrange(1, 7)))
        one = Activity(
            id=f"u{number:06d}",
            title=f"Something of its own {number}",
            start=day - timedelta(days=luck.randrange(30)),
            end=day,
            kind=luck.choice(words["kind"]),
            role=luck.choice(words["role"]),
            format=luck.choice(words["format"]),
            measure=Measure.minutes(1 + number % 5_000),
            provider=f"Provider {number}",
            provider_number=str(number) if number % 3 else "",
            topics=topics,
            status=luck.choice((Status.ATTENDED, Status.CLAIMED, Status.POSTED)),
            course=f"C {number}",
            grade=luck.choice(("A", "B", "C", "")),
            relevant=luck.choice((True, None, None, False)),
        )
        made.append(one)
    return made


def record(path: Path, count: int) -> Workspace:
    """A record with one Texas credential and that many activities."""
    ws = workspace.create(path, Educator(name="Bench Educator"))
    license_ = Credential(id="bench", title="Standard teaching certificate", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, EXPIRY, FACTS)
    activities.save_many(ws, make(count, ws.vocabulary), "Made-up activities")
    return ws


COLUMNS = ("date", "end_date", "title", "kind", "role", "format", "provider", "provider_number", "amount", "unit",
           "topics", "status")  # fmt: skip


def csv_rows(made: list[Activity]) -> list[tuple[str, ...]]:
    """The activities as rows of the import file."""
    return [
        (
            one.start.isoformat(),
            one.end.isoformat(),
            one.title,
            one.kind,
            one.role,
            one.format,
            one.provider,
            one.provider_number,
            str(one.measure.amount),
            "minute",
            ";".join(share.topic for share in one.topics),
            one.status.value,
        )
        for one in made
    ]


def write_csv(path: Path, rows: list[tuple[str, ...]]) -> None:
    """The rows as a CSV file with a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
