"""Small made-up rule packs and records, many of them, each from one number.

A pack is text that goes through the real loader; a record has at most five activities. What is drawn is weighted
so that limits bind, topics compete and about a third of the cases leave something open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from small_text import HEAD, LOOK_BACK

from stemtracker.domain.activity import Status
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack
from stemtracker.rules.setting import Case

CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
Read = Callable[[str], Pack]
TODAY = date(2026, 11, 22)
TOPICS = ("equity", "law", "content")
KINDS = ("workshop", "talk", "study")
DAYS = (date(2022, 1, 1), date(2023, 6, 30), date(2023, 7, 1), date(2024, 2, 29), date(2024, 3, 1), date(2026, 11, 22))
FAR_DAYS = (date(2021, 12, 31), date(2020, 5, 5), date(2026, 12, 1))
CONDITIONS = ("extra", "years >= 5", "tier = high", "not held")
MATCHES = (*(f"topic = {t}" for t in TOPICS), "kind = talk", "topic in (equity, law)", "format = online", "shown")


@dataclass(frozen=True)
class Small:
    """One made-up case: the text of its pack, the pack, and what is asked of it."""

    seed: int
    text: str
    pack: Pack
    case: Case
    #: What was drawn, for telling which parts of the language were tried.
    drawn: frozenset[str] = field(default=frozenset())


def dice(seed: int | str) -> Random:
    """The same draws for the same seed."""
    return Random(seed)  # noqa: S311 - made-up cases, no secrets


class Draw:
    """Draws one pack and one record."""

    def __init__(self, seed: int, without: frozenset[str]) -> None:
        self.random = dice(seed)
        self.without = without
        self.drawn: set[str] = set()

    def chance(self, what: str, percent: int) -> bool:
        """Whether something comes in this time; what came in is noted."""
        hit = self.random.random() * 100 < percent and what not in self.without
        if hit:
            self.drawn.add(what)
        return hit

    def when(self) -> str:
        """A condition, or none."""
        return f', when = "{self.random.choice(CONDITIONS)}"' if self.chance("when", 12) else ""

    def spans(self) -> str:
        """A text that begins or ends on a day, or none."""
        if self.chance("dated text", 6):
            edge = self.random.choice(
                ("filing 2026-11-22", "filing 2026-11-23", "expiry 2026-12-31", "start 2022-01-02")
            )
            return f', {self.random.choice(("from", "until"))} = "{edge}"'
        return ""

    def figure(self, low: int, high: int, *, some: bool = False) -> str:
        """A number, or something that may turn out a number."""
        number = self.random.randint(low, high)
        if some and self.chance("some", 8):
            return '"some"'
        if self.chance("unknown figure", 4):
            return '"unknown"'
        if self.chance("between", 5):
            return f"{{ between = [{number}, {number + 2}] }}"
        if self.chance("one_of", 5):
            return f"{{ one_of = [{number}, {number + 2}] }}"
        if self.chance("named figure", 5):
            return self.random.choice(('"lessened"', '"column"', '"lessened - 1"'))
        if self.chance("cases", 6):
            return f'[ {{ when = "{self.random.choice(CONDITIONS)}", is = {number + 2} }}, {{ is = {number} }} ]'
        return str(number)

    # the purse

    def rate(self) -> str:
        """What so many minutes earn."""
        if self.chance("unknown rate", 2):
            return '"unknown"'
        if self.chance("rate between", 4):
            return '{ between = ["1 per 60 min", "2 per 60 min"] }'
        if self.chance("rate one_of", 3):
            return '{ one_of = ["1 per 60 min", "2 per 60 min"] }'
        return f'"{self.random.choice((1, 1, 1, 2, "1/2"))} per 60 min"'

    def shape(self) -> str:
        """Floors, steps, rounding and better first rates of a way to earn."""
        found = ""
        if self.chance("at_least", 8):
            found += ', at_least = "2 h"'
        if self.chance("step", 6):
            found += ', step = "60 min"'
        if self.chance("round a line", 6):
            found += f', round = "{self.random.choice(("down", "up", "nearest"))} to {self.random.choice((1, 2))}"'
        return found

    def earn(self) -> list[str]:
        """Ways to earn."""
        rows = []
        if self.chance("flat award", 15):
            split = ", split = { content = 2, law = 1 }" if self.chance("award falls apart", 60) else ""
            rows.append(f'{{ id = "award", match = "measure = each", give = "3 each"{split} }}')
        if self.chance("credits", 15):
            rows.append('{ id = "ceu", match = "measure = ceu", give = "2 per ceu" }')
        if self.chance("two rates", 20):
            by = self.random.choice(
                ("kind = talk", "format = online", "topic = equity", "role = presenter", "approved")
            )
            shape = f"give = {self.rate()}{self.when()}{self.shape()}"
            rows.append(f'{{ id = "other", match = "measure = time and {by}", {shape} }}')
        if self.chance("first", 12):
            first = self.random.choice(('"2 h"', '"4 given"', '{ one_of = ["3 h", "4 given"] }'))
            then = ', then = "1 per 60 min"' if self.chance("then", 70) else ""
            then = ', then = "unknown"' if then and self.chance("then unknown", 12) else then
            rows.append(f'{{ id = "hour", match = "measure = time", give = "2 per 60 min", first = {first}{then} }}')
        else:
            rows.append(f'{{ id = "hour", match = "measure = time", give = {self.rate()}{self.shape()} }}')
        return rows

    def limits(self) -> list[str]:
        """Limits."""
        rows = []
        many = self.random.choice((0, 0, 1, 1, 2))
        for number in range(0 if "limits" in self.without else many):
            match = self.random.choice(
                ("kind = talk", "kind = study", "topic = equity", "role = presenter", "kind in (talk, study)")
            )
            most = self.figure(1, 5)
            if self.chance("limit in lines", 15):
                most = '"1 line"'
            elif not {"no total", "dated total"} & self.drawn and self.chance("limit in percent", 8):
                most = '"50 % of total"'
            pers = (
                "window",
                "window",
                "year from 07-01",
                *(("line",) if most != '"1 line"' and "same" not in self.drawn else ()),
            )
            per = self.random.choice([per for per in pers if f"limit per {per}" not in self.without])
            self.drawn.add(f"limit per {per}")
            advice = ', role = "advice"' if self.chance("advised limit", 4) else ""
            rows.append(
                f'{{ id = "l{number}", match = "{match}", at_most = {most}, per = "{per}"{advice}{self.when()} }}'
            )
        return rows

    def account(self) -> str:
        """The purse."""
        self.chance("same", 12)
        counts_from = "claimed" if self.chance("counts from claimed", 8) else "attended"
        otherwise = "unknown" if self.chance("worth unknown otherwise", 15) else "none"
        found = '[account.hours]\nunit = "hour"\nwindow = "cycle"\n'
        found += f'counts_from = "{counts_from}"\notherwise = "{otherwise}"\n'
        found += f"earn = [ {', '.join(self.earn())} ]\nlimit = [ {', '.join(self.limits())} ]\n"
        if self.chance("refuse", 20):
            by = self.random.choice(("not approved", "kind = study", "not relevant", "format = online", "topic = law"))
            only = ', need = "a"' if self.chance("refused at one need", 25) else ""
            found += f'refuse = [ {{ id = "r", match = "{by}", reason = "No."{only}{self.when()} }} ]\n'
        if "same" in self.drawn:
            policy = self.random.choice(("once", "best", "add", "unknown"))
            per = self.random.choice(("window", "year from 07-01"))
            found += f'same = [ {{ id = "s", key = "course", policy = "{policy}", per = "{per}" }} ]\n'
        if self.chance("threshold", 6):
            least = self.random.randint(1, 3)
            scope = self.random.choice(("topic", "total too", "total too", "unknown"))
            if "own window" in self.drawn:  # whether a topic comes to enough in all, or in each window, is not said
                scope = "topic"
            self.drawn.add(f"threshold of {scope}")
            found += f'threshold = [ {{ id = "t", by = "topic", at_least = {least}, scope = "{scope}" }} ]\n'
        return found

    # the needs

    def amount(self, id_: str, *, inside: str = "") -> str:
        """A topic's minimum."""
        more = f', inside = "{inside}"' if inside else ""
        if inside and id_ == "a" and "dated total" not in self.drawn and self.chance("on top", 15):
            more = f', on_top = "{inside}"'
        if self.chance("own window", 8):
            more += ', window = "late"'
        if self.chance("round a need", 4):
            more += ', round = "nearest to 2"'
        if self.chance("advice", 4):
            more += ', role = "advice"'
        match = self.random.choice(MATCHES)
        more += self.when() + self.spans()
        return f'{id_} = {{ amount = {self.figure(1, 4, some=True)}, of = "hours", match = "{match}"{more} }}'

    def leaf(self, id_: str) -> str:
        """A need that is no amount."""
        kind = self.random.choice([k for k in ("fact", "count", "done") if k not in self.without])
        self.drawn.add(kind)
        if kind == "fact":
            return f'{id_} = {{ fact = "{self.random.choice(CONDITIONS)}"{self.when()} }}'
        if kind == "count":
            distinct = ', distinct = "kind"' if self.chance("distinct", 40) else ""
            match, many = self.random.choice(MATCHES[:5]), self.random.randint(1, 3)
            return f'{id_} = {{ count = {many}, match = "{match}", window = "cycle"{distinct} }}'
        valid = self.random.choice(("once ever", "every 3 y"))
        return f'{id_} = {{ done = "{self.random.choice(MATCHES[:5])}", valid = "{valid}"{self.when()} }}'

    def needs(self) -> str:
        """The tree: a total, topics inside of it, sometimes another way or something that is no amount."""
        members, rows = [], []
        total = not self.chance("no total", 15)
        if total:
            if self.chance("each year", 8):
                rows.append('total = { amount = 1, of = "hours", per = "year from 07-01" }')
            else:
                spans = self.spans()
                self.drawn |= {"dated total"} if spans else set()
                rows.append(self.total(spans))
            members.append("total")
        yearly = "each year" in self.drawn
        topics = ["a", "b", "c"][: max(1, self.random.choice((1, 2, 2, 3)) - yearly)]
        rows += [self.amount(id_, inside="total" if total and not yearly else "") for id_ in topics]
        members += topics
        overlap = ""
        if len(topics) > 1 and self.chance("overlap", 55):
            policies = [
                p for p in ("shared", "split", "split", "whole", "unknown") if f"overlap {p}" not in self.without
            ]
            policy = self.random.choice(policies)
            self.drawn.add(f"overlap {policy}")
            overlap = f'[overlap]\no = {{ members = {topics!r}, policy = "{policy}" }}\n'.replace("'", '"')
        if self.chance("leaf", 20):
            rows.append(self.leaf("leaf"))
            members.append("leaf")
        if total and not yearly and "dated total" not in self.drawn and self.chance("share", 5):
            rows.append('[share]\nportion = { of = "total", match = "kind = talk", at_least = "50 %" }')
            members.append("portion")
        return self.tree(members, rows) + overlap

    def total(self, spans: str) -> str:
        """What is asked in all; sometimes the rules changed, and two texts follow one another."""
        if not spans and self.chance("two texts", 8):
            last = self.random.choice((date(2026, 11, 21), TODAY))
            old = f'{{ amount = {self.figure(2, 8)}, of = "hours", until = "filing {last}" }}'
            after = last + timedelta(days=1)
            return f'total = [ {old}, {{ amount = {self.figure(2, 8)}, of = "hours", from = "filing {after}" }} ]'
        return f'total = {{ amount = {self.figure(2, 8)}, of = "hours"{spans} }}'

    def tree(self, members: list[str], rows: list[str]) -> str:
        """The root over its members."""
        amounts = [row for row in rows if not row.startswith("[")]
        tables = [row for row in rows if row.startswith("[")]
        if self.chance("another way", 12):
            root = 'renewal = { any = ["by_hours", "by_fact"] }\nby_fact = { fact = "held" }\n'
            root += f"by_hours = {{ all = {members!r} }}\n"
        elif len(members) > 2 and self.chance("k of n", 10):
            root = f"renewal = {{ any = {members!r}, k = 2 }}\n"
        elif len(members) > 1 and self.chance("any", 6):
            root = f"renewal = {{ any = {members!r} }}\n"
        else:
            root = f"renewal = {{ all = {members!r} }}\n"
        return "\n".join(["[need]", root.replace("'", '"'), *amounts, *tables, ""])

    # the record

    def line(self, number: int) -> Line:
        """An activity."""
        random = self.random
        day = random.choice(FAR_DAYS if self.chance("odd day", 6) else DAYS)
        unit = "minute"
        if {"flat award", "credits", "worth unknown otherwise"} & self.drawn and random.random() < 0.2:
            unit = random.choice(("each", "ceu"))
        amount = Fraction(random.randint(1, 5)) * (60 if unit == "minute" else 1)
        if unit == "minute" and self.chance("half hours", 12):
            amount += 30
        tags = frozenset(t for t in (*TOPICS, "safety") if random.random() < 0.4)
        splits = {}
        whole = not {"step", "round a line"} & self.drawn
        if whole and unit == "minute" and amount > 60 and self.chance("part of a line", 10):
            splits = {random.choice(sorted({*TOPICS} - tags) or ["stem"]): Fraction(60)}
        status = Status.ATTENDED
        if day <= TODAY and self.chance("another status", 8):
            status = random.choice((Status.PLANNED, Status.CLAIMED, Status.POSTED, Status.REFUSED))
        pins = {}
        if self.chance("pin", 4):
            pins = {random.choice(("t", "")): random.choice(("none", "a", "total"))}
        return Line(
            id=f"x{number}",
            title=f"x{number}",
            start=day - timedelta(days=random.choice((0, 0, 0, 3))),
            end=day,
            kind=random.choice(KINDS),
            role=random.choice(("", "presenter")),
            format="" if self.chance("format open", 3) else random.choice(("online", "in_person")),
            unit=unit,
            amount=amount,
            tags=tags,
            splits=splits,
            status=status,
            posted_amount=amount - 30 if status == Status.POSTED and unit == "minute" and not splits else None,
            approved=None if self.chance("approval open", 5) else random.random() < 0.8,
            relevant=random.choice((None, True, True, False)),
            course=random.choice(("", "C1")),
            answers={} if self.chance("answer open", 5) else {"shown": random.choice(("yes", "no"))},
            pins=pins,
        )

    def ledger(self) -> tuple[Line, ...]:
        """A record; what is the same there differs in its amount and its day only."""
        lines = [self.line(number) for number in range(self.random.choice((1, 2, 3, 3, 4, 4, 5)))]
        twins = [line for line in lines if line.course]
        if "same" in self.drawn and twins:
            one = replace(twins[0], unit="minute", splits={}, status=Status.ATTENDED, posted_amount=None, pins={})
            lines = [self.twin(one, line) if line.course else line for line in lines]
        return tuple(lines)

    def twin(self, one: Line, line: Line) -> Line:
        """The same thing recorded once more."""
        amount = Fraction(60 * self.random.randint(1, 5))
        return replace(one, id=line.id, title=line.title, start=line.start, end=line.end, amount=amount)

    def facts(self) -> dict[str, object]:
        """What is known of the holder."""
        random = self.random
        all_ = {
            "extra": random.random() < 0.5,
            "years": Fraction(random.choice((4, 5, 6))),
            "held": random.random() < 0.4,
            "tier": random.choice(("low", "high")),
        }
        return {name: value for name, value in all_.items() if not self.chance(f"{name} open", 12)}


def reader(words: Vocabulary) -> Read:
    """Reads packs of text, which must be free of mistakes."""

    def read(text: str) -> Pack:
        pack, problems = read_pack(text, "t.toml", words)
        assert pack is not None, [f"{p.field}: {p.message}" for p in problems] + [text]
        return pack

    return read


def again(one: Small, read: Read, *, text: str = "", **changes: Any) -> Small:
    """The same case with another text or another record."""
    pack = read(text) if text else one.pack
    case = replace(one.case, packs=(pack,), **changes)
    return replace(one, text=text or one.text, pack=pack, case=case)


def small(seed: int, read: Read, without: frozenset[str] = frozenset()) -> Small:
    """The case of that number; with some of what may be drawn left out."""
    draw = Draw(seed, without)
    dated_by = "start" if draw.chance("dated by start", 10) else "end"
    needs = draw.needs()
    look_back = LOOK_BACK if "each year" not in draw.drawn and draw.chance("window by cases", 8) else ""
    text = HEAD.format(dated_by=dated_by, look_back=look_back) + draw.account() + needs
    pack = read(text)
    ledger = draw.ledger()
    facts = draw.facts()
    case = Case(packs=(pack,), ledger=ledger, cycles={"t": CYCLE}, today=TODAY, facts=facts)  # type: ignore[arg-type]
    return Small(seed, text, pack, case, frozenset(draw.drawn))
