"""How verdicts and amounts read in words, the same on screens, papers and in the terminal."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from stemtracker.domain.assessment import Alternative, Assessment, Node, Verdict
from stemtracker.domain.hours import plain
from stemtracker.domain.periods import Period

VERDICT = {Verdict.MET: "Met", Verdict.NOT_MET: "Not met yet", Verdict.UNKNOWN: "Can’t tell yet"}


def units(unit: str, amount: Fraction | int = 2) -> str:
    """The unit in singular or plural, whichever it is given in: "1 hour", "2 hours", "0.5 hours"."""
    if amount == 1:
        return unit.removesuffix("s")
    return unit if not unit or unit.endswith("s") else f"{unit}s"


def number(count: int, one: str, many: str = "") -> str:
    """So many of them: "1 meeting", "1,204 activities"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def inside(sentence: str) -> str:
    """A sentence as it goes on after a colon: its first letter small, but for a name in capitals."""
    return sentence if sentence[1:2].isupper() else f"{sentence[:1].lower()}{sentence[1:]}"


def short(amount: Fraction | int) -> str:
    """An amount for reading: exact where it ends within two decimals, else rounded down to one with "about"."""
    exact = Fraction(amount)
    if (exact * 100).denominator == 1:
        return _grouped(plain(exact))
    return f"about {_grouped(plain(Fraction(int(exact * 10), 10)))}"


def _grouped(number: str) -> str:
    """A number with its thousands apart, as people read them: "10,536.75"."""
    whole, dot, rest = number.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdigit() else number


def amount(value: Fraction | int, unit: str) -> str:
    """The amount with its unit: "17.5 CPE hours"."""
    return f"{short(value)} {units(unit, value)}".strip()


def exact(value: Fraction | int, unit: str) -> str:
    """The amount to the last digit, for steps that must add up: "2/3 credits"."""
    return f"{plain(value)} {units(unit, value)}".strip()


def with_additions(assessment: Assessment) -> str:
    """Both verdicts in words where the record's own additions change the answer; "" where they don't."""
    alone, added = assessment.verdict, assessment.verdict_with_overlay
    if alone == added:
        return ""
    return f"{VERDICT[alone]} under the authority’s rules; {VERDICT[added].lower()} with your district’s additions."


def headline(assessment: Assessment) -> str:
    """The figure that answers "where do I stand": "132.5 of 150 CPE hours"."""
    node = assessment.headline
    if is_open(node):
        return _of_open_figure(node)
    if node.required:
        return f"{short(node.counted)} of {_of_anything(node.required, node.unit)}"
    if not node.unit:
        return VERDICT[assessment.verdict]
    if node.required is not None and node.verdict == Verdict.MET:
        return f"No {units(node.unit)} are asked"
    return f"{amount(node.counted, node.unit)}, of how many is open"


def _of_anything(value: Fraction, unit: str) -> str:
    """An amount, where what has no unit is counted by the piece: "2 activities"."""
    return amount(value, unit or ("activity" if value == 1 else "activities"))


def is_figure(text: str) -> bool:
    """Whether what is asked is one plain number."""
    return text.replace(".", "", 1).isdigit()


def is_open(node: Node) -> bool:
    """Whether what a need asks is one of several numbers: "150 or 200", "0 to 100", "0 or more"."""
    return any(c.isdigit() for c in node.required_text) and not is_figure(node.required_text)


def _of_open_figure(node: Node) -> str:
    """Where nothing may be asked, what counts is told by itself: none of it may be needed."""
    least, _to, most = node.required_text.partition(" to ")
    if least == "0" and most:
        return f"{amount(node.counted, node.unit)}; up to {most} are asked"
    if node.required_text.startswith("0 "):
        return f"{amount(node.counted, node.unit)}; {node.required_text} are asked"
    return f"{short(node.counted)} of {node.required_text} {units(node.unit)}"


def of_required(node: Node) -> str:
    """What counts of what one need asks: "12 of 15 PDPs", "3 CPE hours; some are asked"; "" for what is no amount."""
    if not node.required_text or node.applies is False:
        return ""
    if node.required_text == "some":
        return f"{amount(node.counted, node.unit)}; some are asked"
    return f"{short(node.counted)} of {node.required_text} {units(node.unit)}".rstrip()


def elapsed(cycle: Period, day: date) -> Fraction:
    """How much of the cycle has gone by at the end of that day, from 0 to 1."""
    if day < cycle.start:
        return Fraction(0)
    return min(Fraction((day - cycle.start).days + 1, cycle.days), Fraction(1))


def expected(node: Node, cycle: Period, day: date) -> Fraction | None:
    """What an even pace would have brought by that day; None for things done once or by the piece, which have none."""
    return (node.required or Fraction(0)) * elapsed(cycle, day) if has_pace(node) else None


def has_pace(node: Node) -> bool:
    """Whether it is an amount that comes bit by bit, as hours and points do; pieces do not."""
    return bool(node.unit) and node.kind not in {"count", "done"}


def days_behind(node: Node, cycle: Period, day: date) -> int:
    """Days by which the even pace is ahead of what counted; 0 when on pace, and for what has no pace."""
    if not node.required or not has_pace(node):
        return 0
    done = min(node.counted / node.required, Fraction(1))
    return max(0, int((elapsed(cycle, day) - done) * cycle.days))


def span(days: int) -> str:
    """A length of days as people say it: "5 days", "3 weeks", "2 months", "1.5 years" (rounded)."""
    if days < 14:
        return f"{days} {units('day', days)}"
    if days < 70:
        weeks = round(days / 7)
        return f"{weeks} {units('week', weeks)}"
    if days < 550:
        months = round(days / 30.4)
        return f"{months} {units('month', months)}"
    years = Fraction(round(days / 182.6), 2)
    return f"{plain(years)} {units('year', years)}"


def days_left(assessment: Assessment) -> str:
    """The time to the printed expiry: "214 days left", "Expires today", "Expired 3 days ago"."""
    left = (assessment.cycle.end - assessment.as_of).days
    if left > 0:
        return f"{left:,} {units('day', left)} left"
    return "Expires today" if left == 0 else f"Expired {-left:,} {units('day', -left)} ago"


def if_later(assessment: Assessment) -> str:
    """What becomes of the verdict if one files later than now; "" where it stays, or is nobody's to choose."""
    turn = assessment.later
    if turn is None:
        return ""
    eve = turn.on - timedelta(days=1)
    aged = [
        (d.amount, assessment.node(d.node).unit) for d in assessment.deadlines if d.kind == "ages_out" and d.on == eve
    ]
    gone = [f"{amount(worth, unit)} {'is' if worth == 1 else 'are'} too old" for worth, unit in aged if worth]
    why = " and ".join(gone) if gone else "other rules hold"
    then = f"this would be “{_THEN[turn.verdict]}”" if turn.verdict in _THEN else "this could no longer be told"
    return f"If you file on {day(turn.on)} or later, {then}: {why} by then."


_THEN = {Verdict.MET: "met", Verdict.NOT_MET: "not met"}


def too_late(assessment: Assessment) -> str:
    """That nothing more can be earned, where the days that count have ended before the license does; else ""."""
    last = assessment.window.end if assessment.window else assessment.cycle.end
    if assessment.open or assessment.verdict == Verdict.MET or assessment.as_of > assessment.cycle.end:
        return ""
    return f"The days that count ended on {day(last)}: what you do now does not count for this renewal."


def short_topics(assessment: Assessment) -> tuple[Node, ...]:
    """The required needs below the headline that are not met, in pack order."""
    main = assessment.headline.id
    return tuple(
        n for n in assessment.on_the_way if n.required_text and n.id != main and n.applies and n.verdict != Verdict.MET
    )


#: So many needs are named that a way still asks for.
_MOST_NAMED = 2


def still_to_do(assessment: Assessment, way: Alternative) -> str:
    """What one way still asks: "12 CEUs to go", "Still asked: the plan", "Nothing more is asked"."""
    if way.verdict == Verdict.MET:
        here = assessment.node(way.node)
        spent = here.aside and assessment.node(here.parent).verdict != Verdict.MET
        return "Nothing more is asked" + (", but its hours count elsewhere now" if spent else "")
    if way.gaps:
        left = [_of_anything(gap, unit) for gap, unit in way.gaps]
        worst = " at worst" if way.verdict == Verdict.UNKNOWN else ""
        return f"{' and '.join(left)} to go{worst}{_within(assessment, way)}"
    parents = {n.parent for n in assessment.nodes}
    open_ = [n for n in assessment.below(way.node) if n.verdict != Verdict.MET and n.id not in parents]
    named = [n.title for n in open_[:_MOST_NAMED]]
    if not named or named == [way.title]:
        return _decides(assessment, way) if way.verdict == Verdict.UNKNOWN else "Not on record yet"
    more = f" and {len(open_) - len(named)} more" if len(open_) > len(named) else ""
    return f"{'Open' if way.verdict == Verdict.UNKNOWN else 'Still asked'}: {', '.join(named)}{more}"


def _within(assessment: Assessment, way: Alternative) -> str:
    """For what, where a way asks for more than its largest amount lacks: “, for ethics and literacy”."""
    asked = assessment.amount_of(way)
    if asked is None or way.gap_in(asked.unit) <= asked.missing:
        return ""
    titles = [n.title for n in assessment.below(way.node) if n.missing and n.unit == asked.unit and n is not asked]
    named = titles if len(titles) <= _MOST_NAMED else [*titles[:_MOST_NAMED], f"{len(titles) - _MOST_NAMED} more"]
    return f", for {_listed(named)}" if named else ""


def _decides(assessment: Assessment, way: Alternative) -> str:
    """What a way hangs on that can't be told yet: the question itself, where it is one."""
    ids = {node.id for node in assessment.below(way.node)}
    asked = {q.text for q in (*assessment.decides, *assessment.questions) if q.kind == "fact" and ids & {*q.nodes}}
    return asked.pop() if len(asked) == 1 else "An open point may decide"


def sentence(assessment: Assessment) -> str:
    """What stands behind the headline: what is still to do, the pace, the topics short, the days left."""
    node, parts = assessment.headline, []
    topics = short_topics(assessment)
    if assessment.verdict == Verdict.MET:
        parts.append("Everything this renewal asks is met.")
    else:
        if is_open(node) and any(q.kind == "fact" for q in assessment.questions):
            parts.append("How many are asked depends on your answers.")
        parts.append(_still_to_do(assessment, node, topics))
        behind = days_behind(node, assessment.cycle, assessment.as_of)
        # Where points are open, what counts so far is the least: a pace told of it would frighten for nothing.
        running = has_pace(node) and assessment.as_of <= assessment.cycle.end
        if running and node.missing and node.verdict != Verdict.UNKNOWN:
            parts.append(f"You are {span(behind)} behind an even pace." if behind >= 7 else "You are on pace.")
    parts.append(f"{days_left(assessment)}.")
    return " ".join(p for p in parts if p)


def _still_to_do(assessment: Assessment, node: Node, topics: tuple[Node, ...]) -> str:
    names = _listed([t.title for t in topics])
    if node.missing:
        text = f"{amount(node.missing, node.unit)} to go" + ("" if node.unit else f" in “{node.title}”")
        text += " at worst" if node.verdict == Verdict.UNKNOWN else ""
        more = node.verdict != Verdict.UNKNOWN and assessment.gap_unit == node.unit and assessment.gap > node.missing
        if names and more:
            whole = f"{amount(assessment.gap, node.unit)} to go: more than the {short(node.missing)} missing in all"
            return f"{whole}, because {names} {'ask' if len(topics) > 1 else 'asks'} for more."
        return f"{text}; short in {names}." if names else f"{text}."
    if assessment.verdict == Verdict.UNKNOWN:
        decides = deciding(assessment)
        if decides:
            others = ", and so may others" if assessment.others_may_decide else ""
            return f"{decides:,} open {units('question', decides)} may decide it{others}."
        return "The rule leaves it open."
    if names and assessment.gap:
        return f"{amount(assessment.gap, assessment.gap_unit)} to go; short in {names}."
    return f"Short in {names}." if names else "Something other than hours is still missing."


def deciding(assessment: Assessment) -> int:
    """How many open questions may decide the verdict: what is asked alike of many activities is one question."""
    return len({(q.kind, q.text) for q in assessment.decides})


#: Names of needs are told in a sentence only while they stay this short together.
_MOST_NAMES = 64


def _listed(names: list[str]) -> str:
    if sum(len(name) for name in names) > _MOST_NAMES:
        return f"{len(names)} topics" if len(names) > 1 else names[0]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 2 else names)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(on: date) -> str:
    """A day as read in the US, the same on every system: "Nov 22, 2026"."""
    return f"{MONTHS[on.month - 1]} {on.day}, {on.year}"


def years(start: date | None, end: date | None) -> str:
    """Two days as people say them of a career: "2019–2021", "since 2022", "until 2020"; "" where neither is known."""
    if start is None:
        return f"until {end.year}" if end else ""
    if end is None:
        return f"since {start.year}"
    return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"


def days(period: Period) -> str:
    """A span of days: "Nov 22, 2026 – Jun 30, 2027"; a single day alone."""
    return day(period.start) if period.start == period.end else f"{day(period.start)} – {day(period.end)}"
